import { checkLabels, checkPaired, checkPositive } from "../check.js";
import { checkMatrix, type Matrix } from "../matrix.js";
import { factorCholesky, solveCholesky } from "./cholesky.js";
import { addTransposedProduct } from "./transposed-product.js";

/** Options of {@link fitKernelRidge}. */
export interface KernelRidgeOptions {
  /** Width of the kernel exp(-gamma |x - y|²), above 0. Default: 1 / features. */
  readonly gamma?: number;
  /** Ridge that is added to the diagonal of the kernel matrix, above 0. Default 1, as in scikit-learn. */
  readonly alpha?: number;
  /** Number of classes. Default: one more than the largest label. */
  readonly classes?: number;
}

/** What {@link fitKernelRidge} gives. It keeps the training rows. */
export interface KernelRidge {
  readonly classes: number;
  readonly features: number;
  /**
   * Scores of every class, `[rows, classes]`: about 1 - 1 / classes for the right one and -1 / classes for the others. They are
   * not probabilities; `decideClasses` takes the largest.
   *
   * @throws {RangeError} If the number of features differs, or a row holds NaN or an infinity.
   */
  predictScores(rows: Matrix): {
    readonly data: Float64Array;
    readonly shape: readonly [rows: number, classes: number];
  };
}

/**
 * Fits kernel ridge regression with a Gaussian kernel to one target a class: 1 for its own rows and 0 for others, less
 * 1 / classes. Closed form, in float64, by Cholesky's factorisation; it takes rows² × 8 bytes.
 *
 * As scikit-learn's `KernelRidge(kernel="rbf", gamma=gamma, alpha=alpha)` fitted to these targets.
 *
 * @param rows - `[rows, features]`, finite. Features should have like scales: see `fitStandardizer`.
 * @param labels - Class of each row, from 0.
 * @param options - `gamma` (1 / features), `alpha` (1), `classes`.
 * @throws {TypeError} If `gamma` or `alpha` is not a number.
 * @throws {RangeError} If sizes differ, an option is outside its range, a number is NaN or infinite, or `alpha` is so small that
 *   the kernel matrix is singular.
 *
 * Source: C. Saunders, A. Gammerman and V. Vovk, Ridge regression learning algorithm in dual variables, ICML 1998.
 *
 * @example
 * const rows = { data: [0, 0, 1, 1], shape: [4, 1] } as const;
 * const model = fitKernelRidge(rows, [0, 0, 1, 1], { alpha: 0.1 });
 * decideClasses(model.predictScores(rows)); // Int32Array [0, 0, 1, 1]
 */
export function fitKernelRidge(rows: Matrix, labels: ArrayLike<number>, options: KernelRidgeOptions = {}): KernelRidge {
  checkMatrix("rows", rows);
  checkPaired("rows", { length: rows.shape[0] }, "labels", labels);
  checkLabels("labels", labels, options.classes);
  const [count, features] = rows.shape;
  const { gamma = 1 / features, alpha = 1 } = options;
  checkPositive("gamma", gamma);
  checkPositive("alpha", alpha);
  const classes = options.classes ?? 1 + Array.from(labels).reduce((most, label) => Math.max(most, label), 0);

  const known = finite(rows);
  const norms = squaredNorms(known, features);
  const kernel = new Float64Array(count * count);
  addTransposedProduct(kernel, known, known, features, { lower: true });
  toKernel(kernel, norms, norms, gamma);
  for (let i = 0; i < count; i += 1) kernel[i * count + i] = 1 + alpha;
  if (!factorCholesky(kernel, count)) {
    throw new RangeError(`"alpha" must be larger: the kernel matrix of ${count} rows is singular, got ${alpha}`);
  }
  const weights = new Float64Array(classes * count).fill(-1 / classes);
  for (let row = 0; row < count; row += 1) weights[labels[row]! * count + row]! += 1;
  solveCholesky(kernel, weights, count);

  return {
    classes,
    features,
    predictScores(asked) {
      checkMatrix("rows", asked);
      if (asked.shape[1] !== features) {
        throw new RangeError(`"rows" must have ${features} features, got ${asked.shape[1]}`);
      }
      const given = finite(asked);
      const cross = new Float64Array(asked.shape[0] * count);
      addTransposedProduct(cross, given, known, features);
      toKernel(cross, squaredNorms(given, features), norms, gamma);
      const data = new Float64Array(asked.shape[0] * classes);
      addTransposedProduct(data, cross, weights, count);
      return { data, shape: [asked.shape[0], classes] };
    },
  };
}

function finite({ data, shape: [, features] }: Matrix): Float64Array {
  const copy = Float64Array.from(data);
  const broken = copy.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) {
    const row = Math.floor(broken / features);
    throw new RangeError(`"rows" must be finite, got ${copy[broken]} in row ${row}, column ${broken % features}`);
  }
  return copy;
}

function squaredNorms(rows: Float64Array, width: number): Float64Array {
  const norms = new Float64Array(rows.length / width);
  for (let i = 0; i < rows.length; i += 1) norms[Math.floor(i / width)]! += rows[i]! ** 2;
  return norms;
}

/** Turns products of rows into values of the kernel, in place. */
function toKernel(products: Float64Array, rows: Float64Array, columns: Float64Array, gamma: number): void {
  for (let i = 0; i < rows.length; i += 1) {
    for (let j = 0; j < columns.length; j += 1) {
      const at = i * columns.length + j;
      // Rounding may leave a little less than nothing between equal rows.
      products[at] = Math.exp(-gamma * Math.max(0, rows[i]! + columns[j]! - 2 * products[at]!));
    }
  }
}
