import { checkLabels, checkPaired } from "../check.js";
import { CheckpointError } from "../errors.js";
import { checkMatrix, type Matrix } from "../matrix.js";
import { factorCholesky, solveCholesky } from "./cholesky.js";
import { addTransposedProduct } from "./transposed-product.js";

/** Options of {@link fitLinearDiscriminant}. */
export interface LinearDiscriminantOptions {
  /**
   * Share of the covariance that is replaced by a multiple of the identity of equal trace, from 0 to 1. Default 0.
   * With more features than rows it must be above 0.
   */
  readonly shrinkage?: number;
  /** Probabilities of the classes before a row is seen: their shares among the labels, or all equal. Default `"empirical"`. */
  readonly priors?: "empirical" | "equal";
  /** Number of classes. Default: one more than the largest label. */
  readonly classes?: number;
}

/** A linear discriminant as plain numbers, for JSON. */
export interface LinearDiscriminantRecord {
  readonly kind: "linear-discriminant";
  /** `[classes, features]`. */
  readonly coefficients: readonly (readonly number[])[];
  /** One a class. */
  readonly intercepts: readonly number[];
}

/** What {@link fitLinearDiscriminant} gives. */
export interface LinearDiscriminant {
  readonly classes: number;
  readonly features: number;
  /**
   * Logarithms of the probabilities of every class, natural, `[rows, classes]`.
   *
   * @throws {RangeError} If the number of features differs, or a row holds NaN or an infinity.
   */
  predictLogProbabilities(rows: Matrix): {
    readonly data: Float64Array;
    readonly shape: readonly [rows: number, classes: number];
  };
  /** Read again by {@link linearDiscriminantFrom}. */
  toJSON(): LinearDiscriminantRecord;
}

/** Rows that are centred and multiplied at a time. */
const blockRows = 64;

/**
 * Fits a linear discriminant with a shrunken covariance: closed form, no epochs, nothing random.
 *
 * The classes share one covariance, S = (1 - s) C + s (tr C / p) I, where C is the mean of the products of the rows' deviations
 * from their class means, over all rows, and p the number of features. The score of class k is x · S⁻¹ μk - μk · S⁻¹ μk / 2 + log πk; the
 * probabilities are the softmax of the scores. All in float64, by Cholesky's factorisation.
 *
 * As scikit-learn's `LinearDiscriminantAnalysis(solver="lsqr", shrinkage=s)` with the default priors. With priors of the
 * caller, scikit-learn also weights the covariances of the classes by them; here priors move the intercepts alone.
 *
 * @param rows - `[rows, features]`, finite. Features should have like scales: see `fitStandardizer`.
 * @param labels - Class of each row, from 0; every class below `classes` must occur.
 * @param options - `shrinkage` (0), `priors` (`"empirical"`), `classes`.
 * @throws {TypeError} If `shrinkage` is not a number.
 * @throws {RangeError} If sizes differ, a class has no row, an option is outside its range, a number is NaN or infinite, or
 *   the covariance is singular because `shrinkage` is too small.
 *
 * Source: R. A. Fisher, The use of multiple measurements in taxonomic problems, Annals of Eugenics 7 (1936); shrinkage to the
 * identity: O. Ledoit and M. Wolf, A well-conditioned estimator for large-dimensional covariance matrices, J. Multivariate
 * Analysis 88 (2004), here with a given s.
 *
 * @example
 * const rows = { data: [0, 0, 1, 0, 4, 5, 5, 5], shape: [4, 2] } as const;
 * const model = fitLinearDiscriminant(rows, [0, 0, 1, 1], { shrinkage: 0.3 });
 * decideClasses(model.predictLogProbabilities(rows)); // Int32Array [0, 0, 1, 1]
 */
export function fitLinearDiscriminant(
  rows: Matrix,
  labels: ArrayLike<number>,
  options: LinearDiscriminantOptions = {},
): LinearDiscriminant {
  const { shrinkage = 0, priors = "empirical" } = options;
  checkMatrix("rows", rows);
  checkPaired("rows", { length: rows.shape[0] }, "labels", labels);
  checkLabels("labels", labels, options.classes);
  checkShrinkage(shrinkage);
  if (priors !== "empirical" && priors !== "equal") {
    throw new RangeError(`"priors" must be "empirical" or "equal", got ${JSON.stringify(priors)}`);
  }
  const classes = options.classes ?? 1 + Array.from(labels).reduce((most, label) => Math.max(most, label), 0);
  const [count, features] = rows.shape;
  const { means, counts } = classMeans(rows, labels, classes);
  const covariance = withinClassCovariance(rows, labels, means);
  shrink(covariance, features, shrinkage);
  if (!factorCholesky(covariance, features)) {
    throw new RangeError(
      `"shrinkage" must be larger: the covariance of ${features} features in ${count} rows is singular, got ${shrinkage}`,
    );
  }
  const coefficients = means.slice();
  solveCholesky(covariance, coefficients, features);
  const intercepts = Float64Array.from(counts, (size, k) => {
    let product = 0;
    for (let j = 0; j < features; j += 1) product += means[k * features + j]! * coefficients[k * features + j]!;
    return Math.log(priors === "equal" ? 1 / classes : size / count) - product / 2;
  });
  return discriminant(coefficients, intercepts);
}

/**
 * Restores what `toJSON` gave.
 *
 * @throws {CheckpointError} If the record is not that of a linear discriminant.
 *
 * @example
 * const restored = linearDiscriminantFrom(JSON.parse(JSON.stringify(model)));
 */
export function linearDiscriminantFrom(record: LinearDiscriminantRecord): LinearDiscriminant {
  const { kind, coefficients, intercepts } = (record ?? {}) as Partial<LinearDiscriminantRecord>;
  const features = Array.isArray(coefficients) ? (coefficients[0] as readonly number[] | undefined)?.length : undefined;
  const sound =
    kind === "linear-discriminant" &&
    Array.isArray(intercepts) &&
    intercepts.every(Number.isFinite) &&
    coefficients?.length === intercepts.length &&
    features !== undefined &&
    features > 0 &&
    coefficients.every((row) => Array.isArray(row) && row.length === features && row.every(Number.isFinite));
  if (!sound) throw new CheckpointError("this is not the record of a linear discriminant");
  return discriminant(Float64Array.from(coefficients.flat()), Float64Array.from(intercepts));
}

function discriminant(coefficients: Float64Array, intercepts: Float64Array): LinearDiscriminant {
  const classes = intercepts.length;
  const features = coefficients.length / classes;
  return {
    classes,
    features,
    predictLogProbabilities(rows) {
      checkMatrix("rows", rows);
      const [count, width] = rows.shape;
      if (width !== features) throw new RangeError(`"rows" must have ${features} features, got ${width}`);
      const data = new Float64Array(count * classes);
      for (let row = 0; row < count; row += 1) data.set(intercepts, row * classes);
      addTransposedProduct(data, Float64Array.from(rows.data), coefficients, features);
      for (let row = 0; row < count; row += 1) logSoftmax(data.subarray(row * classes, (row + 1) * classes), row);
      return { data, shape: [count, classes] };
    },
    toJSON: () => ({
      kind: "linear-discriminant",
      coefficients: Array.from({ length: classes }, (_, k) =>
        Array.from(coefficients.subarray(k * features, (k + 1) * features)),
      ),
      intercepts: Array.from(intercepts),
    }),
  };
}

function checkShrinkage(shrinkage: number): void {
  if (typeof shrinkage !== "number") throw new TypeError(`"shrinkage" must be a number, got ${typeof shrinkage}`);
  if (!(shrinkage >= 0 && shrinkage <= 1)) throw new RangeError(`"shrinkage" must be from 0 to 1, got ${shrinkage}`);
}

function classMeans(
  { data, shape: [count, features] }: Matrix,
  labels: ArrayLike<number>,
  classes: number,
): { means: Float64Array; counts: Int32Array } {
  const means = new Float64Array(classes * features);
  const counts = new Int32Array(classes);
  for (let row = 0; row < count; row += 1) {
    const at = labels[row]! * features;
    counts[labels[row]!]! += 1;
    for (let j = 0; j < features; j += 1) means[at + j]! += data[row * features + j]!;
  }
  for (let k = 0; k < classes; k += 1) {
    if (counts[k] === 0)
      throw new RangeError(`"labels" must hold every class below ${classes}, got no row of class ${k}`);
    for (let j = 0; j < features; j += 1) means[k * features + j]! /= counts[k]!;
  }
  const broken = means.findIndex((mean) => !Number.isFinite(mean));
  if (broken >= 0) {
    throw new RangeError(`"rows" must be finite, got a mean of ${means[broken]} in column ${broken % features}`);
  }
  return { means, counts };
}

/** The lower triangle of the pooled covariance. Rows are centred before they are multiplied, so that no digits cancel. */
function withinClassCovariance(
  { data, shape: [count, features] }: Matrix,
  labels: ArrayLike<number>,
  means: Float64Array,
): Float64Array {
  const covariance = new Float64Array(features * features);
  for (let start = 0; start < count; start += blockRows) {
    const width = Math.min(blockRows, count - start);
    const block = new Float64Array(features * width);
    for (let r = 0; r < width; r += 1) {
      const at = labels[start + r]! * features;
      for (let j = 0; j < features; j += 1) block[j * width + r] = data[(start + r) * features + j]! - means[at + j]!;
    }
    addTransposedProduct(covariance, block, block, width, { lower: true });
  }
  for (let i = 0; i < covariance.length; i += 1) covariance[i]! /= count;
  return covariance;
}

function shrink(covariance: Float64Array, size: number, shrinkage: number): void {
  let trace = 0;
  for (let i = 0; i < size; i += 1) trace += covariance[i * size + i]!;
  for (let i = 0; i < covariance.length; i += 1) covariance[i]! *= 1 - shrinkage;
  for (let i = 0; i < size; i += 1) covariance[i * size + i]! += (shrinkage * trace) / size;
}

function logSoftmax(scores: Float64Array, row: number): void {
  let most = -Infinity;
  for (const score of scores) {
    if (!Number.isFinite(score)) throw new RangeError(`"rows" must be finite, got a score of ${score} in row ${row}`);
    most = Math.max(most, score);
  }
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - most);
  const total = most + Math.log(sum);
  for (let k = 0; k < scores.length; k += 1) scores[k]! -= total;
}
