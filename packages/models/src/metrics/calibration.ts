import { checkLabels, checkPaired, checkPositiveInteger } from "../check.js";
import { checkMatrix, type Matrix } from "../matrix.js";

/** Items whose confidence lies in one range. */
export interface ReliabilityBin {
  /** The range of confidences, (low, high]; the lowest holds 0 too. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Mean probability of the decided class; NaN where the bin is empty. */
  readonly confidence: number;
  /** Part of the items that is decided right; NaN where the bin is empty. */
  readonly accuracy: number;
}

/** Number of ranges into which confidences are divided. */
export interface BinsOption {
  /** Ranges of equal width from 0 to 1. Default 15. */
  readonly bins?: number;
}

/**
 * How often decisions of each confidence are right: the numbers of a reliability diagram.
 *
 * The confidence of an item is the probability of its most probable class, the first of equals, which is also its decision.
 *
 * @param labels - The true class numbers.
 * @param probabilities - `[items, classes]`, row-major, each from 0 to 1.
 * @param options - `bins` (15).
 * @returns One entry a bin, in ascending order.
 * @throws {TypeError} If `bins` is not a number.
 * @throws {RangeError} If sizes differ or are 0, a label is none of the classes, a probability is outside 0 to 1 or NaN, or `bins`
 *   is not a positive integer.
 *
 * Source: A. Niculescu-Mizil and R. Caruana, Predicting good probabilities with supervised learning, ICML 2005.
 *
 * @example
 * reliabilityBins([0, 1], { data: [0.9, 0.1, 0.8, 0.2], shape: [2, 2] }, { bins: 2 })[1];
 * // { low: 0.5, high: 1, count: 2, confidence: 0.85, accuracy: 0.5 }
 */
export function reliabilityBins(
  labels: ArrayLike<number>,
  probabilities: Matrix,
  options: BinsOption = {},
): ReliabilityBin[] {
  checkMatrix("probabilities", probabilities);
  const { data, shape } = probabilities;
  const [items, classes] = shape;
  checkPaired("probabilities", { length: items }, "labels", labels);
  checkLabels("labels", labels, classes);
  const { bins = 15 } = options;
  checkPositiveInteger("bins", bins);
  const counts = new Int32Array(bins);
  const confidences = new Float64Array(bins);
  const right = new Int32Array(bins);
  for (let row = 0; row < items; row += 1) {
    let decided = 0;
    for (let k = 0; k < classes; k += 1) {
      const value = data[row * classes + k]!;
      if (!(value >= 0 && value <= 1)) {
        throw new RangeError(`"probabilities" must be from 0 to 1, got ${value} in row ${row}, column ${k}`);
      }
      if (value > data[row * classes + decided]!) decided = k;
    }
    const confidence = data[row * classes + decided]!;
    const bin = Math.max(0, Math.ceil(confidence * bins) - 1);
    counts[bin]! += 1;
    confidences[bin]! += confidence;
    if (decided === labels[row]) right[bin]! += 1;
  }
  return Array.from(counts, (count, i) => ({
    low: i / bins,
    high: (i + 1) / bins,
    count,
    confidence: confidences[i]! / count,
    accuracy: right[i]! / count,
  }));
}

/**
 * Expected calibration error: how far confidence and accuracy lie apart, the mean over {@link reliabilityBins} weighted by their
 * counts. 0 where 70 of 100 decisions of confidence 0.7 are right, and so on.
 *
 * As torchmetrics' `multiclass_calibration_error(norm="l1")`, but that a confidence on the very edge of two bins belongs to the lower one,
 * as in the paper.
 *
 * @param labels - The true class numbers.
 * @param probabilities - `[items, classes]`, row-major, each from 0 to 1.
 * @param options - `bins` (15).
 * @returns A number from 0 to 1.
 * @throws {TypeError | RangeError} As {@link reliabilityBins}.
 *
 * Source: C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger, On calibration of modern neural networks, ICML 2017.
 *
 * @example
 * expectedCalibrationError([0, 1], { data: [0.9, 0.1, 0.9, 0.1], shape: [2, 2] }); // 0.4: 90 % sure, half of them right
 */
export function expectedCalibrationError(
  labels: ArrayLike<number>,
  probabilities: Matrix,
  options: BinsOption = {},
): number {
  return reliabilityBins(labels, probabilities, options)
    .filter(({ count }) => count > 0)
    .reduce(
      (sum, { count, confidence, accuracy }) => sum + (count / labels.length) * Math.abs(confidence - accuracy),
      0,
    );
}
