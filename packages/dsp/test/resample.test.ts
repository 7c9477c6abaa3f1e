import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { createRandom } from "../src/random.js";
import { resample } from "../src/resample.js";
import { rmsOf, sine } from "./signals.js";

// The last two have more phases than a table of taps may hold.
const ratios = [
  [48_000, 16_000],
  [44_100, 16_000],
  [22_050, 16_000],
  [16_000, 48_000],
  [44_100, 48_000],
  [8000, 7919],
  [7919, 8000],
] as const;
const aliases = ratios.flatMap(([from, to]) =>
  [1.02, 1.1, 1.9, 2.7].filter((fraction) => fraction * to < from).map((fraction) => [fraction, from, to] as const),
);

describe.each(ratios)("resample from %d to %d Hz", (from, to) => {
  const nyquist = Math.min(from, to) / 2;
  // What the ends of the signal reach.
  const edge = Math.ceil((70 * to) / Math.min(from, to));
  const inside = (y: Float64Array): Float64Array => y.subarray(edge, -edge);

  it.each([0.02, 0.3, 0.6, 0.8, 0.87])(
    "moves a sine at %d of the Nyquist frequency without loss or delay",
    (fraction) => {
      const y = resample(sine(from / 4, fraction * nyquist, from, 0.3), from, to);
      const error = inside(y.map((sample, i) => sample - exactly(i, fraction * nyquist, to)));
      expect(decibels(rmsOf(error) / Math.SQRT1_2)).toBeLessThan(-135);
    },
  );

  it("halves a sine at 0.945 of the Nyquist frequency", () => {
    const y = inside(resample(sine(from / 4, 0.945 * nyquist, from), from, to));
    expect(rmsOf(y) / Math.SQRT1_2).toBeCloseTo(0.5, 3);
  });

  it("keeps a constant to 1e-7", () => {
    const y = inside(resample(new Float64Array(from / 4).fill(1), from, to));
    expect(Math.max(...y.map((sample) => Math.abs(sample - 1)))).toBeLessThan(1e-7);
  });

  it("is linear", () => {
    const { normal } = createRandom(`${from} to ${to}`);
    const a = Float64Array.from({ length: 1000 }, normal);
    const b = Float64Array.from({ length: 1000 }, normal);
    const mixed = resample(
      a.map((sample, i) => 2 * sample - 3 * b[i]!),
      from,
      to,
    );
    const [ya, yb] = [resample(a, from, to), resample(b, from, to)];
    const error = mixed.map((sample, i) => sample - (2 * ya[i]! - 3 * yb[i]!));
    expect(Math.max(...error.map(Math.abs))).toBeLessThan(1e-13);
  });
});

describe("resample", () => {
  it.each(aliases)(
    "keeps a sine at %d of the new Nyquist frequency below -120 dB from %d to %d Hz",
    (fraction, from, to) => {
      const y = resample(sine(from / 4, (fraction * to) / 2, from), from, to);
      expect(decibels(rmsOf(y.subarray(100, -100)) / Math.SQRT1_2)).toBeLessThan(-120);
    },
  );

  it("returns ceil(n * toRate / fromRate) samples", () => {
    const rate = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), rate, rate, (length, from, to) => {
        expect(resample(new Float32Array(length), from, to).length).toBe(Math.ceil((length * to) / from));
      }),
    );
  });

  it("gives the same samples for rates of the same ratio", () => {
    const { normal } = createRandom(1);
    const x = Float32Array.from({ length: 500 }, normal);
    expect(resample(x, 48_000, 16_000)).toEqual(resample(x, 3, 1));
  });

  it("copies a signal whose rate does not change", () => {
    const x = Float32Array.of(1, 2, 3);
    const y = resample(x, 16_000, 16_000);
    expect(y).toEqual(x);
    expect(y).not.toBe(x);
  });

  it("comes back from a higher rate to what it was", () => {
    // Noise below 0.8 of the Nyquist frequency, made of sines.
    const { uniform } = createRandom("tones");
    const tones = Array.from({ length: 40 }, () => [uniform() * 0.8 * 8000, uniform() * 7] as const);
    const x = Float64Array.from({ length: 4000 }, (_, i) =>
      tones.reduce((sum, [frequency, phase]) => sum + Math.sin((2 * Math.PI * frequency * i) / 16_000 + phase), 0),
    );
    const back = resample(resample(x, 16_000, 44_100), 44_100, 16_000);
    const error = x.map((sample, i) => back[i]! - sample).subarray(150, -150);
    expect(decibels(rmsOf(error) / rmsOf(x))).toBeLessThan(-130);
  });

  it("interpolates from the table as it filters by phase", () => {
    // The ratios differ by 1 part in 16 million, and the latter has 16,000,001 phases: too many for a table.
    const x = sine(400, 1000, 44_100);
    const byPhase = resample(x, 44_100, 16_000);
    const interpolated = resample(x, 44_100_000, 16_000_001);
    // Over 400 samples the times drift apart by less than 3e-5 samples.
    expect(Math.max(...byPhase.map((sample, i) => Math.abs(sample - interpolated[i]!)))).toBeLessThan(1e-5);
  });

  it("takes time and memory in bounds at extreme ratios", () => {
    const x = new Float32Array(100_000).fill(1);
    // One sample stands for 48,000: half of its kernel lies before the start, and a little beyond the end.
    expect(resample(x, 48_000, 1).length).toBe(3);
    expect(resample(Float32Array.of(1), 1, 48_000).length).toBe(48_000);
    expect(resample(x, 999_983, 1_000_003).length).toBe(100_003);
  });

  it("gives what a single sample is worth at the edge", () => {
    // The kernel of an unchanged time axis at its centre is the roll-off times the ratio.
    expect(resample(Float64Array.of(1), 3, 1)[0]).toBeCloseTo(0.945 / 3, 15);
    expect(resample(Float64Array.of(1), 1, 3)[0]).toBeCloseTo(0.945, 15);
  });

  it("returns the type of the signal, and leaves it alone", () => {
    const x = Float32Array.of(1, 2, 3);
    expect(resample(x, 1, 2)).toBeInstanceOf(Float32Array);
    expect(resample(new Float64Array(3), 1, 2)).toBeInstanceOf(Float64Array);
    expect(x).toEqual(Float32Array.of(1, 2, 3));
  });

  it.each([0, -1, 44_100.5, NaN, Infinity])("rejects a rate of %d Hz", (rate) => {
    const x = new Float32Array(1);
    const message = (name: string): RangeError => new RangeError(`"${name}" must be a whole number > 0, got ${rate}`);
    expect(() => resample(x, rate, 16_000)).toThrow(message("fromRate"));
    expect(() => resample(x, 16_000, rate)).toThrow(message("toRate"));
  });

  it("rejects rates at which sample times are not exact", () => {
    const message = '"x" must be shorter for a ratio of 9007199254740881 to 2, got 2 samples';
    expect(() => resample(new Float32Array(2), 2, 9_007_199_254_740_881)).toThrow(new RangeError(message));
  });

  it("rejects a NaN sample", () => {
    const message = '"x" must hold finite samples only, got NaN at index 1';
    expect(() => resample(Float32Array.of(0, NaN), 2, 1)).toThrow(new RangeError(message));
  });

  it("rejects an empty signal", () => {
    const message = '"x" must hold at least one sample, got none';
    expect(() => resample(new Float32Array(0), 2, 1)).toThrow(new RangeError(message));
  });
});

function exactly(i: number, frequency: number, rate: number): number {
  return Math.sin((2 * Math.PI * frequency * i) / rate + 0.3);
}

function decibels(ratio: number): number {
  return 20 * Math.log10(ratio);
}
