import { describe, expect, it } from "vitest";

import { awgn, type AwgnOptions } from "../src/noise.js";
import { createRandom } from "../src/random.js";
import { meanOf, rmsOf, sine } from "./signals.js";

const x = sine(200_000, 440, 16_000);

describe("awgn", () => {
  it.each([-10, 0, 15, 30])("reaches a ratio of %d dB", (snrDb) => {
    const noise = noiseOf(snrDb);
    // The variance of a sine is 1/2. That of 200,000 normal numbers strays by 0.3 %; four standard errors are 0.055 dB.
    expect(Math.abs(10 * Math.log10(0.5 / rmsOf(noise) ** 2) - snrDb)).toBeLessThan(0.055);
    expect(Math.abs(meanOf(noise))).toBeLessThan((4 * rmsOf(noise)) / Math.sqrt(noise.length));
  });

  it("is the signal plus the scaled normal numbers, in order", () => {
    const { normal } = createRandom(3);
    // Variance 1, and a tenth of it at 10 dB.
    const expected = Float64Array.of(1, -1, 1, -1).map((sample) => sample + Math.sqrt(0.1) * normal());
    expect(awgn(Float64Array.of(1, -1, 1, -1), { snrDb: 10, random: createRandom(3) })).toEqual(expected);
  });

  it("does not take an offset for signal", () => {
    const noise = awgn(x, { snrDb: 20, random: createRandom(1) }).map((sample, i) => sample - x[i]!);
    const raised = x.map((sample) => sample + 8);
    const noiseOfRaised = awgn(raised, { snrDb: 20, random: createRandom(1) }).map((sample, i) => sample - raised[i]!);
    expect(Math.max(...noise.slice(0, 1000).map((sample, i) => Math.abs(sample - noiseOfRaised[i]!)))).toBeLessThan(
      1e-12,
    );
  });

  it("draws a ratio from a range, uniformly", () => {
    const random = createRandom("range");
    const ratios = Array.from({ length: 2000 }, () => {
      // The first normal number is 1: the noise of the first sample is the standard deviation.
      const source = { uniform: random.uniform, normal: () => 1 };
      const noisy = awgn(Float64Array.of(1, -1), { snrDb: [15, 30], random: source });
      return -20 * Math.log10(noisy[0]! - 1);
    });
    expect(Math.min(...ratios)).toBeGreaterThanOrEqual(15 - 1e-9);
    expect(Math.max(...ratios)).toBeLessThan(30);
    // The standard error of the mean of 2000 draws from [15, 30] is 0.097.
    expect(Math.abs(meanOf(ratios) - 22.5)).toBeLessThan(4 * 0.097);
  });

  it("repeats itself for the same seed", () => {
    const first = awgn(x, { snrDb: [15, 30], random: createRandom(9) });
    expect(awgn(x, { snrDb: [15, 30], random: createRandom(9) })).toEqual(first);
  });

  it("returns a new array of the same type", () => {
    const signal = Float32Array.of(1, -1);
    expect(awgn(signal, { snrDb: 10, random: createRandom(1) })).toBeInstanceOf(Float32Array);
    expect(signal).toEqual(Float32Array.of(1, -1));
  });

  it.each([NaN, Infinity, -Infinity])("rejects a ratio of %d dB", (snrDb) => {
    const random = createRandom(1);
    expect(() => awgn(x, { snrDb, random })).toThrow(new RangeError(`"snrDb" must be finite, got ${snrDb}`));
    expect(() => awgn(x, { snrDb: [0, snrDb], random })).toThrow(
      new RangeError(`"snrDb[1]" must be finite, got ${snrDb}`),
    );
  });

  it("rejects a ratio whose noise overflows", () => {
    const options = { snrDb: -1e4, random: createRandom(1) };
    expect(() => awgn(x, options)).toThrow(new RangeError('"snrDb" must leave the noise within float64, got -10000'));
  });

  it("rejects a range that runs backwards, or is none", () => {
    const random = createRandom(1);
    const message = '"snrDb" must be [min, max] with min <= max, got [30, 15]';
    expect(() => awgn(x, { snrDb: [30, 15], random })).toThrow(new RangeError(message));
    const snrDb = [1, 2, 3] as unknown as [number, number];
    expect(() => awgn(x, { snrDb, random })).toThrow(
      new RangeError('"snrDb" must be a number or [min, max], got 3 numbers'),
    );
  });

  it("rejects a constant signal, which has no ratio to noise", () => {
    const options = { snrDb: 20, random: createRandom(1) };
    const message = '"x" must not be constant, got 0 in all 5 samples';
    expect(() => awgn(new Float32Array(5), options)).toThrow(new RangeError(message));
  });

  it("rejects a NaN sample", () => {
    const options = { snrDb: 20, random: createRandom(1) };
    const message = '"x" must hold finite samples only, got NaN at index 0';
    expect(() => awgn(Float32Array.of(NaN, 1), options)).toThrow(new RangeError(message));
  });

  it("rejects a missing source of random numbers", () => {
    const options = { snrDb: 20 } as unknown as AwgnOptions;
    const message = '"random" must be a source of random numbers as createRandom makes it, got undefined';
    expect(() => awgn(x, options)).toThrow(new TypeError(message));
  });
});

function noiseOf(snrDb: number): Float64Array {
  return awgn(x, { snrDb, random: createRandom(4) }).map((sample, i) => sample - x[i]!);
}
