import * as tf from "@tensorflow/tfjs-core";
import { layers } from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { installWasmKernels, uninstallWasmKernels, WasmMemoryError } from "../../src/wasm/index.js";
import { useWasm } from "./backend.js";
import { layerDifference } from "./layers.js";

interface Heap {
  makeOutput(shape: number[], dtype: "float32"): tf.TensorInfo;
  disposeData(dataId: object): void;
}

const heap = (): Heap => tf.findBackend("wasm") as unknown as Heap;

/** Takes room without touching it, so that the machine need not have it. */
const take = (gigabytes: number): tf.TensorInfo => heap().makeOutput([gigabytes * 2.5e8], "float32");

const made: [make: () => layers.Layer, shape: number[]][] = [
  [() => layers.conv1d({ filters: 6, kernelSize: 3, padding: "same" }), [3, 40, 9]],
  [() => layers.lstm({ units: 6, recurrentInitializer: "glorotUniform" }), [3, 10, 9]],
  [() => layers.batchNormalization({}), [30, 9]],
  [() => layers.maxPooling1d({ poolSize: 3 }), [2, 30, 9]],
];

beforeAll(async () => {
  await useWasm();
  await installWasmKernels();
});
afterAll(uninstallWasmKernels);

describe("a heap of more than 2 GB", () => {
  it("is addressed rightly", async () => {
    const taken = [take(1.2), take(1.2)];
    try {
      for (const [make, shape] of made) expect(await layerDifference(make, shape)).toBeLessThan(1e-5);
    } finally {
      for (const { dataId } of taken) heap().disposeData(dataId);
    }
  });
});

describe("a heap that is full", () => {
  it("throws an error that says so, and works again once there is room", () => {
    const taken: tf.TensorInfo[] = [];
    const fill = (): void => {
      for (let i = 0; i < 5; i++) taken.push(take(1));
    };
    try {
      expect(fill).toThrow(WasmMemoryError);
      expect(taken.length).toBeGreaterThanOrEqual(3);
      // 20,000 by 20,000 values are 1.6 GB.
      const a = tf.ones([20_000, 4]);
      const { numDataBuffers } = tf.memory();
      for (let i = 0; i < 10; i++) expect(() => tf.matMul(a, a, false, true)).toThrow(WasmMemoryError);
      expect(tf.memory().numDataBuffers).toBe(numDataBuffers);
      a.dispose();
    } finally {
      for (const { dataId } of taken) heap().disposeData(dataId);
    }
    const big = tf.zeros([100_000_000]);
    expect(tf.sum(big).dataSync()[0]).toBe(0);
    big.dispose();
  });
});
