import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { planPasses } from "../src/memory-plan.js";
import { useCpu } from "../src/node/use-cpu.js";
import { trainAutoencoder } from "../src/train-autoencoder.js";
import { autoencoderNetwork } from "../src/trained-network.js";
import { allWeights, tinyAutoencoder, tinyFrames } from "./tiny.js";

beforeAll(useCpu);

const frames = tinyFrames(24, 1);
const settings = { epochs: 2, seed: 3, optimizer: { name: "sgd", learningRate: 0.1 } } as const;

async function bytesFor(batchSize: number, workers = 1): Promise<number> {
  const network = autoencoderNetwork(tinyAutoencoder(), [4, 6]);
  const variables = network.model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  return (await planPasses(network, variables, { batchSize, memoryLimit: 1e9, workers })).peakBytes;
}

describe("planPasses", () => {
  it("finds more bytes than the activations that every pass must keep, and counts them by the frame", async () => {
    const [one, two, nine] = [await bytesFor(1), await bytesFor(2), await bytesFor(9)];
    // Outputs of the dense layers and of their normalisations, for 4 time steps of 8, 2, 8 and 6 units, in float32.
    expect(two - one).toBeGreaterThan(4 * 4 * (2 * (8 + 2 + 8) + 6));
    expect(nine - one).toBe(8 * (two - one));
    expect(await bytesFor(1, 3)).toBeGreaterThan(one);
  });

  it("changes no weight and leaves no tensor behind", async () => {
    const autoencoder = tinyAutoencoder();
    const network = autoencoderNetwork(autoencoder, [4, 6]);
    const variables = network.model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const before = allWeights(autoencoder);
    const { numTensors } = tf.memory();
    await planPasses(network, variables, { batchSize: 4, memoryLimit: 1e9, workers: 1 });
    expect(allWeights(autoencoder)).toEqual(before);
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

describe("memoryLimit", () => {
  it("leaves a batch whole that fits", async () => {
    const peakBytes = await bytesFor(12);
    const { memory } = await trainAutoencoder(tinyAutoencoder(), frames, {
      ...settings,
      batchSize: 12,
      memoryLimit: peakBytes,
    });
    expect(memory).toEqual({ framesPerPass: 12, passes: 1, peakBytes });
  });

  it("divides a batch that does not into the fewest equal passes, which train as accumulated ones do", async () => {
    // Room for five frames: twelve are divided by three.
    const memoryLimit = await bytesFor(5);
    const [limited, accumulated] = [tinyAutoencoder(), tinyAutoencoder()];
    const history = await trainAutoencoder(limited, frames, { ...settings, batchSize: 12, memoryLimit });
    expect(history.memory).toEqual({ framesPerPass: 4, passes: 3, peakBytes: await bytesFor(4) });
    const { epochs } = await trainAutoencoder(accumulated, frames, { ...settings, batchSize: 4, accumulate: 3 });
    expect(history.epochs.map(({ training }) => training)).toEqual(epochs.map(({ training }) => training));
    expect(allWeights(limited)).toEqual(allWeights(accumulated));
  });

  it("says how much one frame takes where not even that fits", async () => {
    const least = await bytesFor(1);
    await expect(
      trainAutoencoder(tinyAutoencoder(), frames, { ...settings, batchSize: 12, memoryLimit: least - 1 }),
    ).rejects.toThrow(
      new RangeError(`"memoryLimit" must be at least ${least} bytes, which one frame takes, got ${least - 1}`),
    );
  });

  it.each([0, -1, NaN, Infinity])("rejects a limit of %d", async (memoryLimit) => {
    await expect(trainAutoencoder(tinyAutoencoder(), frames, { ...settings, memoryLimit })).rejects.toThrow(
      new RangeError(`"memoryLimit" must be finite and > 0, got ${memoryLimit}`),
    );
  });
});
