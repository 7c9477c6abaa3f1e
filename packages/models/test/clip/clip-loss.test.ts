import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { clipLoss, clipTargets } from "../../src/clip/clip-loss.js";
import { useCpu } from "../../src/node/use-cpu.js";

beforeAll(useCpu);

describe("clipTargets", () => {
  it("smooths the main task alone, to rows that add up to 1", () => {
    const [main, other] = clipTargets([[1], [0]], [4, 2], 0.2, undefined);
    for (const [i, value] of [0.05, 0.85, 0.05, 0.05].entries()) expect(main![i]).toBeCloseTo(value, 6);
    expect([...other!]).toEqual([1, 0]);
  });

  it("mixes rows as the clips were mixed", () => {
    const [targets] = clipTargets([[0, 1]], [2], 0, { share: 0.75, partners: Int32Array.of(1, 0) });
    expect([...targets!]).toEqual([0.75, 0.25, 0.25, 0.75]);
  });
});

describe("clipLoss", () => {
  it("is the mean cross-entropy of the main task and the weighted ones of the others", () => {
    const logits = tf.tensor2d([
      [Math.log(3), 0, 0, 0],
      [0, 0, Math.log(4), 0],
    ]);
    const loss = clipLoss(logits, [Float32Array.of(1, 0, 0, 1), Float32Array.of(1, 0, 1, 0)], 0.5);
    // Main: probabilities 3/4 and 1/2 of the right classes; auxiliary: 1/2 and 4/5.
    const expected = -(Math.log(3 / 4) + Math.log(1 / 2)) / 2 - (0.5 * (Math.log(1 / 2) + Math.log(4 / 5))) / 2;
    expect(loss.dataSync()[0]).toBeCloseTo(expected, 5);
    tf.dispose([logits, loss]);
  });
});
