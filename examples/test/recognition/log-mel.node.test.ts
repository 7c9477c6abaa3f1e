import { describe, expect, it } from "vitest";

import { melPosition, melPowers } from "../../src/parts/recognition/log-mel.js";
import golden from "./fixtures/log-mel.json" with { type: "json" };

const x = Float32Array.from(golden.samples);

describe("melPowers", () => {
  it("equals librosa", () => {
    const { data, hops, bands } = melPowers(x);
    expect([hops, bands]).toEqual([golden.hops, 40]);
    expect(data).toHaveLength(golden.power.length);
    // The result is float32: half a step is 6e-8 of it; librosa's filters are float32 too.
    for (const [i, value] of data.entries()) expect(value / golden.power[i]!, `value ${i}`).toBeCloseTo(1, 6);
  });

  it("keeps the level: twice the amplitude is four times the power", () => {
    const [quiet, loud] = [melPowers(x).data, melPowers(x.map((value) => 2 * value)).data];
    for (const [i, value] of loud.entries()) expect(value).toBe(4 * quiet[i]!);
  });
});

describe("melPosition", () => {
  it("is the band itself for a ratio of 1, and that of another band for the ratio of their frequencies", () => {
    for (const [i, frequency] of golden.frequencies.entries()) {
      expect(melPosition(i, 1)).toBeCloseTo(i, 10);
      expect(melPosition(12, frequency / golden.frequencies[12]!)).toBeCloseTo(i, 10);
    }
  });
});
