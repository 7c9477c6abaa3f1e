import * as tf from "@tensorflow/tfjs-core";
import { layers } from "@tensorflow/tfjs-layers";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { installWasmKernels, setBatchSumReducer, uninstallWasmKernels } from "../../src/wasm/index.js";
import { useWasm } from "./backend.js";
import { values } from "./compare.js";
import { layerDifference, passThrough } from "./layers.js";

beforeAll(async () => {
  await useWasm();
  await installWasmKernels();
});
afterAll(uninstallWasmKernels);

describe("batch normalisation", () => {
  it.each([[[4, 3]], [[16, 7]], [[5, 11, 8]], [[2, 3, 5, 6]], [[3, 50, 129]]])(
    "equals the cpu backend in training for %j",
    async (shape) => {
      expect(
        await layerDifference(() => layers.batchNormalization({ epsilon: 1e-3, momentum: 0.9 }), shape),
      ).toBeLessThan(1e-5);
    },
  );

  it.each([[[4, 3]], [[5, 11, 8]]])("equals the cpu backend in inference for %j", async (shape) => {
    expect(await layerDifference(() => layers.batchNormalization({}), shape, false)).toBeLessThan(1e-5);
  });

  it("trains over another axis, which stock tfjs cannot", async () => {
    const data = values([6, 4, 5]);
    const moved = Float32Array.from(
      data,
      (_, i) => data[20 * Math.floor(i / 20) + 5 * (i % 4) + Math.floor((i % 20) / 4)]!,
    );
    const first = await passThrough("wasm", () => layers.batchNormalization({ axis: 1 }), [6, 4, 5], true, data);
    const last = await passThrough("wasm", () => layers.batchNormalization({}), [6, 5, 4], true, moved);
    const back = Float32Array.from(
      data,
      (_, i) => last.outputs[0]![20 * Math.floor(i / 20) + 4 * (i % 5) + Math.floor((i % 20) / 5)]!,
    );
    expect(first.outputs[0]).toEqual(back);
    expect(first.weights).toEqual(last.weights);
    expect(first.gradients[0]).toHaveLength(120);
  });

  it("trains without scale or offset, which stock tfjs cannot", async () => {
    const options = { scale: false, center: false };
    const { outputs, weights } = await passThrough("wasm", () => layers.batchNormalization(options), [64, 3], true);
    const column = Array.from({ length: 64 }, (_, r) => outputs[0]![3 * r]!);
    expect(Math.abs(column.reduce((a, b) => a + b) / 64)).toBeLessThan(1e-6);
    expect(weights).toHaveLength(2);
  });

  it("keeps its statistics exact far from 0 and over many rows", async () => {
    await tf.setBackend("wasm");
    const rows = 100_000;
    const data = values([rows, 3]).map((v) => 1000 + v);
    const mean = [0, 0, 0];
    for (let i = 0; i < data.length; i++) mean[i % 3]! += data[i]! / rows;
    const variance = [0, 0, 0];
    for (let i = 0; i < data.length; i++) variance[i % 3]! += (data[i]! - mean[i % 3]!) ** 2 / rows;
    const layer = layers.batchNormalization({ momentum: 0 });
    const x = tf.tensor2d(data, [rows, 3]);
    tf.dispose(layer.apply(x, { training: true }) as tf.Tensor);
    const [, , gotMean, gotVariance] = layer.getWeights().map((weight) => weight.dataSync());
    for (let c = 0; c < 3; c++) {
      expect(Math.abs(gotMean![c]! / mean[c]! - 1)).toBeLessThan(1e-7);
      expect(Math.abs(gotVariance![c]! / variance[c]! - 1)).toBeLessThan(1e-6);
    }
    x.dispose();
    layer.dispose();
  });
});

const normalization = (): layers.Layer => layers.batchNormalization({ momentum: 0.9 });

describe("setBatchSumReducer", () => {
  afterEach(() => setBatchSumReducer(undefined));

  it("makes two unequal parts of a batch behave as the whole", async () => {
    const shape = [12, 5];
    const data = values(shape);
    const whole = await passThrough("wasm", normalization, shape, true, data);

    // Each part runs once to leave its sums, then again with the total.
    const parts = [data.slice(0, 20), data.slice(20)];
    const recorded: Float64Array[][] = [[], []];
    for (const [p, part] of parts.entries()) {
      setBatchSumReducer((sums) => recorded[p]!.push(sums.slice()));
      await passThrough("wasm", normalization, [part.length / 5, 5], true, part);
    }
    const forward = recorded[0]![0]!.map((sum, i) => sum + recorded[1]![0]![i]!);
    expect(forward.at(-1)).toBe(12);
    const got: number[] = [];
    for (const part of parts) {
      setBatchSumReducer((sums) => sums.set(forward));
      const { outputs } = await passThrough("wasm", normalization, [part.length / 5, 5], true, part);
      got.push(...outputs[0]!);
    }
    for (const [i, value] of got.entries()) expect(value).toBeCloseTo(whole.outputs[0]![i]!, 6);
  });
});
