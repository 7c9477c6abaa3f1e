import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { installWasmKernels, uninstallWasmKernels } from "../../src/wasm/index.js";
import { useWasm } from "./backend.js";
import { relativeError, values } from "./compare.js";

beforeAll(async () => {
  await useWasm();
  await installWasmKernels();
});
afterAll(uninstallWasmKernels);

const optimizers = [
  ["Adam", () => tf.train.adam(0.05)],
  ["Adam with its own constants", () => tf.train.adam(0.01, 0.8, 0.99, 1e-5)],
  ["SGD", () => tf.train.sgd(0.1)],
  ["momentum", () => tf.train.momentum(0.05, 0.9)],
  ["RMSProp", () => tf.train.rmsprop(0.01)],
] as const;

/** Variables and state of an optimiser after ten steps. */
async function tenSteps(backend: string, make: () => tf.Optimizer): Promise<Float32Array[]> {
  await tf.setBackend(backend);
  const a = tf.variable(tf.tensor(values([7, 3]), [7, 3]));
  const b = tf.variable(tf.tensor(values([5], 2), [5]));
  const optimizer = make();
  for (let i = 0; i < 10; i++) {
    optimizer.minimize(() => tf.add<tf.Scalar>(tf.sum(tf.square(tf.sub(a, 0.3))), tf.sum(tf.sin(b))));
  }
  const weights = await optimizer.getWeights();
  const numbers = [a, b, ...weights.map(({ tensor }) => tensor)].map((tensor) => Float32Array.from(tensor.dataSync()));
  a.dispose();
  b.dispose();
  optimizer.dispose();
  return numbers;
}

describe.each(optimizers)("%s", (_, make) => {
  it("takes the steps that it takes on the cpu backend", async () => {
    const expected = await tenSteps("cpu", make);
    const got = await tenSteps("wasm", make);
    expect(got).toHaveLength(expected.length);
    for (const [i, numbers] of expected.entries()) expect(relativeError(got[i]!, numbers)).toBeLessThan(1e-6);
  });
});

describe("the fused step", () => {
  it("leaves a variable without gradient alone and leaks nothing", async () => {
    await tf.setBackend("wasm");
    const a = tf.variable(tf.ones([3]), true, "with gradient");
    const b = tf.variable(tf.ones([3]), true, "without gradient");
    const optimizer = tf.train.adam(0.1);
    const step = (): void =>
      optimizer.applyGradients([
        { name: a.name, tensor: tf.ones([3]) },
        { name: b.name, tensor: null as never },
      ]);
    tf.tidy(step);
    const { numTensors } = tf.memory();
    tf.tidy(step);
    expect(tf.memory().numTensors).toBe(numTensors);
    expect([...b.dataSync()]).toEqual([1, 1, 1]);
    expect(a.dataSync()[0]).toBeCloseTo(0.8, 4);
  });
});
