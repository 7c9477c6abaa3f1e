import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential, type Sequential } from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { installWasmKernels, softmaxCrossEntropy, uninstallWasmKernels } from "../../src/wasm/index.js";
import { floats, golden } from "../golden.js";
import { useWasm } from "./backend.js";
import { differenceFromCpu, relativeError, values } from "./compare.js";

beforeAll(async () => {
  await useWasm();
  await installWasmKernels();
});
beforeEach(useWasm);
afterAll(uninstallWasmKernels);

const oneHot = (rows: number, classes: number): tf.Tensor =>
  tf.oneHot(
    tf.tensor1d(
      Array.from({ length: rows }, (_, i) => (i * 7) % classes),
      "int32",
    ),
    classes,
  );

async function kernelsOf(run: () => tf.Tensor): Promise<string[]> {
  const { kernelNames } = await tf.profile(() => run());
  return kernelNames.filter((name) => name.startsWith("WaderSoftmax"));
}

describe("softmaxCrossEntropy", () => {
  // Sizes on both sides of the vectors of four, and one row alone.
  it.each([
    [1, 2],
    [5, 2],
    [64, 8],
    [3, 13],
  ])("of %i rows of %i classes equals the cpu backend, forwards and backwards", async (rows, classes) => {
    const difference = await differenceFromCpu(
      (logits) => softmaxCrossEntropy(oneHot(rows, classes), logits),
      [[rows, classes]],
      [values([rows, classes]).map((value) => 20 * value)],
    );
    expect(difference).toBeLessThan(1e-5);
  });

  it("takes labels that are no distribution, as class weights and smoothing make them", async () => {
    const labels = values([4, 3, 5], 2).map((value) => value + 1);
    const difference = await differenceFromCpu(
      (logits) => softmaxCrossEntropy(tf.tensor(labels, [4, 3, 5]), logits),
      [[4, 3, 5]],
    );
    expect(difference).toBeLessThan(1e-5);
  });

  it("gives the loss of PyTorch, and the gradient that follows from its probabilities", () => {
    const { probabilities, labels, crossEntropy } = golden.classifier;
    const wanted = floats(probabilities);
    const y = oneHotOf(labels, 8);
    // Logits of a softmax are logarithms of its probabilities but for a constant in each row.
    const logits = tf.tensor(
      wanted.map((p, i) => Math.log(p) + Math.floor(i / 8)),
      [labels.length, 8],
    );
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => tf.mean(softmaxCrossEntropy(y, x)))(logits);
    expect(Math.abs(value.dataSync<"float32">()[0]! / crossEntropy - 1)).toBeLessThan(1e-6);
    const expected = Float32Array.from(y.dataSync(), (label, i) => (wanted[i]! - label) / labels.length);
    expect(relativeError(grad.dataSync<"float32">(), expected)).toBeLessThan(1e-6);
    tf.dispose([value, grad, logits, y]);
  });

  it("stays exact where probabilities vanish, and passes NaN on", () => {
    const logits = tf.tensor2d([
      [0, -1000, -Infinity],
      [0, 500, NaN],
    ]);
    const losses = softmaxCrossEntropy(tf.tensor2d([0, 1, 0, 1, 0, 0], [2, 3]), logits).dataSync();
    expect([...losses]).toEqual([1000, NaN]);
  });

  it("runs as one kernel forwards and one backwards, and leaves no tensor", async () => {
    const logits = tf.tensor(values([6, 5]), [6, 5]);
    const labels = oneHot(6, 5);
    const gradient = tf.grad((x: tf.Tensor) => softmaxCrossEntropy(labels, x));
    expect(await kernelsOf(() => gradient(logits))).toEqual([
      "WaderSoftmaxCrossEntropy",
      "WaderSoftmaxCrossEntropyGradient",
    ]);
    const { numTensors, numDataBuffers } = tf.memory();
    gradient(logits).dispose();
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
  });

  it("rejects labels of another shape, and logits without rows", () => {
    const logits = tf.zeros([2, 3]);
    expect(() => softmaxCrossEntropy(tf.zeros([2, 4]), logits)).toThrow(
      new RangeError('"labels" must have the shape [2,3] of "logits", got [2,4]'),
    );
    expect(() => softmaxCrossEntropy(tf.zeros([3]), tf.zeros([3]))).toThrow(
      new RangeError('"logits" must be of rank 2 or more, got the shape [3]'),
    );
  });
});

function oneHotOf(labels: readonly number[], classes: number): tf.Tensor {
  return tf.oneHot(tf.tensor1d([...labels], "int32"), classes);
}

const heads = {
  "a Dense layer with softmax": () => [layers.dense({ units: 4, inputShape: [3], activation: "softmax" })],
  "a Softmax layer": () => [layers.dense({ units: 4, inputShape: [3] }), layers.softmax()],
  "an Activation layer": () => [
    layers.dense({ units: 4, inputShape: [3] }),
    layers.activation({ activation: "softmax" }),
  ],
};

/** A step of gradient descent from weights that depend on their shapes alone. */
async function trained(
  head: () => layers.Layer[],
  loss: "categoricalCrossentropy" | "sparseCategoricalCrossentropy",
): Promise<{ weights: Float32Array[]; loss: number; kernels: string[]; model: Sequential }> {
  const model = sequential({ layers: head() });
  model.setWeights(
    model.weights.map((weight, i) => tf.tensor(values(weight.shape as number[], i), weight.shape as number[])),
  );
  model.compile({ optimizer: tf.train.sgd(0.5), loss });
  const x = tf.tensor(values([6, 3], 9), [6, 3]);
  const classes = [0, 1, 2, 3, 1, 2];
  const y = loss === "categoricalCrossentropy" ? oneHotOf(classes, 4) : tf.tensor2d(classes, [6, 1]);
  let reached = NaN;
  const { kernelNames } = await tf.profile(async () => {
    reached = (await model.trainOnBatch(x, y)) as number;
    return x;
  });
  return {
    weights: model.getWeights().map((weight) => weight.dataSync<"float32">()),
    loss: reached,
    kernels: kernelNames.filter((name) => name.startsWith("WaderSoftmax")),
    model,
  };
}

describe.each(Object.entries(heads))("a model that ends in %s", (_, head) => {
  it.each(["categoricalCrossentropy", "sparseCategoricalCrossentropy"] as const)(
    "trains with %s as on the cpu backend, by the fused kernels",
    async (loss) => {
      await tf.setBackend("cpu");
      const expected = await trained(head, loss);
      expect(expected.kernels).toEqual([]);
      await tf.setBackend("wasm");
      const got = await trained(head, loss);
      expect(got.kernels).toEqual(["WaderSoftmaxCrossEntropy", "WaderSoftmaxCrossEntropyGradient"]);
      expect(Math.abs(got.loss / expected.loss - 1)).toBeLessThan(1e-5);
      for (const [i, weights] of got.weights.entries()) {
        expect(relativeError(weights, expected.weights[i]!)).toBeLessThan(1e-5);
      }
    },
  );
});

describe("a model that was compiled with the kernels", () => {
  it("trains by tfjs' own operations once they are uninstalled", async () => {
    const model = sequential({ layers: heads["a Softmax layer"]() });
    model.compile({ optimizer: "sgd", loss: "categoricalCrossentropy" });
    const [x, y] = [tf.zeros([2, 3]), oneHotOf([0, 1], 4)];
    uninstallWasmKernels();
    try {
      expect(await model.trainOnBatch(x, y)).toBeCloseTo(Math.log(4), 5);
    } finally {
      await installWasmKernels();
    }
  });
});
