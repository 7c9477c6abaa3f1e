import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { installWasmKernels, uninstallWasmKernels } from "../../src/wasm/index.js";
import { useWasm } from "./backend.js";
import { differenceFromCpu } from "./compare.js";

beforeAll(async () => {
  await useWasm();
  await installWasmKernels();
});
afterAll(uninstallWasmKernels);

describe("conv3d", () => {
  it.each([
    [[1, 4, 3, 5, 2], [2, 2, 2, 2, 3], [1, 1, 1], "valid"],
    [[2, 4, 5, 3, 3], [3, 3, 3, 3, 2], [1, 1, 1], "same"],
    [[1, 6, 5, 4, 1], [2, 3, 1, 1, 5], [2, 1, 2], "same"],
  ] as const)("equals the cpu backend for %j by %j, strides %j, %s", async (shape, filter, strides, pad) => {
    const operation = (x: tf.Tensor, w: tf.Tensor): tf.Tensor =>
      tf.conv3d(x as tf.Tensor5D, w as tf.Tensor5D, [...strides], pad);
    expect(await differenceFromCpu(operation, [shape, filter])).toBeLessThan(1e-5);
  });
});
