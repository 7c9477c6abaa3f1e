import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { scalesForBand } from "../src/band.js";
import { scale2frequency } from "../src/frequency.js";

describe("scalesForBand", () => {
  it("gives 6 to 130 for 100 to 2000 Hz of the Morlet wavelet at 16 kHz", () => {
    expect(scalesForBand("morl", { low: 100, high: 2000, sampleRate: 16_000 })).toEqual(
      Array.from({ length: 125 }, (_, i) => i + 6),
    );
  });

  it("holds a scale whose frequency is an end of the band", () => {
    // 13000 Hz / 5 = 2600 Hz, 13000 Hz / 10 = 1300 Hz.
    expect(scalesForBand("morl", { low: 1300, high: 2600, sampleRate: 16_000 })).toEqual([5, 6, 7, 8, 9, 10]);
  });

  it("covers the band and no more", () => {
    const bands = fc.tuple(
      fc.constantFrom("morl", "mexh", "gaus3", "cmor1.5-1.0", "fbsp2-1.5-1.0"),
      fc.integer({ min: 20, max: 500 }),
      fc.integer({ min: 501, max: 4000 }),
    );
    fc.assert(
      fc.property(bands, ([wavelet, low, high]) => {
        const scales = scalesForBand(wavelet, { low, high, sampleRate: 8000 });
        const frequency = (scale: number) => scale2frequency(wavelet, scale, { samplingPeriod: 1 / 8000 });
        const [first, last] = [scales[0]!, scales.at(-1)!];
        expect(scales).toEqual(Array.from({ length: last - first + 1 }, (_, i) => first + i));
        expect(frequency(last) >= low * (1 - 1e-11) && frequency(last + 1) < low).toBe(true);
        expect(first === 1 || frequency(first) >= high * (1 - 1e-11)).toBe(true);
        expect(frequency(first + 1)).toBeLessThan(high);
      }),
    );
  });

  it("starts at scale 1 where the wavelet does not reach the upper end", () => {
    expect(scalesForBand("mexh", { low: 1000, high: 8000, sampleRate: 16_000 })).toEqual([1, 2, 3, 4]);
  });

  it("rejects a band above what scale 1 reaches", () => {
    expect(() => scalesForBand("mexh", { low: 5000, high: 8000, sampleRate: 16_000 })).toThrow(
      new RangeError('"low" must be at most 4000 for wavelet mexh at scale 1, got 5000'),
    );
  });

  it.each(["low", "high", "sampleRate"])("rejects a %s of 0, -1, NaN and Infinity", (field) => {
    for (const value of [0, -1, Number.NaN, Infinity]) {
      expect(() => scalesForBand("morl", { low: 100, high: 2000, sampleRate: 16_000, [field]: value })).toThrow(
        new RangeError(`"${field}" must be finite and > 0, got ${value}`),
      );
    }
  });

  it("rejects a band of no width or turned around", () => {
    expect(() => scalesForBand("morl", { low: 100, high: 100, sampleRate: 16_000 })).toThrow(
      new RangeError('"low" must be below "high", got 100 and 100'),
    );
  });

  it("rejects frequencies above half the sample rate", () => {
    expect(() => scalesForBand("morl", { low: 100, high: 8001, sampleRate: 16_000 })).toThrow(
      new RangeError('"high" must be at most half of "sampleRate" (8000), got 8001'),
    );
  });
});
