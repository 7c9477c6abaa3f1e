import { checkLabels, checkPaired } from "../check.js";
import { checkMatrix, type Matrix } from "../matrix.js";

/**
 * The most probable class of every row; the first of equals.
 *
 * @param probabilities - `[items, classes]`, row-major.
 * @returns A class number for each item.
 * @throws {RangeError} If the matrix is empty, or a probability is NaN.
 *
 * @example
 * decideClasses({ data: [0.1, 0.9, 0.7, 0.3], shape: [2, 2] }); // Int32Array [1, 0]
 */
export function decideClasses(probabilities: Matrix): Int32Array {
  checkMatrix("probabilities", probabilities);
  const { data, shape } = probabilities;
  const [rows, classes] = shape;
  const decisions = new Int32Array(rows);
  for (let row = 0; row < rows; row += 1) {
    let best = 0;
    for (let i = 0; i < classes; i += 1) {
      const value = data[row * classes + i]!;
      if (Number.isNaN(value)) throw new RangeError(`"probabilities" must be numbers, got NaN in row ${row}`);
      if (value > data[row * classes + best]!) best = i;
    }
    decisions[row] = best;
  }
  return decisions;
}

/**
 * Probabilities of each clip: the mean over its frames.
 *
 * @param probabilities - Of the frames, `[frames, classes]`, row-major.
 * @param clipIndex - For each frame the number of its clip. The numbers run from 0 without a gap; their order is free.
 * @returns `[clips, classes]`, row-major.
 * @throws {RangeError} If the sizes differ, a clip number is not an integer of 0 or more, or a clip has no frame.
 *
 * @example
 * averageByClip({ data: [0.2, 0.8, 0.4, 0.6, 1, 0], shape: [3, 2] }, [0, 0, 1]).data; // about [0.3, 0.7, 1, 0]
 */
export function averageByClip(
  probabilities: Matrix,
  clipIndex: ArrayLike<number>,
): { readonly data: Float64Array; readonly shape: readonly [clips: number, classes: number] } {
  checkMatrix("probabilities", probabilities);
  const [frames, classes] = probabilities.shape;
  checkPaired("probabilities", { length: frames }, "clipIndex", clipIndex);
  checkLabels("clipIndex", clipIndex, frames);
  const clips = 1 + Array.from(clipIndex).reduce((most, clip) => Math.max(most, clip), 0);
  const counts = new Int32Array(clips);
  const data = new Float64Array(clips * classes);
  for (let frame = 0; frame < frames; frame += 1) {
    const clip = clipIndex[frame]!;
    counts[clip]! += 1;
    for (let i = 0; i < classes; i += 1) data[clip * classes + i]! += probabilities.data[frame * classes + i]!;
  }
  const empty = counts.indexOf(0);
  if (empty >= 0)
    throw new RangeError(`"clipIndex" must number the clips without a gap, got no frame of clip ${empty}`);
  for (let i = 0; i < data.length; i += 1) data[i]! /= counts[Math.floor(i / classes)]!;
  return { data, shape: [clips, classes] };
}
