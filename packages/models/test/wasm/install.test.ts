import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, describe, expect, it } from "vitest";

import {
  installWasmKernels,
  uninstallWasmKernels,
  WasmBackendError,
  WasmMemoryError,
  wasmKernelsInstalled,
} from "../../src/wasm/index.js";
import { useWasm } from "./backend.js";

beforeAll(useWasm);
afterEach(uninstallWasmKernels);

const registered = (): Map<string, unknown> =>
  new Map(tf.getKernelsForBackend("wasm").map((config) => [config.kernelName, config]));

describe("stock tfjs on wasm", () => {
  it("has the faults that the kernels are for", async () => {
    const x = tf.tensor4d([-3, -1, -2, -4], [1, 4, 1, 1]);
    const gradient = (): number[] => [
      ...tf
        .grad((t) => tf.maxPool(t as tf.Tensor4D, [2, 1], [2, 1], "valid"))(x)
        .dataSync(),
    ];
    const tenths = tf.tensor1d(new Float32Array(10_000_000).fill(0.1));
    expect(gradient()).toEqual([1, 0, 0, 0]);
    expect(tf.mean(tenths).dataSync()[0]).toBeCloseTo(0.1088, 4);
    expect(tf.getKernel("Conv2DBackpropFilter", "wasm")).toBeUndefined();
    await installWasmKernels();
    expect(gradient()).toEqual([0, 1, 1, 0]);
    expect(tf.mean(tenths).dataSync()[0]).toBe(Math.fround(0.1));
    tf.dispose([x, tenths]);
  });
});

describe("installWasmKernels", () => {
  it("adds what training needs and is undone exactly", async () => {
    const before = registered();
    expect(before.has("Conv2DBackpropFilter")).toBe(false);
    expect(wasmKernelsInstalled()).toBe(false);
    await installWasmKernels();
    expect(wasmKernelsInstalled()).toBe(true);
    expect(registered().has("Conv2DBackpropFilter")).toBe(true);
    expect(registered().get("Sum")).not.toBe(before.get("Sum"));
    uninstallWasmKernels();
    expect(wasmKernelsInstalled()).toBe(false);
    expect(registered()).toEqual(before);
    for (const [name, config] of registered()) expect(config).toBe(before.get(name));
  });

  it("can be called again, and at the same time", async () => {
    await Promise.all([installWasmKernels(), installWasmKernels()]);
    const once = registered();
    await installWasmKernels();
    for (const [name, config] of registered()) expect(config).toBe(once.get(name));
  });

  it("leaks no tensor and no memory of the heap over many steps", async () => {
    await installWasmKernels();
    const x = tf.randomNormal([4, 16, 3]);
    const w = tf.randomNormal([3, 3, 8]);
    const step = (): void => {
      tf.dispose(tf.grads((a, b) => tf.mean(tf.elu(tf.conv1d(a as tf.Tensor3D, b as tf.Tensor3D, 1, "same"))))([x, w]));
    };
    step();
    const { numTensors, numDataBuffers } = tf.memory();
    for (let i = 0; i < 20; i++) step();
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(tf.memory().numDataBuffers).toBe(numDataBuffers);
  });

  it("survives a restart of the backend", async () => {
    await installWasmKernels();
    const factory = tf.findBackendFactory("wasm");
    tf.removeBackend("wasm");
    tf.registerBackend("wasm", factory, 2);
    await tf.setBackend("wasm");
    expect(() => tf.sum([0.5, 1])).toThrow("The wasm backend was replaced. Call installWasmKernels again");
    await installWasmKernels();
    expect(tf.sum([0.5, 1]).dataSync()[0]).toBe(1.5);
    expect(tf.sum(tf.tensor1d([2, 3], "int32")).dataSync()[0]).toBe(5);
    uninstallWasmKernels();
    expect(tf.sum([0.5, 1]).dataSync()[0]).toBe(1.5);
  });

  it("throws when the wasm backend is not there", async () => {
    const factory = tf.findBackendFactory("wasm");
    tf.removeBackend("wasm");
    try {
      await expect(installWasmKernels()).rejects.toThrow(
        new WasmBackendError(
          `The wasm backend is not there. Import "@tensorflow/tfjs-backend-wasm" and await tf.setBackend("wasm") first`,
        ),
      );
    } finally {
      tf.registerBackend("wasm", factory, 2);
      await tf.setBackend("wasm");
    }
  });
});

describe("memory of the wasm backend", () => {
  it("says how much was asked for when it cannot be had, and works on", async () => {
    await installWasmKernels();
    const { numDataBuffers } = tf.memory();
    const x = tf.ones([1, 40_000]);
    // 40,000 x 40,000 floats are 6.4 GB.
    const product = (): tf.Tensor => tf.matMul(x, x, true, false);
    expect(product).toThrow(WasmMemoryError);
    expect(product).toThrow(
      expect.objectContaining({
        name: "WasmMemoryError",
        bytes: 6.4e9,
        message: expect.stringContaining("6103.5 MiB more"),
      }),
    );
    x.dispose();
    expect(tf.memory().numDataBuffers).toBe(numDataBuffers);
    expect([...tf.add(tf.tensor1d([1]), 1).dataSync()]).toEqual([2]);
  });
});
