import { confusionMatrix } from "./confusion-matrix.js";

/**
 * Weighted accuracy (WA): the part of all predictions that is right, scikit-learn's `accuracy_score`.
 *
 * @param labels - The true class numbers.
 * @param predictions - The predicted class numbers, as many.
 * @returns A number from 0 to 1.
 * @throws {RangeError} If the lists are empty or differ in length, or hold anything but integers of 0 or more.
 *
 * @example
 * weightedAccuracy([0, 0, 0, 1], [0, 0, 0, 0]); // 0.75
 */
export function weightedAccuracy(labels: ArrayLike<number>, predictions: ArrayLike<number>): number {
  const { data, shape } = confusionMatrix(labels, predictions);
  let correct = 0;
  for (let i = 0; i < shape[0]; i += 1) correct += data[i * shape[0] + i]!;
  return correct / labels.length;
}

/**
 * Unweighted accuracy (UA): the mean of the recalls of the classes that occur among the labels, scikit-learn's
 * `balanced_accuracy_score`. Every class counts alike, however rare.
 *
 * Not the mean of the accuracies of batches: gather all predictions first, as {@link evaluateClassifier} does.
 *
 * @param labels - The true class numbers.
 * @param predictions - The predicted class numbers, as many.
 * @returns A number from 0 to 1.
 * @throws {RangeError} If the lists are empty or differ in length, or hold anything but integers of 0 or more.
 *
 * @example
 * unweightedAccuracy([0, 0, 0, 1], [0, 0, 0, 0]); // 0.5
 */
export function unweightedAccuracy(labels: ArrayLike<number>, predictions: ArrayLike<number>): number {
  const { data, shape } = confusionMatrix(labels, predictions);
  const [classes] = shape;
  let sum = 0;
  let present = 0;
  for (let i = 0; i < classes; i += 1) {
    const support = data.subarray(i * classes, (i + 1) * classes).reduce((total, count) => total + count, 0);
    if (support === 0) continue;
    sum += data[i * classes + i]! / support;
    present += 1;
  }
  return sum / present;
}
