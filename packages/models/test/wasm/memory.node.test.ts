import * as tf from "@tensorflow/tfjs-core";
import { layers } from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { memoryCheckpoints } from "../../src/checkpoint.js";
import { trainAutoencoder } from "../../src/train-autoencoder.js";
import { installWasmKernels, uninstallWasmKernels, WasmMemoryError } from "../../src/wasm/index.js";
import { allWeights, tinyAutoencoder, tinyFrames } from "../tiny.js";
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

describe("a training run that finds no room", () => {
  it("ends with an error that says so, and goes on from its checkpoint as if there had been none", async () => {
    const frames = tinyFrames(12, 1);
    const options = { epochs: 2, batchSize: 4, optimizer: { name: "sgd", learningRate: 0.1 } } as const;
    const whole = tinyAutoencoder();
    await trainAutoencoder(whole, frames, options);

    const taken: tf.TensorInfo[] = [];
    const store = memoryCheckpoints();
    const autoencoder = tinyAutoencoder();
    const { numTensors } = tf.memory();
    const greedy = {
      ...frames,
      async read(indices: Int32Array, context: { readonly epoch: number }) {
        const data = await frames.read(indices, context);
        // By the second epoch all that is left are pieces too small for anything but weights.
        if (context.epoch === 1) for (let size = 1; size > 1e-6; size /= 2) fill(size);
        return data;
      },
    };
    const fill = (gigabytes: number): void => {
      try {
        for (;;) taken.push(take(gigabytes));
      } catch (error) {
        if (!(error instanceof WasmMemoryError)) throw error;
      }
    };
    try {
      await expect(trainAutoencoder(autoencoder, greedy, { ...options, checkpoints: { store } })).rejects.toThrow(
        WasmMemoryError,
      );
    } finally {
      for (const { dataId } of taken) heap().disposeData(dataId);
    }
    expect(tf.memory().numTensors).toBe(numTensors);
    expect((await store.load())!.progress).toMatchObject({ epoch: 1, step: 0 });
    const resumed = tinyAutoencoder(2);
    await trainAutoencoder(resumed, frames, { ...options, checkpoints: { store, resume: true } });
    expect(allWeights(resumed)).toEqual(allWeights(whole));
  });
});
