import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { installWasmKernels, uninstallWasmKernels } from "../../src/wasm/index.js";
import { useWasm } from "./backend.js";
import { layerDifference } from "./layers.js";

beforeAll(async () => {
  await useWasm();
  await installWasmKernels();
});
afterAll(uninstallWasmKernels);

describe("dense layers", () => {
  it.each([
    ["of one row", [1, 3], { units: 5 }],
    ["of rows", [9, 7], { units: 6, activation: "relu" }],
    ["without bias", [4, 5, 6], { units: 3, useBias: false }],
    ["with an activation that tfjs does not fuse", [4, 5, 6], { units: 3, activation: "softsign" }],
    ["with softmax", [2, 3, 4, 5], { units: 7, activation: "softmax" }],
  ] as const)("%s equal the cpu backend", async (_, shape, options) => {
    expect(await layerDifference(() => layers.dense(options), shape)).toBeLessThan(1e-5);
  });

  it("compute no gradient of the network's input", async () => {
    const model = sequential({ layers: [layers.dense({ units: 4, inputShape: [6] }), layers.dense({ units: 2 })] });
    const x = tf.randomNormal([5, 6]);
    const { kernels } = await tf.profile(() => {
      const { value, grads } = tf.variableGrads(() => tf.sum(model.apply(x) as tf.Tensor));
      tf.dispose(grads);
      return value;
    });
    // Two gradients of kernels, one of an input.
    expect(kernels.filter(({ name }) => name === "BatchMatMul")).toHaveLength(3);
    model.dispose();
    x.dispose();
  });
});
