import { describe, expect, it } from "vitest";

import { analyticMorlet } from "../src/analytic-morlet.js";
import { scale2frequency } from "../src/frequency.js";
import { logScales } from "../src/log-scales.js";

const band = { low: 100, high: 1600, sampleRate: 16_000 };

describe("logScales", () => {
  it("covers the band with so many scales an octave, both ends included", () => {
    const scales = logScales("morl", { ...band, voices: 4 });
    expect(scales.length).toBe(4 * 4 + 1);
    expect(scales[0]).toBeCloseTo((0.8125 * 16_000) / 1600, 12);
    scales.slice(1).forEach((scale, i) => expect(scale / scales[i]!).toBeCloseTo(2 ** 0.25, 12));
    expect(scale2frequency("morl", scales[16]!, { samplingPeriod: 1 / 16_000 })).toBeCloseTo(100, 9);
  });

  it("goes on to the first scale at or below the lower end", () => {
    const scales = logScales(analyticMorlet(), { ...band, low: 99 });
    const frequencies = scales.map((s) => scale2frequency(analyticMorlet(), s, { samplingPeriod: 1 / 16_000 }));
    expect(frequencies.at(-1)).toBeLessThanOrEqual(99);
    expect(frequencies.at(-2)).toBeGreaterThan(99);
  });

  it.each(["low", "high", "sampleRate"])("rejects a %s of NaN", (name) => {
    expect(() => logScales("morl", { ...band, [name]: Number.NaN })).toThrow(
      new RangeError(`"${name}" must be finite and > 0, got NaN`),
    );
  });

  it.each([0, 1.5, 257, Number.NaN])("rejects %d voices", (voices) => {
    expect(() => logScales("morl", { ...band, voices })).toThrow(
      new RangeError(`"voices" must be an integer from 1 to 256, got ${voices}`),
    );
  });

  it("rejects a band that is upside down", () => {
    expect(() => logScales("morl", { ...band, low: 1600 })).toThrow(
      new RangeError('"low" must be below "high", got 1600 and 1600'),
    );
  });

  it("rejects a band above half the sample rate", () => {
    expect(() => logScales("morl", { ...band, high: 8001 })).toThrow(
      new RangeError('"high" must be at most half of "sampleRate" (8000), got 8001'),
    );
  });
});
