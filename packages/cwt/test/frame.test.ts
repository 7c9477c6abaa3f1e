import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { cwt } from "../src/cwt.js";
import { frames } from "../src/frame.js";
import type { RealScalogram } from "../src/scalogram.js";
import { largestDifference } from "./golden.js";

/** A scalogram whose value at scale s and sample n is 1000 s + n. */
function counting(scales: number, time: number): RealScalogram<"float32"> {
  return {
    complex: false,
    data: Float32Array.from({ length: scales * time }, (_, i) => 1000 * Math.floor(i / time) + (i % time)),
    shape: [scales, time],
    scales: new Float64Array(scales).fill(1),
    frequencies: new Float64Array(scales).fill(1),
  };
}

describe("frames", () => {
  it("transposes: value [frame, n, s] is that of scale s at sample frame * hop + n", () => {
    const sizes = fc.record({
      scales: fc.integer({ min: 1, max: 70 }),
      time: fc.integer({ min: 1, max: 100 }),
      length: fc.integer({ min: 1, max: 100 }),
      hop: fc.integer({ min: 1, max: 100 }),
    });
    fc.assert(
      fc.property(sizes, ({ scales, time, length, hop }) => {
        fc.pre(length <= time);
        const { data, shape } = frames(counting(scales, time), { length, hop });
        const count = shape[0];
        expect(shape).toEqual([count, length, scales]);
        // The last frame fits, one more would not.
        expect((count - 1) * hop + length <= time && count * hop + length > time).toBe(true);
        const expected = Float32Array.from({ length: count * length * scales }, (_, i) => {
          const frame = Math.floor(i / (length * scales));
          const n = Math.floor(i / scales) % length;
          return 1000 * (i % scales) + frame * hop + n;
        });
        expect(largestDifference(data, expected)).toBe(0);
      }),
    );
  });

  it("keeps a last frame that fits exactly", () => {
    expect(frames(counting(2, 12), { length: 4 }).shape).toEqual([3, 4, 2]);
    expect(frames(counting(2, 11), { length: 4 }).shape).toEqual([2, 4, 2]);
    expect(frames(counting(2, 4), { length: 4 }).shape).toEqual([1, 4, 2]);
  });

  it("takes 4000 samples a frame, without overlap, by default", () => {
    expect(frames(counting(3, 8000)).shape).toEqual([2, 4000, 3]);
    expect(frames(counting(3, 8000), { hop: 1000 }).shape).toEqual([5, 4000, 3]);
  });

  it("keeps the type, and cuts both parts of a complex scalogram", () => {
    const x = Float64Array.from({ length: 20 }, (_, n) => Math.sin(n));
    const scalogram = cwt(x, [1, 2], { wavelet: "cgau2", dtype: "float64" });
    const { re, im, shape } = frames(scalogram, { length: 10 });
    expect(shape).toEqual([2, 10, 2]);
    expect([re.constructor, re[3], im[3]]).toEqual([Float64Array, scalogram.re[21], scalogram.im[21]]);
  });

  it("does not share memory with the scalogram", () => {
    const scalogram = counting(1, 4);
    frames(scalogram, { length: 4 }).data.fill(-1);
    expect([...scalogram.data]).toEqual([0, 1, 2, 3]);
  });

  it("rejects a scalogram shorter than one frame", () => {
    expect(() => frames(counting(2, 3999))).toThrow(
      new RangeError('"scalogram" must be at least one frame of 4000 samples long, got 3999'),
    );
  });

  it.each([0, -1, 1.5, Number.NaN])("rejects a length or a hop of %d", (value) => {
    const max = Number.MAX_SAFE_INTEGER;
    expect(() => frames(counting(1, 4), { length: value })).toThrow(
      new RangeError(`"length" must be an integer from 1 to ${max}, got ${value}`),
    );
    expect(() => frames(counting(1, 4), { length: 4, hop: value })).toThrow(
      new RangeError(`"hop" must be an integer from 1 to ${max}, got ${value}`),
    );
  });
});
