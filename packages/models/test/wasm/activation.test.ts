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

describe("elu", () => {
  it.each([1, 3, 4, 1001])("equals the cpu backend for %i values, with its gradient", async (count) => {
    const data = values([count]).map((v) => 8 * v);
    expect(await differenceFromCpu((x) => tf.elu(x), [[count]], [data])).toBeLessThan(1e-6);
  });

  it("is accurate near 0 and far below it", async () => {
    await tf.setBackend("wasm");
    const data = [-1e-30, -1e-8, -1e-4, -0.01, -0.3, -1, -5, -20, -90, -1000, -Infinity, 0, 3, Infinity];
    const got = tf.elu(tf.tensor1d(data)).dataSync();
    for (const [i, x] of data.entries()) {
      const exact = x > 0 ? x : Math.expm1(Math.fround(x));
      expect(got[i] === exact ? 0 : Math.abs(got[i]! / exact - 1)).toBeLessThan(3e-7);
    }
  });

  it("passes NaN on", async () => {
    await tf.setBackend("wasm");
    expect([...tf.elu(tf.tensor1d([NaN, 1])).dataSync()]).toEqual([NaN, 1]);
  });
});
