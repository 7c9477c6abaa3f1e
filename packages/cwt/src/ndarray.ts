import ndarray from "ndarray";
import type { NdArray } from "ndarray";

import { kind } from "./check.js";

type Samples = Float32Array | Float64Array;

/** A matrix of this project: row-major values and their shape, slowest axis first. */
export interface Matrix<A extends Samples = Samples> {
  readonly data: A;
  readonly shape: readonly number[];
}

/** A complex matrix. */
export interface ComplexMatrix<A extends Samples = Samples> {
  readonly re: A;
  readonly im: A;
  readonly shape: readonly number[];
}

/**
 * Views a scalogram or frames as an ndarray, without a copy: writing to one writes to the other.
 *
 * The ndarray package compiles its classes with `new Function`, which a Content-Security-Policy without `unsafe-eval`
 * forbids; only this entry of the package loads it.
 *
 * @param matrix - Real `{ data, shape }` or complex `{ re, im, shape }`, such as `cwt` and `frames` return.
 * @returns The ndarray, or `{ re, im }` of two.
 * @throws {RangeError} If the shape does not hold as many values as the array.
 *
 * @example
 * const scalogram = cwt(new Float32Array(100), [6, 7, 8]);
 * toNdarray(scalogram).pick(1, null).shape; // [100], the row of scale 7
 */
export function toNdarray<A extends Samples>(matrix: ComplexMatrix<A>): { re: NdArray<A>; im: NdArray<A> };
export function toNdarray<A extends Samples>(matrix: Matrix<A>): NdArray<A>;
export function toNdarray<A extends Samples>(
  matrix: Matrix<A> | ComplexMatrix<A>,
): NdArray<A> | { re: NdArray<A>; im: NdArray<A> } {
  if ("data" in matrix) return view(matrix.data, matrix.shape);
  return { re: view(matrix.re, matrix.shape), im: view(matrix.im, matrix.shape) };
}

function view<A extends Samples>(data: A, shape: readonly number[]): NdArray<A> {
  if (shape.reduce((product, n) => product * n, 1) !== data.length) {
    throw new RangeError(`"shape" must hold ${data.length} values, got [${shape.join(", ")}]`);
  }
  return ndarray(data, [...shape]);
}

/**
 * Typed array and shape of an ndarray, for `cwt` (a signal is one-dimensional) and for all else here.
 *
 * An array whose values stand one after the other in row-major order is viewed without a copy; one with other strides,
 * such as a column or a transpose, is copied into row-major order.
 *
 * @param array - Of dtype float32 or float64, of any dimension from 1 on.
 * @returns Values of the same dtype, and the shape.
 * @throws {TypeError} If the ndarray is of another dtype, or not an ndarray.
 * @throws {RangeError} If it has no dimension.
 *
 * @example
 * fromNdarray(ndarray(Float32Array.of(1, 2, 3, 4), [2, 2]).pick(null, 0)); // { data: [1, 3], shape: [2] }
 */
export function fromNdarray<A extends Samples>(array: NdArray<A>): { data: A; shape: number[] } {
  const { data } = array;
  if (!(data instanceof Float32Array || data instanceof Float64Array)) {
    throw new TypeError(`"array" must be an ndarray of dtype float32 or float64, got ${array.dtype ?? kind(array)}`);
  }
  const { shape, stride, offset, size } = array;
  if (shape.length === 0) throw new RangeError('"array" must have at least one dimension, got 0');
  if (isRowMajor(shape, stride)) return { data: data.subarray(offset, offset + size) as A, shape: [...shape] };
  const copy = data.constructor === Float64Array ? new Float64Array(size) : new Float32Array(size);
  const index = shape.map(() => 0);
  for (let i = 0; i < size; i++) {
    let at = offset;
    for (let axis = 0; axis < shape.length; axis++) at += index[axis]! * stride[axis]!;
    copy[i] = data[at]!;
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
  }
  return { data: copy as A, shape: [...shape] };
}

function isRowMajor(shape: readonly number[], stride: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    // The stride of an axis of one element is never used, so slices leave any value there.
    if (shape[axis] !== 1 && stride[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
}
