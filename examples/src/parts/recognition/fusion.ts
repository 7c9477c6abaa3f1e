import type { Matrix } from "@wader/models";

/** Scores of several classifiers for the same clips, by the classifier's name. */
export type ScoreSets = Readonly<Record<string, Matrix>>;
/** What each classifier's scores are multiplied by before they are added. */
export type FusionWeights = Readonly<Record<string, number>>;

/** Factors that are tried on the weight of each classifier. */
const factors = [0, 0.25, 0.5, 1, 2, 4];

/** Weighted sums of scores. */
export function fuse(scores: ScoreSets, weights: FusionWeights): Matrix {
  const sets = Object.entries(scores);
  const { shape } = sets[0]![1];
  const data = new Float64Array(shape[0] * shape[1]);
  for (const [name, set] of sets) {
    for (let i = 0; i < data.length; i++) data[i]! += weights[name]! * set.data[i]!;
  }
  return { data, shape };
}

/**
 * Weights under which the right classes of these clips are the most probable, of a grid around the given ones. The clips must
 * be of speakers that train no classifier here and are not of the test.
 */
export function chooseWeights(scores: ScoreSets, labels: readonly number[], around: FusionWeights): FusionWeights {
  const names = Object.keys(scores);
  let best: { weights: FusionWeights; loss: number } | undefined;
  for (let choice = 0; choice < factors.length ** names.length; choice++) {
    const weights = Object.fromEntries(
      names.map((name, k) => [
        name,
        around[name]! * factors[Math.floor(choice / factors.length ** k) % factors.length]!,
      ]),
    );
    const loss = crossEntropy(fuse(scores, weights), labels);
    if (best === undefined || loss < best.loss) best = { weights, loss };
  }
  return best!.weights;
}

/** Mean negative log probability of the right class, the scores taken for logits. */
function crossEntropy({ data, shape: [rows, classes] }: Matrix, labels: readonly number[]): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const own = Array.from({ length: classes }, (_, k) => data[row * classes + k]!);
    const most = Math.max(...own);
    sum += most + Math.log(own.reduce((total, value) => total + Math.exp(value - most), 0)) - own[labels[row]!]!;
  }
  return sum / rows;
}
