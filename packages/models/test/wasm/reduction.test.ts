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

describe("sum and mean", () => {
  it("do not drift over ten million values", async () => {
    await tf.setBackend("wasm");
    const x = tf.tensor1d(new Float32Array(10_000_000).fill(0.1));
    const tenth = Math.fround(0.1);
    expect(tf.mean(x).dataSync()[0]).toBe(tenth);
    expect(tf.sum(x).dataSync()[0]).toBe(Math.fround(tenth * 1e7));
    const columns = tf.reshape(x, [2_000_000, 5]);
    expect([...tf.mean(columns, 0).dataSync()]).toEqual([tenth, tenth, tenth, tenth, tenth]);
    x.dispose();
    columns.dispose();
  });

  it("keep small values beside one large one", async () => {
    await tf.setBackend("wasm");
    const data = new Float32Array(100_001).fill(0.25);
    data[0] = 2 ** 24;
    expect(tf.sum(tf.tensor1d(data)).dataSync()[0]).toBe(2 ** 24 + 25_000);
  });

  const shape = [3, 4, 1, 5, 7];
  const axes = [[], [0], [4], [0, 1], [3, 4], [1, 3], [0, 4], [0, 2, 4], [0, 1, 2, 3], [-1], [0, 1, 2, 3, 4]];
  it.each(axes.map((axis) => [axis]))("equal the cpu backend over axes %j", async (axis) => {
    for (const keepDims of [false, true]) {
      expect(await differenceFromCpu((x) => tf.sum(x, axis, keepDims), [shape])).toBeLessThan(1e-6);
      expect(await differenceFromCpu((x) => tf.mean(x, axis, keepDims), [shape])).toBeLessThan(1e-6);
    }
  });

  it("take integers and booleans", async () => {
    await tf.setBackend("wasm");
    const x = tf.tensor2d([1, 2, 3, 5], [2, 2], "int32");
    const sum = tf.sum(x, 0);
    expect(sum.dtype).toBe("int32");
    expect([...sum.dataSync()]).toEqual([4, 7]);
    expect(tf.mean(x).dataSync()[0]).toBe(2.75);
    expect(tf.sum(tf.tensor1d([true, false, true], "bool")).dataSync()[0]).toBe(2);
  });

  it("of nothing are 0 and NaN", async () => {
    await tf.setBackend("wasm");
    const x = tf.zeros([3, 0]);
    expect([...tf.sum(x, 1).dataSync()]).toEqual([0, 0, 0]);
    expect([...tf.mean(x, 1).dataSync()]).toEqual([NaN, NaN, NaN]);
  });

  it("pass NaN and infinity on", async () => {
    await tf.setBackend("wasm");
    expect([...tf.sum(tf.tensor2d([1, NaN, 2, Infinity], [2, 2]), 0).dataSync()]).toEqual([3, NaN]);
  });
});

describe("unsortedSegmentSum", () => {
  it("is the gradient of gather", async () => {
    expect(
      await differenceFromCpu((x) => tf.gather(x, tf.tensor1d([2, 0, 2, 4, 4, 4], "int32")), [[5, 3, 2]]),
    ).toBeLessThan(1e-6);
    expect(await differenceFromCpu((x) => tf.gather(x, tf.tensor1d([1, 1, 0], "int32"), 1), [[4, 2, 3]])).toBeLessThan(
      1e-6,
    );
  });

  it("leaves out segments that are negative", async () => {
    await tf.setBackend("wasm");
    const sum = tf.unsortedSegmentSum(tf.tensor1d([1, 1, 1, 1]), tf.tensor1d([0, -1, 1, 1], "int32"), 2);
    expect([...sum.dataSync()]).toEqual([1, 2]);
  });
});
