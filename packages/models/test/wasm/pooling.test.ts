import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { installWasmKernels, uninstallWasmKernels } from "../../src/wasm/index.js";
import { useWasm } from "./backend.js";
import { differenceFromCpu, values } from "./compare.js";

beforeAll(async () => {
  await useWasm();
  await installWasmKernels();
});
afterAll(uninstallWasmKernels);

const cases = [
  [[2, 32, 1, 4], [2, 1], [2, 1], "valid"],
  [[2, 33, 1, 5], [2, 1], [2, 1], "same"],
  [[1, 7, 9, 3], [3, 3], [1, 1], "same"],
  [[2, 8, 6, 9], [3, 2], [2, 3], "valid"],
  [[1, 6, 6, 1], [4, 4], [2, 2], 1],
] as const;

describe.each([
  ["max", tf.maxPool],
  ["average", tf.avgPool],
] as const)("gradient of %s-pooling", (_, pool) => {
  describe.each([
    ["of both signs", 1, 0],
    ["all negative", 0.5, -0.6],
    ["all positive", 0.5, 0.6],
  ])("over values %s", (_name, scale, offset) => {
    it.each(cases)(
      "equals the cpu backend for shape %j, window %j, strides %j, padding %s",
      async (shape, size, strides, pad) => {
        const data = values(shape).map((v) => v * scale + offset);
        expect(
          await differenceFromCpu(
            (x) => pool(x as tf.Tensor4D, [...size], [...strides], pad, pad === 1 ? "floor" : undefined),
            [shape],
            [data],
          ),
        ).toBeLessThan(1e-6);
      },
    );
  });
});

describe("gradient of max-pooling", () => {
  it("gives a tie's gradient to the first of the largest", async () => {
    await tf.setBackend("wasm");
    const x = tf.tensor4d([3, 3, 1, 3, -2, -2], [1, 6, 1, 1]);
    const gradient = tf.grad((t) => tf.maxPool(t as tf.Tensor4D, [3, 1], [3, 1], "valid"))(x);
    expect([...gradient.dataSync()]).toEqual([1, 0, 0, 1, 0, 0]);
  });
});
