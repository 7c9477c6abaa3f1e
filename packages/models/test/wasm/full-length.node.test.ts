import * as tf from "@tensorflow/tfjs-core";
import { layers } from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { installWasmKernels, uninstallWasmKernels } from "../../src/wasm/index.js";
import { useWasm } from "./backend.js";
import { differenceFromCpu } from "./compare.js";
import { layerDifference } from "./layers.js";

// Frames of 4000 steps, where sums are long. On the cpu backend each takes about a second.

beforeAll(async () => {
  await useWasm();
  await installWasmKernels();
});
afterAll(uninstallWasmKernels);

describe("over 4000 steps", () => {
  it.each([
    ["a dense layer", () => layers.dense({ units: 64 }), [1, 4000, 125]],
    ["a convolution", () => layers.conv1d({ filters: 33, kernelSize: 3, padding: "same" }), [1, 4000, 8]],
    ["batch normalisation", () => layers.batchNormalization({}), [2, 4000, 64]],
    ["an ELU", () => layers.elu(), [2, 4000, 16]],
    ["max-pooling", () => layers.maxPooling1d({ poolSize: 2 }), [2, 4000, 128]],
  ] as const)("%s equals the cpu backend", async (_, make, shape) => {
    expect(await layerDifference(make, shape)).toBeLessThan(1e-5);
  });

  it("the mean squared error equals the cpu backend", async () => {
    const shape = [2, 4000, 125];
    expect(await differenceFromCpu((a, b) => tf.mean(tf.square(tf.sub(a, b))), [shape, shape])).toBeLessThan(1e-6);
  });
});
