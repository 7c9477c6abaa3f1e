import { describe, expect, it } from "vitest";

import { emotions } from "../src/emotions.js";
import { loadPretrained } from "../src/pretrained.js";
import expected from "./fixtures/pretrained.json" with { type: "json" };
import { voice } from "./voice.js";

describe("loadPretrained", () => {
  it("gives one recogniser of few parameters, which tells data and licence", async () => {
    const recognizer = await loadPretrained();
    expect(await loadPretrained()).toBe(recognizer);
    expect(recognizer.parameters).toBeLessThan(150_000);
    expect(recognizer.info.licence).toBe("CC BY-NC-SA 4.0");
    expect(recognizer.info.data).toMatch(/^RAVDESS speech/);
    expect(recognizer.models.map(({ leastRate }) => leastRate)).toEqual([16_000, 8000]);
    for (const { figures } of recognizer.models) expect(figures.unweightedAccuracy).toBeGreaterThan(0.5);
  });

  it.each([16_000, 8000])("says the same of a voice at %d Hz in Node and in browsers", async (rate) => {
    const { probabilities } = await (await loadPretrained()).predict(voice(2, rate), rate);
    const known = expected[String(rate) as keyof typeof expected];
    // What Node said. Kernels of both work on float32 numbers, and their roundings may differ.
    for (const emotion of emotions) expect(Math.abs(probabilities[emotion] - known[emotion])).toBeLessThan(1e-6);
  });
});
