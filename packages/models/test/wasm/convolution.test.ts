import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { installWasmKernels, uninstallWasmKernels } from "../../src/wasm/index.js";
import { useWasm } from "./backend.js";
import { differenceFromCpu, relativeError, values } from "./compare.js";

beforeAll(async () => {
  await useWasm();
  await installWasmKernels();
});
afterAll(uninstallWasmKernels);

describe("conv1d", () => {
  // batch, length, inputs, outputs, width of the filter, stride, padding
  it.each([
    [1, 1, 1, 1, 1, 1, "same"],
    [2, 16, 8, 12, 3, 1, "same"],
    [1, 7, 3, 5, 3, 1, "same"],
    [3, 9, 5, 7, 4, 1, "same"],
    [2, 11, 2, 3, 5, 1, "valid"],
    [1, 2, 3, 4, 5, 1, "same"],
    [2, 13, 3, 6, 3, 2, "same"],
    [2, 14, 3, 6, 2, 3, "valid"],
    [1, 12, 4, 4, 1, 3, "same"],
    [1, 300, 9, 21, 3, 1, "same"],
    // Three taps between many channels take the fast algorithm, in tiles of four outputs, 32 and 64 tiles at a time.
    [2, 16, 32, 36, 3, 1, "same"],
    [1, 39, 36, 40, 3, 1, "valid"],
    [3, 131, 40, 32, 3, 1, "same"],
    [1, 300, 64, 48, 3, 1, "same"],
    [2, 17, 33, 32, 3, 1, "same"],
  ] as const)(
    "equals the cpu backend for batch %i, length %i, %i to %i channels, width %i, stride %i, %s",
    async (batch, length, inputs, outputs, width, stride, pad) => {
      expect(
        await differenceFromCpu(
          (x, w) => tf.conv1d(x as tf.Tensor3D, w as tf.Tensor3D, stride, pad),
          [
            [batch, length, inputs],
            [width, inputs, outputs],
          ],
        ),
      ).toBeLessThan(1e-5);
    },
  );
});

describe("conv2d", () => {
  it.each([
    [1, 5, 5, 1, 1, 3, 3, [1, 1], "same"],
    [2, 7, 6, 3, 5, 3, 3, [1, 1], "same"],
    [2, 7, 6, 3, 5, 3, 2, [1, 1], "valid"],
    [1, 9, 8, 4, 6, 3, 3, [2, 2], "same"],
    [1, 9, 8, 4, 6, 5, 1, [2, 1], "valid"],
    [2, 6, 5, 2, 3, 1, 1, [1, 1], "same"],
    [1, 8, 9, 2, 3, 2, 4, [3, 2], 1],
    [1, 3, 3, 2, 3, 5, 5, [1, 1], 2],
    [2, 3, 18, 32, 36, 1, 3, [1, 1], "same"],
  ] as const)(
    "equals the cpu backend for %i images of %i x %i, %i to %i channels, filter %i x %i, strides %j, padding %s",
    async (batch, height, width, inputs, outputs, filterHeight, filterWidth, strides, pad) => {
      expect(
        await differenceFromCpu(
          (x, w) =>
            tf.conv2d(
              x as tf.Tensor4D,
              w as tf.Tensor4D,
              [strides[0], strides[1]],
              pad,
              "NHWC",
              1,
              pad === 1 || pad === 2 ? "floor" : undefined,
            ),
          [
            [batch, height, width, inputs],
            [filterHeight, filterWidth, inputs, outputs],
          ],
        ),
      ).toBeLessThan(1e-5);
    },
  );

  it.each(["same", "valid"] as const)("equals the cpu backend with dilations and %s padding", async (pad) => {
    const forward = (): Float32Array => {
      const x = tf.tensor4d(values([2, 9, 11, 3]), [2, 9, 11, 3]);
      const w = tf.tensor4d(values([3, 3, 3, 5], 2), [3, 3, 3, 5]);
      return tf.conv2d(x, w, 1, pad, "NHWC", [2, 3]).dataSync<"float32">();
    };
    await tf.setBackend("cpu");
    const expected = forward();
    await tf.setBackend("wasm");
    expect(relativeError(forward(), expected)).toBeLessThan(1e-6);
  });
});

describe("transposed convolution", () => {
  it.each([1, 2, 3])("equals the cpu backend with stride %i", async (stride) => {
    expect(
      await differenceFromCpu(
        (x, w) =>
          tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, [2, 5 * stride, 4 * stride, 3], stride, "same"),
        [
          [2, 5, 4, 6],
          [3, 3, 3, 6],
        ],
      ),
    ).toBeLessThan(1e-5);
  });
});
