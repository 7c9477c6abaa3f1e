import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { attentiveStatistics, evenWeights, timeMask } from "../../src/clip/masked-pooling.js";
import { useCpu } from "../../src/node/use-cpu.js";

beforeAll(useCpu);

const lengths = [2, 3];
/** Two clips of two channels; what lies behind the end of the first is far off. */
const clips = [
  [
    [1, 10],
    [3, 30],
    [99, 99],
  ],
  [
    [2, 0],
    [2, 3],
    [5, 3],
  ],
];

function pooled(scores: number[][][] | undefined): number[][] {
  return tf.tidy(() =>
    attentiveStatistics(
      tf.tensor3d(clips),
      scores === undefined ? undefined : tf.tensor3d(scores),
      timeMask(lengths, 3),
      evenWeights(lengths, 3),
    ).arraySync(),
  );
}

describe("timeMask and evenWeights", () => {
  it("are 1, and add up to 1, within each clip", () => {
    expect([...timeMask(lengths, 3).dataSync()]).toEqual([1, 1, 0, 1, 1, 1]);
    const weights = evenWeights(lengths, 3).dataSync();
    for (const [i, value] of [1 / 2, 1 / 2, 0, 1 / 3, 1 / 3, 1 / 3].entries()) expect(weights[i]).toBeCloseTo(value, 6);
  });
});

describe("attentiveStatistics", () => {
  it("without scores gives mean and deviation of each channel within each clip", () => {
    const [first, second] = pooled(undefined) as [number[], number[]];
    for (const [i, value] of [2, 20, 1, 10].entries()) expect(first[i]).toBeCloseTo(value, 4);
    for (const [i, value] of [3, 2, Math.sqrt(2), Math.sqrt(2)].entries()) expect(second[i]).toBeCloseTo(value, 4);
  });

  it("weighs by the softmax of each head's scores for its own channels, never what lies behind the end", () => {
    const [l3, high] = [Math.log(3), 50];
    const scores = [
      [
        [0, l3],
        [l3, 0],
        [high, high],
      ],
      [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
    ];
    const [first, second] = pooled(scores) as [number[], number[]];
    // Quarter and three quarters, the other way round for the second head.
    for (const [i, value] of [2.5, 15, Math.sqrt(0.75), Math.sqrt(75)].entries()) {
      expect(first[i]).toBeCloseTo(value, 3);
    }
    // Even scores give the plain statistics.
    for (let i = 0; i < 4; i++) expect(second[i]).toBeCloseTo(second[i + 4]!, 4);
  });
});
