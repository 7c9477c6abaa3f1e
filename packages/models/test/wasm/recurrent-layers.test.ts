import * as tf from "@tensorflow/tfjs-core";
import { input, layers, model, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { installWasmKernels, uninstallWasmKernels } from "../../src/wasm/index.js";
import { useWasm } from "./backend.js";
import { values } from "./compare.js";
import { layerDifference } from "./layers.js";

beforeAll(async () => {
  await useWasm();
  await installWasmKernels();
});
afterAll(uninstallWasmKernels);

const sizes = [
  [1, 2, 1, 1],
  [2, 5, 3, 4],
  [8, 6, 5, 7],
  [11, 4, 9, 16],
  [3, 20, 2, 13],
] as const;

describe.each([
  ["LSTM", layers.lstm],
  ["GRU", layers.gru],
] as const)("%s", (name, make) => {
  const common = { recurrentInitializer: "glorotUniform", recurrentActivation: "sigmoid" } as const;

  it.each(sizes)(
    "equals the cpu backend for batch %i, %i steps, %i features, %i units",
    async (batch, time, features, units) => {
      const layer = () => make({ ...common, units });
      expect(await layerDifference(layer, [batch, time, features])).toBeLessThan(1e-5);
    },
  );

  it.each([
    ["sequences", { returnSequences: true }],
    ["states", { returnState: true }],
    ["sequences and states", { returnSequences: true, returnState: true }],
    ["backwards", { goBackwards: true, returnSequences: true }],
    ["without bias", { useBias: false }],
    ["with tfjs' default gate", { recurrentActivation: "hardSigmoid" as const }],
  ] as const)("equals the cpu backend %s", async (_, options) => {
    const layer = () => make({ ...common, ...options, units: 6 });
    expect(await layerDifference(layer, [5, 7, 3])).toBeLessThan(1e-5);
  });

  it("leaves other activations to tfjs", async () => {
    const options = { ...common, units: 6, activation: "relu" } as const;
    expect(await layerDifference(() => make(options), [5, 7, 3])).toBeLessThan(1e-5);
  });

  it("runs in both directions", async () => {
    const options = { ...common, units: 4, returnSequences: true };
    const both = (): layers.Layer => layers.bidirectional({ layer: make(options), mergeMode: "concat" });
    expect(await layerDifference(both, [3, 6, 5])).toBeLessThan(1e-5);
  });

  it("takes an initial state and passes its gradient on", async () => {
    const states = name === "LSTM" ? 2 : 1;
    const run = async (backend: string): Promise<Float32Array[]> => {
      await tf.setBackend(backend);
      const sequence = input({ shape: [6, 3] });
      const initial = Array.from({ length: states }, () => input({ shape: [5] }));
      const layer = make({ ...common, units: 5 });
      const network = model({
        inputs: [sequence, ...initial],
        outputs: layer.apply([sequence, ...initial]) as SymbolicTensor,
      });
      layer.setWeights(layer.weights.map((w, i) => tf.tensor(values(w.shape as number[], i + 3), w.shape as number[])));
      const tensors = [
        tf.tensor(values([4, 6, 3]), [4, 6, 3]),
        ...initial.map((_, i) => tf.tensor(values([4, 5], i + 40), [4, 5])),
      ];
      const gradients = tf.grads((...given: tf.Tensor[]) => tf.sum(tf.square(network.apply(given) as tf.Tensor)))(
        tensors,
      );
      return gradients.map((gradient) => gradient.dataSync<"float32">());
    };
    const expected = await run("cpu");
    const got = await run("wasm");
    expect(got).toHaveLength(1 + states);
    for (const [i, gradient] of expected.entries()) {
      for (const [j, value] of gradient.entries()) expect(Math.abs(got[i]![j]! - value)).toBeLessThan(1e-5);
    }
  });

  it("runs as one kernel", async () => {
    await tf.setBackend("wasm");
    const layer = make({ ...common, units: 8 });
    const x = tf.zeros([2, 30, 4]);
    tf.dispose(layer.apply(x) as tf.Tensor);
    const { kernelNames } = await tf.profile(() => layer.apply(x) as tf.Tensor);
    expect(kernelNames).toContain(name === "LSTM" ? "WaderLstm" : "WaderGru");
  });

  it("holds over 500 steps", async () => {
    expect(await layerDifference(() => make({ ...common, units: 12 }), [2, 500, 9])).toBeLessThan(1e-5);
  });
});
