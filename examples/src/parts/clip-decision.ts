import { type Matrix, averageByClip } from "@wader/models";

/** Below this a probability counts as this, so that one frame cannot rule out a class alone. */
const least = 1e-6;

/** Probabilities that several classifiers give together: the geometric mean, row by row, not scaled to a sum of 1. */
export function agreeing(of: readonly Matrix[]): Matrix {
  const [first] = of as [Matrix];
  const data = Float64Array.from({ length: first.data.length }, (_, i) => {
    const sum = of.reduce((total, { data: own }) => total + Math.log(Math.max(own[i]!, least)), 0);
    return Math.exp(sum / of.length);
  });
  return { data, shape: first.shape };
}

/**
 * Probabilities of each clip from those of its frames: their geometric mean, scaled to a sum of 1. As if every frame were a
 * witness of its own; a frame that is sure weighs more than in the plain mean.
 *
 * @param probabilities - Of the frames, `[frames, classes]`.
 * @param clipIndex - For each frame the number of its clip, from 0 without a gap.
 * @returns `[clips, classes]`.
 */
export function clipProbabilities(probabilities: Matrix, clipIndex: ArrayLike<number>): Matrix {
  const logarithms = Float64Array.from(probabilities.data, (value) => Math.log(Math.max(value, least)));
  const { data, shape } = averageByClip({ data: logarithms, shape: probabilities.shape }, clipIndex);
  const [clips, classes] = shape;
  const result = new Float64Array(data.length);
  for (let clip = 0; clip < clips; clip++) {
    const row = data.subarray(clip * classes, (clip + 1) * classes).map((value) => Math.exp(value));
    const sum = row.reduce((total, value) => total + value, 0);
    result.set(
      row.map((value) => value / sum),
      clip * classes,
    );
  }
  return { data: result, shape };
}
