import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { meanSquaredError } from "../src/mean-squared-error.js";
import { useCpu } from "../src/node/use-cpu.js";

beforeAll(useCpu);

describe("meanSquaredError", () => {
  it("is the mean of the squared differences", () => {
    expect(meanSquaredError(tf.tensor1d([1, 2, 5]), tf.tensor1d([1, 0, 6])).dataSync()[0]).toBeCloseTo(5 / 3, 6);
  });

  it("has the gradient 2 (output - wanted) / size", () => {
    const wanted = tf.tensor2d([
      [1, 0],
      [6, 2],
    ]);
    const gradient = tf.grad((x) => meanSquaredError(x, wanted));
    const output = tf.tensor2d([
      [1, 2],
      [5, 2.5],
    ]);
    expect(Array.from(gradient(output, tf.scalar(3)).dataSync())).toEqual([0, 3, -1.5, 0.75]);
  });
});
