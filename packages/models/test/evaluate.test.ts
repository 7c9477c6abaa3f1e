import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { evaluateAutoencoder, evaluateClassifier, predictProbabilities } from "../src/evaluate.js";
import { unweightedAccuracy } from "../src/metrics/accuracy.js";
import { decideClasses } from "../src/metrics/decision.js";
import { rSquared } from "../src/metrics/r-squared.js";
import { useCpu } from "../src/node/use-cpu.js";
import { tinyAutoencoder, tinyClassifier, tinyFrames, tinyLatents } from "./tiny.js";

beforeAll(useCpu);

const all = (length: number): Int32Array => Int32Array.from({ length }, (_, i) => i);

describe("evaluateAutoencoder", () => {
  it("gives R² of all frames together, however they are batched", async () => {
    const [autoencoder, frames] = [tinyAutoencoder(), tinyFrames(7, 1)];
    const data = await frames.read(all(7), { epoch: 0 });
    const output = autoencoder.predict(tf.tensor(data, [7, 4, 6])) as tf.Tensor;
    const expected = rSquared(data, output.dataSync());
    for (const batchSize of [1, 3, 7, 32]) {
      const figures = await evaluateAutoencoder(autoencoder, frames, { batchSize });
      expect(figures.rSquared).toBeCloseTo(expected, 10);
    }
  });

  it("stops at a signal, with its reason", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(evaluateAutoencoder(tinyAutoencoder(), tinyFrames(2, 1), { signal })).rejects.toThrow(
      new Error("enough"),
    );
  });

  it("rejects frames of another shape", async () => {
    await expect(evaluateAutoencoder(tinyAutoencoder(), tinyLatents(2, 1).frames)).rejects.toThrow(
      new RangeError('"frames" must have the shape [4, 6] of the model\'s input, got [8, 3]'),
    );
  });
});

describe("predictProbabilities", () => {
  it("gives one distribution a frame, in the order of the frames", async () => {
    const [classifier, { frames }] = [tinyClassifier(), tinyLatents(5, 1)];
    const { data, shape } = await predictProbabilities(classifier, frames, { batchSize: 2 });
    expect(shape).toEqual([5, 2]);
    const whole = classifier.predict(tf.tensor(await frames.read(all(5), { epoch: 0 }), [5, 8, 3])) as tf.Tensor;
    for (const [i, value] of whole.dataSync().entries()) expect(data[i]).toBeCloseTo(value, 6);
  });
});

describe("evaluateClassifier", () => {
  it("gives loss, report and probabilities of all frames together", async () => {
    const [classifier, data] = [tinyClassifier(), tinyLatents(9, 1)];
    const figures = await evaluateClassifier(classifier, data, { batchSize: 2 });
    const { probabilities, loss, confusion } = figures;
    expect(figures.unweightedAccuracy).toBe(unweightedAccuracy(data.labels, decideClasses(probabilities)));
    const own = Array.from(data.labels, (label, i) => -Math.log(probabilities.data[i * 2 + label]!));
    expect(loss).toBeCloseTo(own.reduce((sum, value) => sum + value, 0) / 9, 10);
    expect(confusion.data.reduce((sum, count) => sum + count, 0)).toBe(9);
  });

  it("rejects labels that do not fit", async () => {
    const { frames } = tinyLatents(2, 1);
    await expect(evaluateClassifier(tinyClassifier(), { frames, labels: [0] })).rejects.toThrow(
      new RangeError('"labels" must have as many items as "frames" (2), got 1'),
    );
    await expect(evaluateClassifier(tinyClassifier(), { frames, labels: [0, 2] })).rejects.toThrow(
      new RangeError('"labels" must hold integers from 0 to 1, got 2 at index 1'),
    );
  });
});
