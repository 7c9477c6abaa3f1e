import * as fc from "fast-check";
import ndarray from "ndarray";
import type { NdArray } from "ndarray";
import { describe, expect, it } from "vitest";

import { cwt } from "../src/cwt.js";
import { frames } from "../src/frame.js";
import { fromNdarray, toNdarray } from "../src/ndarray.js";

const x = Float32Array.from({ length: 20 }, (_, n) => Math.sin(n));

describe("toNdarray", () => {
  it("views a scalogram, without a copy", () => {
    const scalogram = cwt(x, [1, 2, 3]);
    const array: NdArray<Float32Array> = toNdarray(scalogram);
    expect(array.shape).toEqual([3, 20]);
    expect(array.data).toBe(scalogram.data);
    expect(array.pick(2, null).get(5)).toBe(scalogram.data[2 * 20 + 5]);
    array.set(1, 4, 7);
    expect(scalogram.data[24]).toBe(7);
  });

  it("views both parts of a complex scalogram", () => {
    const scalogram = cwt(x, [1, 2], { wavelet: "cgau1", dtype: "float64" });
    const { re, im } = toNdarray(scalogram);
    expect([re.dtype, re.data, im.data, im.shape]).toEqual(["float64", scalogram.re, scalogram.im, [2, 20]]);
  });

  it("views frames", () => {
    expect(toNdarray(frames(cwt(x, [1, 2, 3]), { length: 10 })).shape).toEqual([2, 10, 3]);
  });

  it("rejects a shape that does not fit", () => {
    expect(() => toNdarray({ data: new Float32Array(5), shape: [2, 3] })).toThrow(
      new RangeError('"shape" must hold 5 values, got [2, 3]'),
    );
  });
});

describe("fromNdarray", () => {
  it("gives back what toNdarray viewed, without a copy", () => {
    const { data, shape } = cwt(x, [1, 2, 3]);
    const back = fromNdarray(toNdarray({ data, shape }));
    expect(back.shape).toEqual([3, 20]);
    expect(back.data.buffer).toBe(data.buffer);
    expect(back.data).toEqual(data);
  });

  it("views a row, copies a column", () => {
    const array = ndarray(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
    const row = fromNdarray(array.pick(1, null));
    expect([[...row.data], row.shape, row.data.buffer]).toEqual([[4, 5, 6], [3], array.data.buffer]);
    const column = fromNdarray(array.pick(null, 1));
    expect([[...column.data], column.shape]).toEqual([[2, 5], [2]]);
    expect(column.data.buffer).not.toBe(array.data.buffer);
  });

  it("feeds a strided signal to the transform", () => {
    const stereo = ndarray(
      Float32Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? x[i / 2]! : 9)),
      [20, 2],
    );
    expect(cwt(fromNdarray(stereo.pick(null, 0)).data, [3])).toEqual(cwt(x, [3]));
  });

  it("reads any view in row-major order, as get does", () => {
    const views = fc.record({
      shape: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 3 }),
      order: fc.constantFrom([0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1]),
      steps: fc.array(fc.constantFrom(1, 2, -1), { minLength: 3, maxLength: 3 }),
    });
    fc.assert(
      fc.property(views, ({ shape, order, steps }) => {
        const size = shape.reduce((product, n) => product * n, 1);
        const array = ndarray(
          Float32Array.from({ length: size }, (_, i) => i),
          shape,
        )
          .transpose(...order)
          .step(...steps);
        const expected: number[] = [];
        for (let i = 0; i < array.shape[0]!; i++)
          for (let j = 0; j < array.shape[1]!; j++)
            for (let k = 0; k < array.shape[2]!; k++) expected.push(array.get(i, j, k));
        const { data, shape: actual } = fromNdarray(array);
        expect([...data]).toEqual(expected);
        expect(actual).toEqual(array.shape);
      }),
    );
  });

  it("takes an empty view", () => {
    expect(fromNdarray(ndarray(new Float32Array(0), [0]))).toEqual({ data: new Float32Array(0), shape: [0] });
  });

  it("rejects other dtypes", () => {
    expect(() => fromNdarray(ndarray(Int16Array.of(1, 2)) as unknown as NdArray<Float32Array>)).toThrow(
      new TypeError('"array" must be an ndarray of dtype float32 or float64, got int16'),
    );
    expect(() => fromNdarray([1, 2] as unknown as NdArray<Float32Array>)).toThrow(
      new TypeError('"array" must be an ndarray of dtype float32 or float64, got Array'),
    );
  });

  it("rejects an array without a dimension", () => {
    expect(() => fromNdarray(ndarray(Float32Array.of(1), []))).toThrow(
      new RangeError('"array" must have at least one dimension, got 0'),
    );
  });
});
