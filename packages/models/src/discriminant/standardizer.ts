import { checkPositive } from "../check.js";
import { checkMatrix, type Matrix } from "../matrix.js";

/** Mean and deviation of every column, taken from the training rows alone. Plain numbers: it can be kept as JSON. */
export interface Standardizer {
  readonly means: readonly number[];
  /** Population standard deviations; 1 where a column is constant. */
  readonly deviations: readonly number[];
}

/**
 * Takes mean and standard deviation of every column, as scikit-learn's `StandardScaler`.
 *
 * @param rows - `[rows, features]`, finite.
 * @returns What {@link standardizeRows} applies.
 * @throws {RangeError} If the matrix is empty or inconsistent, or holds NaN or an infinity.
 *
 * @example
 * fitStandardizer({ data: [1, 5, 3, 5], shape: [2, 2] }); // { means: [2, 5], deviations: [1, 1] }
 */
export function fitStandardizer(rows: Matrix): Standardizer {
  checkMatrix("rows", rows);
  const { data, shape } = rows;
  const [count, features] = shape;
  const means = new Float64Array(features);
  const squares = new Float64Array(features);
  for (let row = 0; row < count; row += 1) {
    for (let j = 0; j < features; j += 1) means[j]! += data[row * features + j]!;
  }
  for (let j = 0; j < features; j += 1) {
    means[j]! /= count;
    if (!Number.isFinite(means[j]!))
      throw new RangeError(`"rows" must be finite, got a mean of ${means[j]} in column ${j}`);
  }
  for (let row = 0; row < count; row += 1) {
    for (let j = 0; j < features; j += 1) squares[j]! += (data[row * features + j]! - means[j]!) ** 2;
  }
  // The mean of equal numbers may miss them by a rounding error, which must not be blown up to a deviation.
  const deviations = Array.from(squares, (sum, j) => {
    const deviation = Math.sqrt(sum / count);
    return deviation > 8 * Number.EPSILON * Math.abs(means[j]!) ? deviation : 1;
  });
  return { means: Array.from(means), deviations };
}

/**
 * Subtracts the mean of every column, divides by its deviation, and optionally cuts what lies far out.
 *
 * @param rows - `[rows, features]`; it is not changed.
 * @param standardizer - From {@link fitStandardizer}.
 * @param options.clip - Largest magnitude of a result, above 0. Default: none.
 * @returns `[rows, features]`.
 * @throws {RangeError} If the number of features differs, or `clip` is not above 0.
 *
 * @example
 * const standardizer = fitStandardizer({ data: [1, 3], shape: [2, 1] });
 * standardizeRows({ data: [9, 3], shape: [2, 1] }, standardizer, { clip: 4 }).data; // Float64Array [4, 1]
 */
export function standardizeRows(
  rows: Matrix,
  standardizer: Standardizer,
  options: { readonly clip?: number } = {},
): { readonly data: Float64Array; readonly shape: readonly [rows: number, features: number] } {
  checkMatrix("rows", rows);
  const { clip } = options;
  if (clip !== undefined) checkPositive("clip", clip);
  const { means, deviations } = standardizer;
  const [count, features] = rows.shape;
  if (features !== means.length) {
    throw new RangeError(`"rows" must have ${means.length} features, as those of the standardizer, got ${features}`);
  }
  const limit = clip ?? Infinity;
  const data = new Float64Array(count * features);
  for (let i = 0; i < data.length; i += 1) {
    const value = (rows.data[i]! - means[i % features]!) / deviations[i % features]!;
    data[i] = Math.min(limit, Math.max(-limit, value));
  }
  return { data, shape: [count, features] };
}
