import { checkLabels, checkPaired } from "../check.js";
import { checkMatrix, type Matrix } from "../matrix.js";

/**
 * Weighted accuracy as some Keras code computes it, by rounding `label * probability`: a right class counts only where its
 * probability is above 0.5, and a wrong one at 0.3 counts as no worse than a right one at 0.4. It is never above
 * {@link weightedAccuracy}. For comparison with published figures only.
 *
 * @param labels - The true class numbers.
 * @param probabilities - `[items, classes]`, row-major.
 * @returns A number from 0 to 1.
 * @throws {RangeError} If `labels` is empty, differs in length from the rows, or holds anything but class numbers below the
 * number of columns.
 *
 * @example
 * roundedWeightedAccuracy([0, 1], { data: [0.4, 0.3, 0.3, 0.1, 0.8, 0.1], shape: [2, 3] }); // 0.5
 */
export function roundedWeightedAccuracy(labels: ArrayLike<number>, probabilities: Matrix): number {
  const { correct } = roundedCounts(labels, probabilities);
  return correct.reduce((sum, count) => sum + count, 0) / labels.length;
}

/**
 * Unweighted accuracy with the rounding of {@link roundedWeightedAccuracy}: the mean over the classes present of the part
 * of their items whose own class has a probability above 0.5. For comparison with published figures only.
 *
 * @param labels - The true class numbers.
 * @param probabilities - `[items, classes]`, row-major.
 * @returns A number from 0 to 1.
 * @throws {RangeError} As {@link roundedWeightedAccuracy}.
 *
 * @example
 * roundedUnweightedAccuracy([0, 1, 1], { data: [0.4, 0.6, 0.1, 0.9, 0.2, 0.8], shape: [3, 2] }); // 0.5
 */
export function roundedUnweightedAccuracy(labels: ArrayLike<number>, probabilities: Matrix): number {
  const { correct, support } = roundedCounts(labels, probabilities);
  const recalls = [...correct].map((count, i) => count / support[i]!).filter((_, i) => support[i]! > 0);
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}

function roundedCounts(
  labels: ArrayLike<number>,
  probabilities: Matrix,
): { readonly correct: Int32Array; readonly support: Int32Array } {
  checkMatrix("probabilities", probabilities);
  const [rows, classes] = probabilities.shape;
  checkPaired("labels", labels, "probabilities", { length: rows });
  checkLabels("labels", labels, classes);
  const correct = new Int32Array(classes);
  const support = new Int32Array(classes);
  for (let i = 0; i < rows; i += 1) {
    const label = labels[i]!;
    support[label]! += 1;
    // Keras rounds half to even, so 0.5 itself becomes 0.
    if (probabilities.data[i * classes + label]! > 0.5) correct[label]! += 1;
  }
  return { correct, support };
}
