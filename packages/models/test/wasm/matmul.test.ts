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

const modes = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;
const sizes = [
  [1, 1, 1],
  [8, 4, 4],
  [7, 5, 3],
  [13, 17, 9],
  [64, 125, 33],
  [3, 1100, 6],
  [1, 30, 40],
  [25, 16, 1],
] as const;

describe("matMul", () => {
  describe.each(modes)("with transposeA %s and transposeB %s", (transposeA, transposeB) => {
    it.each(sizes)("equals the cpu backend for %i x %i x %i, with gradients", async (m, depth, n) => {
      const a = transposeA ? [depth, m] : [m, depth];
      const b = transposeB ? [n, depth] : [depth, n];
      expect(await differenceFromCpu((x, y) => tf.matMul(x, y, transposeA, transposeB), [a, b])).toBeLessThan(1e-5);
    });

    it("broadcasts the leading dimensions", async () => {
      const a = transposeA ? [3, 1, 6, 5] : [3, 1, 5, 6];
      const b = transposeB ? [2, 7, 6] : [2, 6, 7];
      const operation = (x: tf.Tensor, y: tf.Tensor): tf.Tensor => tf.matMul(x, y, transposeA, transposeB);
      await tf.setBackend("wasm");
      const x = tf.randomNormal(a);
      const y = tf.randomNormal(b);
      const whole = operation(x, y);
      expect(whole.shape).toEqual([3, 2, 5, 7]);
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 2; j++) {
          const one = operation(
            tf.reshape(tf.slice(x, [i], [1]), a.slice(2)),
            tf.reshape(tf.slice(y, [j], [1]), b.slice(1)),
          );
          const part = tf.slice(whole, [i, j], [1, 1]);
          expect([...part.dataSync()]).toEqual([...one.dataSync()]);
        }
      }
    });
  });
});
