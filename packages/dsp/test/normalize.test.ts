import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { normalizePeak, normalizeRms, standardize } from "../src/normalize.js";
import { meanOf, rmsOf, sine } from "./signals.js";

const functions = { standardize, normalizePeak, normalizeRms };
const names = Object.keys(functions) as (keyof typeof functions)[];

describe("standardize", () => {
  it("divides by the standard deviation of the population", () => {
    // Mean 5, deviation 2: the textbook example.
    const scores = Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9);
    expect(standardize(scores)).toEqual(Float64Array.of(-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2));
  });

  it("gives mean 0 and standard deviation 1", () => {
    fc.assert(
      fc.property(signals, (x) => {
        fc.pre(rmsOf(x.map((sample) => sample - x[0]!)) > 1e-6);
        const z = standardize(x);
        expect(meanOf(z)).toBeCloseTo(0, 9);
        expect(rmsOf(z)).toBeCloseTo(1, 9);
      }),
    );
  });

  it("does not depend on level and offset", () => {
    const x = sine(1000, 440, 16_000);
    const shifted = x.map((sample) => 0.01 * sample + 3);
    const [a, b] = [standardize(x), standardize(shifted)];
    expect(Math.max(...a.map((sample, i) => Math.abs(sample - b[i]!)))).toBeLessThan(1e-11);
  });

  it("rejects a constant signal, silence for one", () => {
    const silence = '"x" must not be constant, got 0 in all 3 samples';
    expect(() => standardize(new Float32Array(3))).toThrow(new RangeError(silence));
    // The mean of these is not 0.1: their variance does not come out as zero.
    const tenths = new Float64Array(10).fill(0.1);
    expect(() => standardize(tenths)).toThrow(new RangeError('"x" must not be constant, got 0.1 in all 10 samples'));
  });

  it.each([
    ["vanishes", 1e-200, 0],
    ["overflows", 1e200, Infinity],
  ])("rejects a signal whose variance %s", (_, sample, variance) => {
    const message = `"x" must have a variance within float64, got ${variance}`;
    expect(() => standardize(Float64Array.of(0, sample))).toThrow(new RangeError(message));
  });
});

describe("normalizePeak", () => {
  it("brings the largest absolute sample to the peak", () => {
    expect(normalizePeak(Float32Array.of(0.25, -0.5))).toEqual(Float32Array.of(0.5, -1));
    expect(normalizePeak(Float32Array.of(0.25, -0.5), { peak: 0.25 })).toEqual(Float32Array.of(0.125, -0.25));
    expect(normalizePeak(Float64Array.of(Number.MIN_VALUE, 0))).toEqual(Float64Array.of(1, 0));
  });

  it("rejects a peak that is not above 0", () => {
    const message = '"peak" must be finite and > 0, got 0';
    expect(() => normalizePeak(Float32Array.of(1), { peak: 0 })).toThrow(new RangeError(message));
  });
});

describe("normalizeRms", () => {
  it("brings the root mean square to the level", () => {
    expect(normalizeRms(Float32Array.of(3, -3))).toEqual(Float32Array.of(1, -1));
    expect(rmsOf(normalizeRms(sine(1000, 440, 16_000), { rms: 0.1 }))).toBeCloseTo(0.1, 12);
    expect(normalizeRms(Float64Array.of(1e-200, 1e-200))).toEqual(Float64Array.of(1, 1));
  });

  it("rejects a level that is not above 0", () => {
    const message = '"rms" must be finite and > 0, got NaN';
    expect(() => normalizeRms(Float32Array.of(1), { rms: NaN })).toThrow(new RangeError(message));
  });
});

describe.each(names)("%s", (name) => {
  const normalize = functions[name];

  it("returns a new array of the same type", () => {
    const x = Float32Array.of(1, 2);
    const y = normalize(x);
    expect(y).toBeInstanceOf(Float32Array);
    expect(x).toEqual(Float32Array.of(1, 2));
    expect(normalize(Float64Array.of(1, 2))).toBeInstanceOf(Float64Array);
  });

  it.each([NaN, Infinity, -Infinity])("rejects a sample of %d", (sample) => {
    const message = `"x" must hold finite samples only, got ${sample} at index 1`;
    expect(() => normalize(Float32Array.of(0, sample))).toThrow(new RangeError(message));
  });

  it("rejects an empty signal", () => {
    const message = '"x" must hold at least one sample, got none';
    expect(() => normalize(new Float32Array(0))).toThrow(new RangeError(message));
  });

  it("rejects a plain array", () => {
    const x = [1, 2] as unknown as Float32Array;
    const message = '"x" must be a Float32Array or a Float64Array, got Array';
    expect(() => normalize(x)).toThrow(new TypeError(message));
  });
});

it.each([normalizePeak, normalizeRms])("rejects silence: %o", (normalize) => {
  const message = '"x" must not be silent, got 0 in all 4 samples';
  expect(() => normalize(new Float32Array(4))).toThrow(new RangeError(message));
});

const signals = fc
  .array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 50 })
  .map((samples) => Float64Array.from(samples));
