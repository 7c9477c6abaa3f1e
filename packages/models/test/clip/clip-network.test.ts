import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { assembleBatch } from "../../src/clip/clip-batch.js";
import { clipLoss, clipTargets } from "../../src/clip/clip-loss.js";
import { buildClipNetwork, type ClipNetwork, clipNetworkFrom } from "../../src/clip/clip-network.js";
import type { ClipNetworkConfig } from "../../src/clip/clip-network-options.js";
import { CheckpointError } from "../../src/errors.js";
import { useCpu } from "../../src/node/use-cpu.js";
import { uniformRandom } from "../../src/random.js";
import { installWasmKernels } from "../../src/wasm/index.js";
import { useStockWasm } from "../backends.js";
import golden from "../fixtures/clip-network.json" with { type: "json" };
import { relativeError } from "../golden.js";
import { tinyClip, tinyClipNetwork } from "./tiny-clips.js";

// PyTorch in float64 against float32 here; each case has its clips alone there, and padded side by side here.
const forwardTolerance = 1e-5;
const gradientTolerance = 1e-4;

const cases = golden.cases.map((expected) => {
  const config = expected.config as ClipNetworkConfig;
  const clips = expected.clips.map(({ energies, pitch }) =>
    pitch.length === 0
      ? { energies: Float32Array.from(energies) }
      : { energies: Float32Array.from(energies), pitch: Float32Array.from(pitch) },
  );
  const weights = Object.fromEntries(
    Object.entries(expected.weights).map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]),
  );
  return { ...expected, config, clips, weights };
});

const backends: [name: string, use: () => Promise<void>][] = [
  ["cpu", useCpu],
  [
    "wasm",
    async () => {
      await useStockWasm();
      await installWasmKernels();
    },
  ],
];

describe.each(backends)("a clip network on the %s backend, with the reference weights", (_, use) => {
  beforeAll(use);

  it("gives for clips side by side the scores that the reference gives for each alone", () => {
    for (const { config, weights, clips, logits } of cases) {
      const network = clipNetworkFrom({ config, weights });
      const batch = assembleBatch(clips, network.layout, network.normalization);
      expect(relativeError(network.logits(batch).dataSync(), logits.data)).toBeLessThan(forwardTolerance);
      network.dispose();
    }
  });

  it("gives the loss and its gradients of the reference", () => {
    for (const { config, weights, clips, loss, gradients } of cases) {
      const network = clipNetworkFrom({ config, weights });
      const batch = assembleBatch(clips, network.layout, network.normalization);
      const tasks = [golden.labels, golden.auxiliary].slice(0, 1 + config.auxiliary.length);
      const targets = clipTargets(tasks, [config.classes, ...config.auxiliary], 0.1, undefined);
      const { value, grads } = tf.variableGrads(() => clipLoss(network.logits(batch), targets, 0.2));
      expect(Math.abs(value.dataSync()[0]! / loss - 1)).toBeLessThan(forwardTolerance);
      const names = network.trainableNames;
      expect(names.toSorted()).toEqual(Object.keys(gradients).toSorted());
      const largest = Math.max(...Object.values(gradients).flatMap(({ data }) => data.map(Math.abs)));
      const errors = network.trainableWeights.map((variable, i) => {
        const expected: { readonly data: readonly number[] } = Reflect.get(gradients, names[i]!);
        // A gradient that is zero but for rounding (softmax ignores its bias) is held against the largest of all.
        const scale = Math.max(1e-3 * largest, ...expected.data.map(Math.abs));
        const difference = grads[variable.name]!.dataSync().map((actual, k) => Math.abs(actual - expected.data[k]!));
        return [names[i]!, Math.max(...difference) / scale] as const;
      });
      expect(errors.filter(([, error]) => !(error < gradientTolerance))).toEqual([]);
      network.dispose();
    }
  });
});

const scores = (network: ClipNetwork, hops: readonly number[]): Promise<number[]> =>
  network
    .predictLogProbabilities(hops.map((count) => tinyClip(count, count)))
    .then(({ data }) => [...data.subarray(0, network.config.classes)]);

describe("buildClipNetwork", () => {
  beforeAll(useCpu);

  it("has about 92,000 parameters by default, and scores for all tasks", () => {
    const network = buildClipNetwork({ bands: 40, pitchChannels: 2, auxiliary: [2, 2, 2] });
    expect(network.parameters).toBe(91_990);
    const batch = assembleBatch(
      [{ energies: new Float32Array(7 * 40), pitch: new Float32Array(14) }],
      network.layout,
      network.normalization,
    );
    expect(network.logits(batch).shape).toEqual([1, 14]);
    network.dispose();
  });

  it.each([{}, { recurrentUnits: 4 }, { planes: [], stem: [{ kernelSize: 5, stride: 2 }] }, { attentionHeads: 0 }])(
    "tells a clip the same however much longer the clip beside it is, with %o",
    async (options) => {
      const network = tinyClipNetwork(options);
      const alone = await scores(network, [9]);
      expect(alone.reduce((sum, value) => sum + Math.exp(value), 0)).toBeCloseTo(1, 5);
      for (const other of [10, 11, 12, 30]) {
        const beside = await scores(network, [9, other]);
        // Sums over more zeros may be added in another order.
        for (const [k, value] of beside.entries()) expect(value).toBeCloseTo(alone[k]!, 5);
      }
      network.dispose();
    },
  );

  it.each([
    ["absolute", 1e-4, Infinity],
    ["relative", 0, 1e-5],
  ] as const)("hears the level where it looks at %s levels only as it should", async (view, least, most) => {
    const network = tinyClipNetwork({ views: [view], floor: 1e-30 });
    const clip = tinyClip(9, 1);
    const louder = { ...clip, energies: clip.energies.map((x) => x + 1) };
    const soft = await network.predictLogProbabilities([clip]);
    const loud = await network.predictLogProbabilities([louder]);
    const change = Math.max(...soft.data.map((value, i) => Math.abs(value - loud.data[i]!)));
    expect(change).toBeGreaterThan(least - 1e-9);
    expect(change).toBeLessThan(most);
    network.dispose();
  });

  it("has the same initial weights for the same seed, and others for another", async () => {
    const [a, b, other] = [1, 1, 2].map((seed) => tinyClipNetwork({ seed }));
    expect(await a!.record()).toEqual(await b!.record());
    expect((await a!.record()).weights).not.toEqual((await other!.record()).weights);
    for (const network of [a, b, other]) network!.dispose();
  });

  it("drops out in training alone, by the random numbers that it is given", () => {
    const network = tinyClipNetwork();
    const batch = assembleBatch([tinyClip(9, 1), tinyClip(8, 2)], network.layout, network.normalization);
    const pass = (seed?: number) => [
      ...network.logits(batch, seed === undefined ? undefined : uniformRandom(seed)).dataSync(),
    ];
    expect(pass()).toEqual(pass());
    const [one, same, other] = [pass(1), pass(1), pass(2)];
    expect(one).toEqual(same);
    expect(one).not.toEqual(other);
    network.dispose();
  });

  it("frees everything that it takes", async () => {
    const before = tf.memory().numTensors;
    const network = tinyClipNetwork({ recurrentUnits: 4 });
    const built = tf.memory().numTensors;
    await scores(network, [9, 12]);
    expect(tf.memory().numTensors).toBe(built);
    network.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("rejects clips that do not fit", async () => {
    const network = tinyClipNetwork();
    await expect(network.predictLogProbabilities([])).rejects.toThrow(new RangeError('"sequences" must not be empty'));
    await expect(network.predictLogProbabilities([tinyClip(3, 1)], { batchSize: 0 })).rejects.toThrow(
      new RangeError('"batchSize" must be a positive integer, got 0'),
    );
    network.dispose();
  });
});

describe("clipNetworkFrom", () => {
  beforeAll(useCpu);

  it("gives a network that tells the same, after a way through JSON too", async () => {
    const network = tinyClipNetwork();
    network.normalization.bands.mean.fill(-2);
    const record = await network.record();
    const json = JSON.parse(JSON.stringify(record.config)) as ClipNetworkConfig;
    const copy = clipNetworkFrom({ config: json, weights: record.weights });
    const clips = [tinyClip(9, 1), tinyClip(12, 2)];
    expect(await copy.predictLogProbabilities(clips)).toEqual(await network.predictLogProbabilities(clips));
    network.dispose();
    copy.dispose();
  });

  it("rejects weights that are missing or of another shape, and leaves nothing behind", async () => {
    const network = tinyClipNetwork();
    const { config, weights } = await network.record();
    const before = tf.memory().numTensors;
    const { "output/bias": bias, ...rest } = weights;
    expect(() => clipNetworkFrom({ config, weights: rest })).toThrow(
      new CheckpointError('the record lacks "output/bias"'),
    );
    expect(() =>
      clipNetworkFrom({ config, weights: { ...rest, "output/bias": { shape: [1], data: bias!.data } } }),
    ).toThrow(new CheckpointError('"output/bias" must have the shape [5] of the network, got [1]'));
    expect(tf.memory().numTensors).toBe(before);
    network.dispose();
  });
});
