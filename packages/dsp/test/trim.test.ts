import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { createRandom } from "../src/random.js";
import { trim } from "../src/trim.js";

describe("trim", () => {
  it("keeps the frames that touch a burst", () => {
    // Frames are centred on multiples of 512 and reach 1024 to both sides. Samples 10,000 to 19,999 are touched by
    // the frames centred from 9216 (which ends at 10,239) to 20,992 (which begins at 19,968).
    const x = new Float32Array(30_000).fill(0.5, 10_000, 20_000);
    const { samples, start, end } = trim(x);
    expect([start, end]).toEqual([9216, 20_992 + 512]);
    expect(samples).toEqual(x.slice(9216, 21_504));
  });

  it("takes a frame for silent at the threshold, and for sounding above it", () => {
    // Frames of one sample: powers 1, 0.01 and 0.0121 are 0, -20 and -19.2 dB.
    const options = { topDb: 20, frameLength: 1, hopLength: 1 };
    expect(trim(peakBetween(0.1), options)).toMatchObject({ start: 2, end: 3 });
    expect(trim(peakBetween(0.11), options)).toMatchObject({ start: 1, end: 4 });
  });

  it("takes powers below 1e-10 for 1e-10", () => {
    // The loudest power is 1e-8: silence, as 1e-10, lies 20 dB below it, which is less than 30.
    const x = Float64Array.of(0, 0, 1e-4, 0);
    expect(trim(x, { topDb: 30, frameLength: 1, hopLength: 1 })).toMatchObject({ start: 0, end: 4 });
    expect(trim(x, { topDb: 19, frameLength: 1, hopLength: 1 })).toMatchObject({ start: 2, end: 3 });
  });

  it("keeps a signal that is silent throughout, as librosa does", () => {
    expect(trim(new Float32Array(5000))).toEqual({ samples: new Float32Array(5000), start: 0, end: 5000 });
    expect(trim(new Float32Array(5000).fill(1e-6, 100, 200))).toMatchObject({ start: 0, end: 5000 });
  });

  it("keeps a signal shorter than a frame", () => {
    expect(trim(Float32Array.of(0.5))).toEqual({ samples: Float32Array.of(0.5), start: 0, end: 1 });
  });

  it("returns nothing only if a long hop steps over all but the very end", () => {
    const x = Float32Array.of(0, 0, 0, 1);
    expect(trim(x, { frameLength: 2, hopLength: 4 })).toEqual({ samples: new Float32Array(0), start: 4, end: 4 });
  });

  it("does not depend on the level", () => {
    const { normal, integer } = createRandom("trim");
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6000 }), fc.integer({ min: -6, max: 6 }), (length, exponent) => {
        const from = integer(length);
        const x = Float64Array.from({ length }, (_, i) => normal() * (i < from ? 1e-3 : 0.1));
        const { start, end } = trim(x, { topDb: 30 });
        // By a power of two all roundings stay the same; powers stay far above 1e-10.
        const scaled = x.map((sample) => sample * 2 ** exponent);
        expect(trim(scaled, { topDb: 30 })).toEqual({ samples: scaled.slice(start, end), start, end });
      }),
      { numRuns: 50 },
    );
  });

  it("gives a copy of the type of the signal", () => {
    const x = Float64Array.of(1, 1);
    const { samples } = trim(x);
    samples[0] = 7;
    expect(x).toEqual(Float64Array.of(1, 1));
  });

  it.each([0, -60, NaN, Infinity])("rejects a topDb of %d", (topDb) => {
    const message = `"topDb" must be finite and > 0, got ${topDb}`;
    expect(() => trim(new Float32Array(1), { topDb })).toThrow(new RangeError(message));
  });

  it.each([0, 1.5, NaN])("rejects a frame or hop of %d samples", (length) => {
    const x = new Float32Array(1);
    const message = (name: string): RangeError => new RangeError(`"${name}" must be a whole number > 0, got ${length}`);
    expect(() => trim(x, { frameLength: length })).toThrow(message("frameLength"));
    expect(() => trim(x, { hopLength: length })).toThrow(message("hopLength"));
  });

  it("rejects an empty signal", () => {
    const message = '"x" must hold at least one sample, got none';
    expect(() => trim(new Float32Array(0))).toThrow(new RangeError(message));
  });

  it("rejects a NaN sample", () => {
    const message = '"x" must hold finite samples only, got NaN at index 1';
    expect(() => trim(Float32Array.of(0, NaN))).toThrow(new RangeError(message));
  });
});

function peakBetween(sample: number): Float64Array {
  return Float64Array.of(0, sample, 1, sample, 0);
}
