import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import type { TensorRecords } from "../../src/checkpoint.js";
import type { ClipTrainOptions } from "../../src/clip/clip-train-options.js";
import { trainClipNetwork } from "../../src/clip/train-clip-network.js";
import { unweightedAccuracy } from "../../src/metrics/accuracy.js";
import { decideClasses } from "../../src/metrics/decision.js";
import { useCpu } from "../../src/node/use-cpu.js";
import { tellingClips, tinyClipNetwork } from "./tiny-clips.js";

beforeAll(useCpu);

const { sequences, labels } = tellingClips(24);
const clips = { sequences, labels, auxiliary: [labels.map((label) => label % 2)] };
const short = { epochs: 2, batchSize: 8 };

/** Weights after a short training, which is to leave no tensor behind. */
async function weightsAfter(options: ClipTrainOptions): Promise<TensorRecords> {
  const network = tinyClipNetwork();
  const before = tf.memory().numTensors;
  await trainClipNetwork(network, clips, { ...short, ...options });
  expect(tf.memory().numTensors).toBe(before);
  const { weights } = await network.record();
  network.dispose();
  return weights;
}

describe("trainClipNetwork", () => {
  it("learns what tells classes apart, and keeps it on clips that it never saw", { timeout: 60_000 }, async () => {
    const network = tinyClipNetwork();
    const losses = await trainClipNetwork(network, clips, { epochs: 40, batchSize: 8, learningRate: 0.01 });
    expect(losses).toHaveLength(40);
    expect(losses.at(-1)!).toBeLessThan(losses[0]! - 0.1);
    const asked = tellingClips(60);
    const scores = await network.predictLogProbabilities(asked.sequences.slice(24));
    expect(unweightedAccuracy(asked.labels.slice(24), decideClasses(scores))).toBeGreaterThan(0.9);
    network.dispose();
  });

  it("gives the same weights for the same seed, others for another, and frees what it took", async () => {
    const first = await weightsAfter({ seed: 1 });
    expect(await weightsAfter({ seed: 1 })).toEqual(first);
    expect(await weightsAfter({ seed: 2 })).not.toEqual(first);
  });

  it("keeps the average of the weights, and without memory the last ones", async () => {
    expect(await weightsAfter({ averageDecay: 0.99 })).not.toEqual(await weightsAfter({ averageDecay: 0 }));
  });

  it("takes its normalisation from the clips that train", async () => {
    const network = tinyClipNetwork({ floor: 1e-30 });
    await trainClipNetwork(network, clips, short);
    const all = sequences.flatMap(({ energies }) => [...energies].filter((_, i) => i % 5 === 1));
    expect(network.normalization.bands.mean[1]).toBeCloseTo(all.reduce((sum, x) => sum + x, 0) / all.length, 5);
    network.dispose();
  });

  it("tells of every epoch, and stops where a signal says so", async () => {
    const network = tinyClipNetwork();
    const control = new AbortController();
    const epochs: number[] = [];
    const training = trainClipNetwork(network, clips, {
      ...short,
      epochs: 50,
      signal: control.signal,
      onEpoch(epoch, loss) {
        expect(loss).toBeGreaterThan(0);
        epochs.push(epoch);
        if (epoch === 2) control.abort(new Error("enough"));
      },
    });
    await expect(training).rejects.toThrow("enough");
    expect(epochs).toEqual([1, 2]);
    network.dispose();
  });

  it.each([
    [{ epochs: 0 }, '"epochs" must be a positive integer, got 0'],
    [{ batchSize: 25 }, '"batchSize" must be at most the number of clips, 24, got 25'],
    [{ learningRate: Number.NaN }, '"learningRate" must be finite and > 0, got NaN'],
    [{ clipNorm: 0 }, '"clipNorm" must be finite and > 0, got 0'],
    [{ averageDecay: 1 }, '"averageDecay" must be from 0 to below 1, got 1'],
    [{ labelSmoothing: Number.NaN }, '"labelSmoothing" must be from 0 to below 1, got NaN'],
    [{ weightDecay: -1 }, '"weightDecay" must be finite and >= 0, got -1'],
    [{ mixup: { probability: 0.5, alpha: 0 } }, '"mixup.alpha" must be finite and > 0, got 0'],
    [{ specAugment: { stripes: 1, bands: 2, time: 0 } }, '"specAugment.bands" must be from 0 to 1, got 2'],
    [{ augmentation: { gain: Number.NaN } }, '"augmentation.gain" must be finite and >= 0, got NaN'],
  ])("rejects %o", async (options, message) => {
    const network = tinyClipNetwork();
    await expect(trainClipNetwork(network, clips, { ...short, ...options })).rejects.toThrow(new RangeError(message));
    network.dispose();
  });

  it("rejects labels that do not fit the network", async () => {
    const network = tinyClipNetwork();
    await expect(trainClipNetwork(network, { sequences, labels }, short)).rejects.toThrow(
      new RangeError('"auxiliary" must hold the labels of 1 tasks, got 0'),
    );
    const wrong = { ...clips, auxiliary: [labels] };
    await expect(trainClipNetwork(network, wrong, short)).rejects.toThrow(
      new RangeError('"auxiliary[0]" must hold integers from 0 to 1, got 2 at index 2'),
    );
    network.dispose();
  });
});
