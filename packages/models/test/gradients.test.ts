import * as tf from "@tensorflow/tfjs-core";
// In Node it is tfjs-layers that registers the gradients.
import "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";

import { DivergedError } from "../src/errors.js";
import { addGradients, gradientsOf } from "../src/gradients.js";
import { useCpu } from "../src/node/use-cpu.js";

beforeAll(useCpu);

const batch = { indices: Int32Array.of(0, 1), data: Float32Array.of(1, 3) };

describe("gradientsOf", () => {
  it("gives loss, output and gradients, and leaves no other tensor", async () => {
    const weight = tf.variable(tf.scalar(2), true, "weight-of-gradients-test");
    const before = tf.memory().numTensors;
    const { loss, output, totals, gradients } = await gradientsOf(
      [weight],
      {
        input: ({ data }) => tf.tensor1d(data),
        // The mean of (weight * x)²: its derivative is 2 weight mean(x²).
        loss: (x) => ({ loss: tf.mean(tf.square(tf.mul(weight, x))), output: tf.add(x, 1) }),
        totals: (data) => [data.length],
      },
      batch,
      { epoch: 1, batch: 1 },
    );
    expect([loss, ...output!, ...totals]).toEqual([20, 2, 4, 2]);
    expect([...gradients[weight.name]!.dataSync()]).toEqual([20]);
    tf.dispose(gradients);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("throws where the loss is not finite, and leaves no tensor", async () => {
    const weight = tf.variable(tf.scalar(0));
    const before = tf.memory().numTensors;
    const loss = { input: () => tf.scalar(1), loss: (x: tf.Tensor) => ({ loss: tf.div<tf.Scalar>(x, weight) }) };
    await expect(gradientsOf([weight], loss, batch, { epoch: 3, batch: 7 })).rejects.toThrow(
      new DivergedError(3, 7, Infinity),
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("addGradients", () => {
  it("adds up with weights and disposes of what it is given", () => {
    const before = tf.memory().numTensors;
    let sum = addGradients(undefined, { a: tf.scalar(4) }, 0.25);
    sum = addGradients(sum, { a: tf.scalar(8) }, 0.75);
    expect(sum["a"]!.dataSync()[0]).toBe(7);
    expect(tf.memory().numTensors).toBe(before + 1);
  });
});
