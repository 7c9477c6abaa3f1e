import { describe, expect, it } from "vitest";

import { bandpass, type BandpassOptions } from "../src/bandpass.js";
import golden from "./fixtures/filters.json" with { type: "json" };
import { float64, largestDifference } from "./golden.js";
import { rmsOf, sine } from "./signals.js";

const signal = float64(golden.signal);
const speech: BandpassOptions = { low: 100, high: 2000, sampleRate: 16_000 };

describe("bandpass", () => {
  it("is SciPy's sosfilt unless told otherwise, and its sosfiltfilt for zero phase", () => {
    for (const { low, high, sampleRate, order, ...reference } of golden.filtered) {
      const options = { low, high, sampleRate, order };
      expect(largestDifference(bandpass(signal, options), float64(reference.sosfilt))).toBeLessThan(1e-9);
      const zero = bandpass(signal, { ...options, phase: "zero" });
      expect(largestDifference(zero, float64(reference.sosfiltfilt))).toBeLessThan(1e-9);
    }
  });

  it("has order 4 unless told otherwise", () => {
    expect(bandpass(signal, speech)).toEqual(bandpass(signal, { ...speech, order: 4 }));
  });

  it.each([
    ["causal", -3.01],
    ["zero", -6.02],
  ] as const)("weakens a sine at the ends of the band by its due: %s, %d dB", (phase, decibels) => {
    for (const frequency of [100, 2000]) {
      const y = bandpass(sine(32_000, frequency, 16_000), { ...speech, phase });
      expect(20 * Math.log10(rmsOf(y.subarray(8000, 24_000)) / Math.SQRT1_2)).toBeCloseTo(decibels, 2);
    }
  });

  it("returns the type of the signal", () => {
    expect(bandpass(new Float32Array(50), speech)).toBeInstanceOf(Float32Array);
    expect(bandpass(new Float64Array(50), speech)).toBeInstanceOf(Float64Array);
  });

  it("rejects an unknown phase", () => {
    const options = { ...speech, phase: "linear" } as unknown as BandpassOptions;
    const message = '"phase" must be "causal" or "zero", got "linear"';
    expect(() => bandpass(signal, options)).toThrow(new RangeError(message));
  });

  it("rejects a band above half of the sample rate", () => {
    const message = '"band" must be [low, high] with 0 < low < high < 8000 (half of "sampleRate"), got [100, 9000]';
    expect(() => bandpass(signal, { ...speech, high: 9000 })).toThrow(new RangeError(message));
  });

  it("rejects a NaN sample", () => {
    const message = '"x" must hold finite samples only, got NaN at index 0';
    expect(() => bandpass(Float64Array.of(NaN), speech)).toThrow(new RangeError(message));
  });
});
