import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { meanSquaredError } from "../../src/mean-squared-error.js";
import { installWasmKernels, uninstallWasmKernels } from "../../src/wasm/index.js";
import { useWasm } from "./backend.js";
import { differenceFromCpu, relativeError, values } from "./compare.js";

beforeAll(async () => {
  await useWasm();
  await installWasmKernels();
});
beforeEach(useWasm);
afterAll(uninstallWasmKernels);

const kernels = ["WaderSquaredError", "WaderSquaredErrorGradient"];

const ours = (names: readonly string[]): string[] => names.filter((name) => name.startsWith("WaderSquared"));

describe("meanSquaredError", () => {
  // Rows of no vector, of some, and with a rest.
  it.each([[[3, 1]], [[4, 8]], [[2, 5, 13]], [[7, 125]], [[1, 6]]])(
    "of %j equals the cpu backend, forwards and backwards",
    async (shape) => {
      const wanted = values(shape, 5);
      const difference = await differenceFromCpu((x) => meanSquaredError(x, tf.tensor(wanted, shape)), [shape]);
      expect(difference).toBeLessThan(1e-6);
    },
  );

  it("runs as one kernel forwards and one backwards, and leaves no tensor", async () => {
    const [x, wanted] = [tf.tensor(values([6, 5]), [6, 5]), tf.zeros([6, 5])];
    const gradient = tf.grad((output: tf.Tensor) => meanSquaredError(output, wanted));
    expect(ours((await tf.profile(() => gradient(x))).kernelNames)).toEqual(kernels);
    const { numTensors, numDataBuffers } = tf.memory();
    gradient(x).dispose();
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
  });

  it("keeps the digits of small differences between large numbers", () => {
    const output = tf.mul(tf.ones([1000, 3]), 4096.5);
    expect(meanSquaredError(output, tf.mul(tf.ones([1000, 3]), 4096)).dataSync()[0]).toBe(0.25);
  });
});

/** The weights after a step of gradient descent, the loss and the kernels that it took. */
async function trained(): Promise<{ weights: Float32Array; loss: number; kernels: string[] }> {
  const model = sequential({ layers: [layers.dense({ units: 4, inputShape: [5, 3] })] });
  model.setWeights([tf.tensor(values([3, 4]), [3, 4]), tf.zeros([4])]);
  model.compile({ optimizer: tf.train.sgd(0.5), loss: "meanSquaredError" });
  const [x, y] = [tf.tensor(values([2, 5, 3], 2), [2, 5, 3]), tf.tensor(values([2, 5, 4], 3), [2, 5, 4])];
  let reached = NaN;
  const { kernelNames } = await tf.profile(async () => {
    reached = (await model.trainOnBatch(x, y)) as number;
    return x;
  });
  return { weights: model.getWeights()[0]!.dataSync<"float32">(), loss: reached, kernels: ours(kernelNames) };
}

describe("a model compiled with the mean squared error", () => {
  it("trains as on the cpu backend", async () => {
    await tf.setBackend("cpu");
    const expected = await trained();
    expect(expected.kernels).toEqual([]);
    await tf.setBackend("wasm");
    const got = await trained();
    expect(got.kernels).toEqual(kernels);
    expect(Math.abs(got.loss / expected.loss - 1)).toBeLessThan(1e-6);
    expect(relativeError(got.weights, expected.weights)).toBeLessThan(1e-6);
  });
});
