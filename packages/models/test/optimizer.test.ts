import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { useCpu } from "../src/node/use-cpu.js";
import {
  createOptimizer,
  type OptimizerSettings,
  readOptimizer,
  restoreOptimizer,
  setLearningRate,
} from "../src/optimizer.js";

beforeAll(useCpu);

const adam: OptimizerSettings = { name: "adam", learningRate: 0.1 };
const sgd: OptimizerSettings = { name: "sgd", learningRate: 0.1 };

function apply(optimizer: tf.Optimizer, variable: tf.Variable, gradient: number): void {
  tf.tidy(() => optimizer.applyGradients([{ name: variable.name, tensor: tf.tensor1d([gradient]) }]));
}

describe("createOptimizer", () => {
  it("descends by the learning rate, with plain gradient descent", () => {
    const variable = tf.variable(tf.tensor1d([1]));
    apply(createOptimizer(sgd), variable, 2);
    expect(variable.dataSync()[0]).toBeCloseTo(0.8, 6);
  });

  it("adds up momentum", () => {
    const variable = tf.variable(tf.tensor1d([1]));
    const optimizer = createOptimizer({ ...sgd, momentum: 0.5 });
    apply(optimizer, variable, 2);
    apply(optimizer, variable, 2);
    // 1 - 0.1 * 2 - 0.1 * (0.5 * 2 + 2).
    expect(variable.dataSync()[0]).toBeCloseTo(0.5, 6);
  });

  it("takes a first step of the learning rate, with Adam", () => {
    const variable = tf.variable(tf.tensor1d([1]));
    apply(createOptimizer(adam), variable, 123);
    expect(variable.dataSync()[0]).toBeCloseTo(0.9, 5);
  });

  it.each([0, -1, NaN, Infinity])("rejects a learning rate of %d", (learningRate) => {
    expect(() => createOptimizer({ name: "sgd", learningRate })).toThrow(
      new RangeError(`"learningRate" must be finite and > 0, got ${learningRate}`),
    );
  });

  it("rejects a decay of 1", () => {
    expect(() => createOptimizer({ ...adam, beta1: 1 })).toThrow(
      new RangeError('"beta1" must be from 0 to below 1, got 1'),
    );
    expect(() => createOptimizer({ ...sgd, momentum: 1 })).toThrow(
      new RangeError('"momentum" must be from 0 to below 1, got 1'),
    );
  });
});

describe("setLearningRate", () => {
  it.each([sgd, { ...sgd, momentum: 0.9 }, adam])("changes the next step of %j", (settings) => {
    const variable = tf.variable(tf.tensor1d([0]));
    const optimizer = createOptimizer(settings);
    setLearningRate(optimizer, 0.01);
    apply(optimizer, variable, 1);
    expect(variable.dataSync()[0]).toBeCloseTo(-0.01, 6);
  });
});

describe("readOptimizer and restoreOptimizer", () => {
  it.each([sgd, { ...sgd, momentum: 0.9 }, adam])("go on to the bit with %j", async (settings) => {
    const variable = tf.variable(tf.tensor1d([1]));
    const first = createOptimizer(settings);
    for (let step = 1; step <= 7; step += 1) apply(first, variable, step);
    const copy = tf.variable(variable);
    const second = createOptimizer(settings);
    const before = tf.memory().numTensors;
    const state = await readOptimizer(first);
    expect(tf.memory().numTensors).toBe(before);
    await restoreOptimizer(second, state);
    for (let step = 1; step <= 7; step += 1) {
      apply(first, variable, -step);
      apply(second, copy, -step);
    }
    expect(copy.dataSync()[0]).toBe(variable.dataSync()[0]);
  });
});
