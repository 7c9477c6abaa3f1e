import { beforeAll, describe, expect, it } from "vitest";

import { evaluateAutoencoder } from "../src/evaluate.js";
import { arraySource } from "../src/frame-source.js";
import { useCpu } from "../src/node/use-cpu.js";
import { trainAutoencoder } from "../src/train-autoencoder.js";
import { tinyAutoencoder, tinyFrames } from "./tiny.js";

beforeAll(useCpu);

describe("trainAutoencoder", () => {
  it("learns frames that its latent can hold, unseen ones too", async () => {
    const autoencoder = tinyAutoencoder();
    const validation = tinyFrames(32, 2);
    const { epochs } = await trainAutoencoder(autoencoder, tinyFrames(128, 1), {
      epochs: 25,
      batchSize: 8,
      optimizer: { name: "adam", learningRate: 0.01 },
      validation,
    });
    expect(epochs[0]!.training["rSquared"]).toBeLessThan(0.6);
    expect(epochs.at(-1)!.training["rSquared"]).toBeGreaterThan(0.9);
    expect(epochs.at(-1)!.validation).toEqual({ ...(await evaluateAutoencoder(autoencoder, validation)) });
    expect(epochs.at(-1)!.validation!["rSquared"]).toBeGreaterThan(0.9);
  });

  it("reports R² and loss that belong together", async () => {
    const frames = tinyFrames(10, 1);
    const { epochs } = await trainAutoencoder(tinyAutoencoder(), frames, { epochs: 1, batchSize: 3 });
    const data = await frames.read(
      Int32Array.from({ length: 10 }, (_, i) => i),
      { epoch: 0 },
    );
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    const variance = data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length;
    const { loss, rSquared } = epochs[0]!.training;
    expect(rSquared).toBeCloseTo(1 - loss! / variance, 10);
  });

  it("rejects frames that do not fit the model, before any work", async () => {
    const wrong = arraySource(new Float32Array(20), [1, 4, 5]);
    await expect(trainAutoencoder(tinyAutoencoder(), wrong)).rejects.toThrow(
      new RangeError('"frames" must have the shape [4, 6] of the model\'s input, got [4, 5]'),
    );
    await expect(trainAutoencoder(tinyAutoencoder(), tinyFrames(2, 1), { validation: wrong })).rejects.toThrow(
      new RangeError('"validation" must have the shape [4, 6] of the model\'s input, got [4, 5]'),
    );
  });

  it("rejects frames that hold NaN", async () => {
    const data = new Float32Array(24);
    data[7] = NaN;
    await expect(trainAutoencoder(tinyAutoencoder(), arraySource(data, [1, 4, 6]))).rejects.toThrow(
      new RangeError('"frames" must be finite, got NaN in frame 0'),
    );
  });
});
