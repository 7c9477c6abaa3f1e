import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { cwtFrames } from "../src/cwt-frames.js";
import { cwt } from "../src/cwt.js";
import { frames } from "../src/frame.js";

const noise = (length: number) => Float32Array.from({ length }, (_, n) => Math.sin(n * n * 0.7) + Math.sin(n / 9));

/** Every `timeStep`-th row of each frame. */
function thinned<A extends Float32Array | Float64Array>(data: A, length: number, scales: number, timeStep: number): A {
  return data.filter((_, at) => (Math.floor(at / scales) % length) % timeStep === 0) as A;
}

describe("cwtFrames", () => {
  it("equals the frames of the transform to the last bit", () => {
    const arbitrary = fc.record({
      time: fc.integer({ min: 1, max: 30_000 }),
      length: fc.integer({ min: 1, max: 9000 }),
      hop: fc.integer({ min: 1, max: 9000 }),
      timeStep: fc.constantFrom(1, 1, 2, 3, 50, 10_000),
      wavelet: fc.constantFrom("morl", "cmor1.5-1.0"),
      dtype: fc.constantFrom("float32", "float64"),
      scales: fc.constantFrom([3], [20, 3.5, 9], [2, 3, 4, 50]),
    });
    fc.assert(
      fc.property(arbitrary, ({ time, length, hop, timeStep, wavelet, dtype, scales }) => {
        fc.pre(length <= time && (time - length) / hop < 20);
        const options = { wavelet: wavelet as "morl" | "cmor", dtype, length, hop };
        const expected = frames(cwt(noise(time), scales, options), options);
        const actual = cwtFrames(noise(time), scales, { ...options, timeStep });
        expect(actual.shape).toEqual([expected.shape[0], Math.ceil(length / timeStep), scales.length]);
        for (const part of ["data", "re", "im"] as const) {
          const values = (expected as unknown as Record<string, Float32Array | undefined>)[part];
          const own = (actual as unknown as Record<string, Float32Array | undefined>)[part];
          const kept = values && thinned(values, length, scales.length, timeStep);
          expect(own === undefined ? undefined : [own.constructor, own.length]).toEqual(
            kept === undefined ? undefined : [kept.constructor, kept.length],
          );
          expect(own?.findIndex((value, i) => value !== kept![i]) ?? -1).toBe(-1);
        }
      }),
      { numRuns: 40, seed: 6 },
    );
  });

  it("takes 4000 samples a frame, without overlap, by default", () => {
    expect(cwtFrames(noise(8000), [5]).shape).toEqual([2, 4000, 1]);
    expect(cwtFrames(noise(7999), [5]).shape).toEqual([1, 4000, 1]);
  });

  it("writes to the caller's array", () => {
    const output = new Float32Array(2 * 50 * 2);
    const result = cwtFrames(noise(100), [3, 5], { length: 50, output });
    expect(result.data).toBe(output);
    expect(output).toEqual(cwtFrames(noise(100), [3, 5], { length: 50 }).data);
  });

  it("rejects an array of another length, and leaves it alone", () => {
    const output = new Float32Array(199);
    expect(() => cwtFrames(noise(100), [3, 5], { length: 50, output })).toThrow(
      new RangeError('"output" must have length 200, got 199'),
    );
    expect(output.every((value) => value === 0)).toBe(true);
  });

  it("rejects a signal shorter than a frame", () => {
    expect(() => cwtFrames(noise(3999), [5])).toThrow(
      new RangeError('"x" must be at least one frame of 4000 samples long, got 3999'),
    );
  });

  it.each(["length", "hop", "timeStep"])("rejects a %s that is not an integer from 1 on", (option) => {
    for (const value of [0, -1, 1.5, Number.NaN, Infinity]) {
      expect(() => cwtFrames(noise(100), [5], { length: 10, [option]: value })).toThrow(
        new RangeError(`"${option}" must be an integer from 1 to ${Number.MAX_SAFE_INTEGER}, got ${value}`),
      );
    }
  });

  it("rejects a signal with an infinity", () => {
    expect(() => cwtFrames(Float32Array.of(Infinity), [5], { length: 1 })).toThrow(
      new RangeError('"x" must be finite, got Infinity at index 0'),
    );
  });
});
