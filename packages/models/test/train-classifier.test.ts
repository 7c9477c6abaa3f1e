import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { encoderOf } from "../src/autoencoder.js";
import { buildClassifier, buildLatentClassifier, splitClassifier } from "../src/classifier.js";
import { encodedSource, loadSource } from "../src/encoded-source.js";
import { evaluateClassifier } from "../src/evaluate.js";
import { useCpu } from "../src/node/use-cpu.js";
import { presets } from "../src/presets.js";
import { trainClassifier } from "../src/train-classifier.js";
import { allWeights, tinyAutoencoder, tinyClassifier, tinyFrames, tinyLatents } from "./tiny.js";

beforeAll(useCpu);

const small = { filters: [4], lstmUnits: 4, denseUnits: 4, classes: 2 };

describe("trainClassifier", () => {
  it("learns to tell classes apart, unseen ones too", async () => {
    const classifier = tinyClassifier();
    const validation = tinyLatents(20, 2);
    const { epochs } = await trainClassifier(classifier, tinyLatents(64, 1), {
      epochs: 15,
      batchSize: 8,
      optimizer: { name: "adam", learningRate: 0.01 },
      validation,
    });
    const last = epochs.at(-1)!;
    expect(last.training["unweightedAccuracy"]).toBeGreaterThan(0.9);
    expect(last.validation!["unweightedAccuracy"]).toBeGreaterThan(0.9);
    const { loss, weightedAccuracy, unweightedAccuracy } = await evaluateClassifier(classifier, validation);
    expect(last.validation).toEqual({ loss, weightedAccuracy, unweightedAccuracy });
  });

  it("leaves a frozen encoder as it was, moving averages included, and trains as on latents computed before", async () => {
    const encoder = encoderOf(tinyAutoencoder());
    const frames = tinyFrames(10, 3);
    const labels = Array.from({ length: 10 }, (_, i) => i % 2);
    const before = allWeights(encoder);
    const whole = buildClassifier(encoder, small);
    const settings = { epochs: 2, batchSize: 4, seed: 1 };
    const history = await trainClassifier(whole, { frames, labels }, settings);
    expect(allWeights(encoder)).toEqual(before);

    const { head } = splitClassifier(buildClassifier(encoderOf(tinyAutoencoder()), small));
    const latents = await loadSource(encodedSource(encoder, frames));
    const onLatents = await trainClassifier(head, { frames: latents, labels }, settings);
    expect(onLatents.epochs.map(({ training }) => training)).toEqual(history.epochs.map(({ training }) => training));
    expect(allWeights(head)).toEqual(allWeights(splitClassifier(whole).head));
  });

  it("weighs classes in the loss", async () => {
    const data = tinyLatents(8, 1);
    const settings = { epochs: 1, batchSize: 8 };
    const lossOf = async (classWeights?: number[]): Promise<number> => {
      const options = classWeights === undefined ? settings : { ...settings, classWeights };
      return (await trainClassifier(tinyClassifier(), data, options)).epochs[0]!.training["loss"]!;
    };
    const [plain, first, second, both] = [
      await lossOf(),
      await lossOf([1, 0]),
      await lossOf([0, 1]),
      await lossOf([2, 2]),
    ];
    expect(first + second).toBeCloseTo(plain, 6);
    expect(both).toBeCloseTo(2 * plain, 6);
  });

  it("reports the unweighted accuracy of the whole epoch, not a mean over batches", async () => {
    const { frames } = tinyLatents(6, 1);
    const { epochs } = await trainClassifier(
      tinyClassifier(),
      { frames, labels: [0, 0, 0, 0, 0, 1] },
      { epochs: 1, batchSize: 1, optimizer: { name: "sgd", learningRate: 1e-9 } },
    );
    const { weightedAccuracy, unweightedAccuracy } = epochs[0]!.training;
    // One frame of the second class and five of the first: each recall is a multiple of 1 and of 1/5.
    const hits = Math.round(weightedAccuracy! * 6);
    const possible = [(hits - 1) / 5 / 2 + 0.5, hits / 5 / 2];
    expect(possible.some((value) => Math.abs(value - unweightedAccuracy!) < 1e-12)).toBe(true);
  });

  it("offers the report's settings by name", async () => {
    expect(presets.report.classifier).toEqual({
      epochs: 50,
      batchSize: 64,
      optimizer: { name: "sgd", learningRate: 1e-4 },
    });
    const { epochs } = await trainClassifier(tinyClassifier(), tinyLatents(8, 1), {
      ...presets.report.classifier,
      epochs: 1,
    });
    expect(epochs[0]!.learningRate).toBe(1e-4);
  });

  it("rejects frames and labels that do not fit", async () => {
    const { frames, labels } = tinyLatents(4, 1);
    await expect(trainClassifier(tinyClassifier(), { frames: tinyFrames(4, 1), labels })).rejects.toThrow(
      new RangeError('"data.frames" must have the shape [8, 3] of the model\'s input, got [4, 6]'),
    );
    await expect(trainClassifier(tinyClassifier(), { frames, labels: [0, 1] })).rejects.toThrow(
      new RangeError('"data.labels" must have as many items as "data.frames" (4), got 2'),
    );
    await expect(trainClassifier(tinyClassifier(), { frames, labels: [0, 1, 2, 0] })).rejects.toThrow(
      new RangeError('"data.labels" must hold integers from 0 to 1, got 2 at index 2'),
    );
  });

  it("rejects frames too short for the poolings of a classifier that takes any length", async () => {
    const classifier = buildLatentClassifier({ ...small, filters: [4, 4], latentUnits: 6 });
    await expect(trainClassifier(classifier, { frames: tinyFrames(2, 1), labels: [0, 1] })).rejects.toThrow(
      new RangeError('"timeSteps" must be at least 8, so that 2 poolings leave two for the LSTM, got 4'),
    );
  });

  it("rejects class weights that do not fit", async () => {
    const data = tinyLatents(4, 1);
    await expect(trainClassifier(tinyClassifier(), data, { classWeights: [1] })).rejects.toThrow(
      new RangeError('"classWeights" must have one weight for each of the 2 classes, got 1'),
    );
    await expect(trainClassifier(tinyClassifier(), data, { classWeights: [1, NaN] })).rejects.toThrow(
      new RangeError('"classWeights" must be finite and >= 0, got NaN'),
    );
  });

  it("leaves no tensors behind", async () => {
    const encoder = encoderOf(tinyAutoencoder());
    const classifier = buildClassifier(encoder, small);
    const data = { frames: tinyFrames(4, 3), labels: [0, 1, 0, 1] };
    await trainClassifier(classifier, data, { epochs: 1 });
    const before = tf.memory().numTensors;
    await trainClassifier(classifier, data, { epochs: 1, validation: data });
    expect(tf.memory().numTensors).toBe(before);
  });
});
