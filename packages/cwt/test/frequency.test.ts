import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { centralFrequency, frequency2scale, scale2frequency } from "../src/frequency.js";
import { wavelet as motherOf, waveletNames } from "../src/wavelet.js";
import type { WaveletName } from "../src/wavelet.js";
import golden from "./fixtures/frequency.json" with { type: "json" };
import wavelets from "./fixtures/wavelets.json" with { type: "json" };

const name = () => fc.constantFrom(...waveletNames);
const positive = () => fc.double({ min: 1e-3, max: 1e5, noNaN: true });

describe("centralFrequency", () => {
  it.each(golden.centralFrequency)("equals PyWavelets for $wavelet at precision $precision", (expected) => {
    const { wavelet, precision, value } = expected;
    expect(centralFrequency(wavelet as WaveletName, { precision })).toBe(value);
  });

  it.each(wavelets.wavelets)("equals PyWavelets for $name at other precisions", (expected) => {
    const ours = expected.centralFrequency.map(({ precision }) => ({
      precision,
      value: centralFrequency(expected.name as WaveletName, { precision }),
    }));
    expect(ours).toEqual(expected.centralFrequency);
  });

  it("samples at 256 points by default", () => {
    expect(centralFrequency("shan")).toBe(centralFrequency("shan", { precision: 8 }));
  });

  it.each([0, 21, 8.5, Number.NaN])("rejects a precision of %d", (precision) => {
    expect(() => centralFrequency("morl", { precision })).toThrow(
      new RangeError(`"precision" must be an integer from 1 to 20, got ${precision}`),
    );
  });

  it("believes a wavelet that states its frequency, if it is one", () => {
    const own = { ...motherOf("morl"), centralFrequency: 0.7958 };
    expect(centralFrequency(own)).toBe(0.7958);
    expect(() => centralFrequency({ ...own, centralFrequency: Number.NaN })).toThrow(
      new RangeError('"wavelet.centralFrequency" must be finite and > 0, got NaN'),
    );
  });
});

describe("scale2frequency", () => {
  it.each(golden.scale2frequency)("equals PyWavelets for $wavelet at scale $scale", (expected) => {
    const { wavelet, scale, precision, value } = expected;
    expect(scale2frequency(wavelet as WaveletName, scale, { precision })).toBe(value);
  });

  it("drops one octave, exactly, when the scale doubles", () => {
    fc.assert(
      fc.property(name(), positive(), (wavelet, scale) => {
        expect(scale2frequency(wavelet, 2 * scale)).toBe(scale2frequency(wavelet, scale) / 2);
      }),
    );
  });

  it("is in Hz for a sampling period in seconds", () => {
    expect(scale2frequency("morl", 130, { samplingPeriod: 1 / 16_000 })).toBe(100);
  });

  it.each([0, -1, Number.NaN, Infinity])("rejects a scale of %d", (scale) => {
    expect(() => scale2frequency("morl", scale)).toThrow(
      new RangeError(`"scale" must be finite and > 0, got ${scale}`),
    );
  });

  it.each([0, -1, Number.NaN, Infinity])("rejects a sampling period of %d", (samplingPeriod) => {
    expect(() => scale2frequency("morl", 1, { samplingPeriod })).toThrow(
      new RangeError(`"samplingPeriod" must be finite and > 0, got ${samplingPeriod}`),
    );
  });
});

describe("frequency2scale", () => {
  it("is the inverse of scale2frequency", () => {
    fc.assert(
      fc.property(name(), positive(), positive(), (wavelet, scale, samplingPeriod) => {
        const frequency = scale2frequency(wavelet, scale, { samplingPeriod });
        // Four roundings, each of half a unit in the last place.
        expect(Math.abs(frequency2scale(wavelet, frequency, { samplingPeriod }) / scale - 1)).toBeLessThan(1e-15);
      }),
    );
  });

  it("takes Hz for a sampling period in seconds", () => {
    expect(frequency2scale("morl", 100, { samplingPeriod: 1 / 16_000 })).toBe(130);
  });

  it.each([0, -1, Number.NaN, Infinity])("rejects a frequency of %d", (frequency) => {
    expect(() => frequency2scale("morl", frequency)).toThrow(
      new RangeError(`"frequency" must be finite and > 0, got ${frequency}`),
    );
  });

  it.each([0, -1, Number.NaN, Infinity])("rejects a sampling period of %d", (samplingPeriod) => {
    expect(() => frequency2scale("morl", 1, { samplingPeriod })).toThrow(
      new RangeError(`"samplingPeriod" must be finite and > 0, got ${samplingPeriod}`),
    );
  });
});
