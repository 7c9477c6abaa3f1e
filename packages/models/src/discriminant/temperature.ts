import { checkLabels, checkPaired, checkPositive } from "../check.js";
import { checkMatrix, type Matrix } from "../matrix.js";

/** Temperatures that are looked for. */
const range = { lowest: 0.01, highest: 100 } as const;
/** Halvings of the range of logarithms, after which nothing of it is left in float64. */
const halvings = 60;

/**
 * Finds the temperature at which scores, divided by it and turned into probabilities by softmax, fit the labels best: the one of least
 * mean negative log likelihood. Above 1 it makes a model less sure of itself, below 1 more; no decision changes.
 *
 * The likelihood is convex in the inverse of the temperature, so there is one minimum, and bisection finds it.
 *
 * @param scores - Log probabilities, or other scores of which the largest decides, `[items, classes]`, finite. Of items that did not
 *   train the model: on its training rows a model is surer than it may be.
 * @param labels - The true class numbers.
 * @returns The temperature, from 0.01 to 100; one of these ends where the minimum lies beyond it, as where every item is told right,
 *   or no better than by chance.
 * @throws {RangeError} If sizes differ or are 0, a label is none of the classes, or a score is NaN or infinite.
 *
 * Source: C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger, On calibration of modern neural networks, ICML 2017.
 *
 * @example
 * // Three of four are right, where 98 % would be by the scores.
 * const scores = { data: [4, 0, 4, 0, 4, 0, 4, 0], shape: [4, 2] } as const;
 * fitTemperature(scores, [0, 0, 0, 1]); // 3.64: softmax([4, 0] / 3.64) is [0.75, 0.25]
 */
export function fitTemperature(scores: Matrix, labels: ArrayLike<number>): number {
  checkScores(scores);
  const [items, classes] = scores.shape;
  checkPaired("scores", { length: items }, "labels", labels);
  checkLabels("labels", labels, classes);
  let [low, high] = [Math.log(range.lowest), Math.log(range.highest)];
  for (let i = 0; i < halvings; i += 1) {
    const middle = (low + high) / 2;
    // Too sure: the expected score is above that of the true classes, so the temperature has to rise.
    if (surplus(scores, labels, Math.exp(middle)) > 0) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}

/**
 * Log probabilities at a temperature: the logarithm of softmax(scores / temperature).
 *
 * @param scores - Log probabilities, or other scores, `[items, classes]`, finite; they are not changed.
 * @param temperature - Above 0; from {@link fitTemperature}.
 * @returns Natural logarithms, `[items, classes]`.
 * @throws {TypeError} If `temperature` is not a number.
 * @throws {RangeError} If the matrix is empty or inconsistent, a score is NaN or infinite, or `temperature` is not finite and above 0.
 *
 * @example
 * const { data } = applyTemperature({ data: [Math.log(0.9), Math.log(0.1)], shape: [1, 2] }, 2);
 * Math.exp(data[0]); // 0.75
 */
export function applyTemperature(
  scores: Matrix,
  temperature: number,
): { readonly data: Float64Array; readonly shape: readonly [items: number, classes: number] } {
  checkScores(scores);
  checkPositive("temperature", temperature);
  const [items, classes] = scores.shape;
  const data = Float64Array.from(scores.data, (score) => score / temperature);
  for (let row = 0; row < items; row += 1) {
    const own = data.subarray(row * classes, (row + 1) * classes);
    const most = Math.max(...own);
    const total = most + Math.log(own.reduce((sum, score) => sum + Math.exp(score - most), 0));
    for (let k = 0; k < classes; k += 1) own[k]! -= total;
  }
  return { data, shape: [items, classes] };
}

/** Sum over items of the score that the probabilities expect, less that of the true class. */
function surplus(scores: Matrix, labels: ArrayLike<number>, temperature: number): number {
  const { data, shape } = applyTemperature(scores, temperature);
  const [items, classes] = shape;
  let sum = 0;
  for (let row = 0; row < items; row += 1) {
    const own = scores.data[row * classes + labels[row]!]!;
    // Differences, so that large scores cancel before they are added.
    for (let k = 0; k < classes; k += 1)
      sum += Math.exp(data[row * classes + k]!) * (scores.data[row * classes + k]! - own);
  }
  return sum;
}

function checkScores(scores: Matrix): void {
  checkMatrix("scores", scores);
  const { data, shape } = scores;
  for (let i = 0; i < data.length; i += 1) {
    if (Number.isFinite(data[i])) continue;
    throw new RangeError(
      `"scores" must be finite, got ${data[i]} in row ${Math.floor(i / shape[1])}, column ${i % shape[1]}`,
    );
  }
}
