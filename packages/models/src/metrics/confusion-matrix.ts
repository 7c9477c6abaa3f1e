import { checkLabels, checkPaired, checkPositiveInteger } from "../check.js";

/** How often each class was taken for each: `data[label * classes + prediction]`. */
export interface ConfusionMatrix {
  readonly data: Int32Array;
  readonly shape: readonly [labels: number, predictions: number];
}

/** Number of classes to count over. */
export interface ClassesOption {
  /** Number of classes. Default: one more than the largest class number met. */
  readonly classes?: number;
}

/**
 * Counts how often each class was taken for each, as scikit-learn's `confusion_matrix`.
 *
 * @param labels - The true class numbers, 0 to `classes` - 1.
 * @param predictions - The predicted class numbers, as many.
 * @returns Counts, `[classes, classes]`, row-major: rows are labels, columns predictions.
 * @throws {RangeError} If the lists are empty or differ in length, or hold anything but class numbers below `classes`.
 *
 * @example
 * confusionMatrix([0, 0, 1], [0, 1, 1]).data; // Int32Array [1, 1, 0, 1]
 */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
  options: ClassesOption = {},
): ConfusionMatrix {
  checkPaired("labels", labels, "predictions", predictions);
  if (options.classes !== undefined) checkPositiveInteger("classes", options.classes);
  checkLabels("labels", labels, options.classes);
  checkLabels("predictions", predictions, options.classes);
  const classes = options.classes ?? 1 + Math.max(largest(labels), largest(predictions));
  const data = new Int32Array(classes * classes);
  for (let i = 0; i < labels.length; i += 1) data[labels[i]! * classes + predictions[i]!]! += 1;
  return { data, shape: [classes, classes] };
}

function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i += 1) most = Math.max(most, values[i]!);
  return most;
}
