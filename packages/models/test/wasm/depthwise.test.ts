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

const separable = (x: tf.Tensor, d: tf.Tensor, p: tf.Tensor): tf.Tensor =>
  tf.separableConv2d(x as tf.Tensor4D, d as tf.Tensor4D, p as tf.Tensor4D, 1, "same");

describe("depthwise convolution", () => {
  it.each([
    [[2, 7, 6, 3], [3, 3, 3, 1], [1, 1], "same"],
    [[1, 8, 8, 5], [3, 2, 5, 2], [2, 2], "same"],
    [[1, 9, 7, 4], [2, 3, 4, 3], [1, 1], "valid"],
  ] as const)("equals the cpu backend for %j by %j, strides %j, %s", async (shape, filter, strides, pad) => {
    const operation = (x: tf.Tensor, w: tf.Tensor): tf.Tensor =>
      tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, [...strides], pad);
    expect(await differenceFromCpu(operation, [shape, filter])).toBeLessThan(1e-5);
  });

  it("is part of a separable convolution", async () => {
    const shapes = [
      [2, 6, 5, 3],
      [3, 3, 3, 2],
      [1, 1, 6, 4],
    ];
    expect(await differenceFromCpu(separable, shapes)).toBeLessThan(1e-5);
  });
});
