import * as tf from "@tensorflow/tfjs-core";
import { type LayersModel, layers, sequential } from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";

import { buildAutoencoder, encoderOf } from "../src/autoencoder.js";
import { buildClassifier, buildLatentClassifier, splitClassifier } from "../src/classifier.js";
import { useCpu } from "../src/node/use-cpu.js";
import { golden } from "./golden.js";
import { allWeights, tinyAutoencoder, tinyClassifier } from "./tiny.js";

beforeAll(useCpu);

function momentumOf(classifier: LayersModel): unknown[] {
  return classifier.layers
    .filter((layer) => layer.getClassName() === "BatchNormalization")
    .map((layer) => layer.getConfig()["momentum"]);
}

const small = { filters: [4], lstmUnits: 4, denseUnits: 4, classes: 3 };

describe("buildClassifier", () => {
  it("has the layers, sizes and parameters of the published network, on a frozen encoder", () => {
    const classifier = buildClassifier(encoderOf(buildAutoencoder({ timeSteps: 4000 })));
    expect(classifier.outputs[0]!.shape).toEqual([null, 8]);
    expect(classifier.getLayer("max_pool3").outputShape).toEqual([null, 500, 512]);
    for (const [layer, weights] of Object.entries(golden.classifier.weights)) {
      const shapes = classifier.getLayer(layer).weights.map((weight) => weight.shape);
      expect(shapes).toHaveLength(Object.keys(weights).length);
      for (const { shape } of Object.values(weights)) expect(shapes).toContainEqual(shape);
    }
    // Kernel and bias, or gamma and beta, of nine layers, and the recurrent kernel.
    expect(classifier.trainableWeights).toHaveLength(21);
    expect(classifier.trainableWeights.some(({ name }) => name.startsWith("ae_"))).toBe(false);
    expect(classifier.getLayer("lstm").getConfig()).toMatchObject({
      activation: "tanh",
      recurrentActivation: "sigmoid",
      unitForgetBias: true,
    });
  });

  it("starts as Keras does: forget gates open, recurrent kernel orthogonal", () => {
    const [, recurrent, bias] = buildLatentClassifier({ ...small, seed: 1 })
      .getLayer("lstm")
      .getWeights();
    expect([...bias!.dataSync()]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    const product = tf.matMul(recurrent!, recurrent!, false, true).dataSync();
    for (const [i, value] of product.entries()) expect(value).toBeCloseTo(i % 5 === 0 ? 1 : 0, 6);
  });

  it("takes another momentum of batch normalisation, everywhere", () => {
    expect(momentumOf(buildLatentClassifier(small))).toEqual([0.99, 0.99]);
    const batchNormalizationMomentum = 0.9;
    expect(momentumOf(buildLatentClassifier({ ...small, batchNormalizationMomentum }))).toEqual([0.9, 0.9]);
    expect(() => buildLatentClassifier({ ...small, batchNormalizationMomentum: 1.5 })).toThrow(
      new RangeError('"batchNormalizationMomentum" must be from 0 to below 1, got 1.5'),
    );
  });

  it("has the same initial weights for the same seed, and others for another", () => {
    expect(allWeights(tinyClassifier(1))).toEqual(allWeights(tinyClassifier(1)));
    expect(allWeights(tinyClassifier(1))).not.toEqual(allWeights(tinyClassifier(2)));
  });

  it("takes frames of any length where the encoder does", () => {
    const encoder = encoderOf(buildAutoencoder({ scales: 6, units: [2], decoderUnits: [] }));
    const classifier = buildClassifier(encoder, small);
    expect((classifier.predict(tf.zeros([1, 12, 6])) as tf.Tensor).shape).toEqual([1, 3]);
    expect((classifier.predict(tf.zeros([1, 9, 6])) as tf.Tensor).shape).toEqual([1, 3]);
  });

  it("rejects an encoder whose output is not [batch, time, latent]", () => {
    const encoder = sequential({ layers: [layers.dense({ units: 2, inputShape: [3] })] });
    expect(() => buildClassifier(encoder)).toThrow(
      new RangeError('"encoder" must give one output [batch, time, latent], got [null,2]'),
    );
  });

  it("rejects fewer time steps than the poolings need", () => {
    expect(() => buildClassifier(encoderOf(tinyAutoencoder()))).toThrow(
      new RangeError('"timeSteps" must be at least 16, so that 3 poolings leave two for the LSTM, got 4'),
    );
  });

  it("leaves the encoder as it was where an option is wrong", () => {
    const encoder = encoderOf(tinyAutoencoder());
    expect(() => buildClassifier(encoder, { classes: 0 })).toThrow(
      new RangeError('"classes" must be a positive integer, got 0'),
    );
    expect(encoder.trainableWeights).toHaveLength(8);
  });
});

describe("splitClassifier", () => {
  it("gives two parts that together compute the same, as often as it is called", () => {
    const classifier = buildClassifier(encoderOf(tinyAutoencoder()), small);
    const frames = tf.randomNormal([2, 4, 6], 0, 1, "float32", 5);
    const whole = (classifier.predict(frames) as tf.Tensor).dataSync();
    for (let time = 0; time < 2; time += 1) {
      const { encoder, head } = splitClassifier(classifier);
      expect([...(head.predict(encoder!.predict(frames)) as tf.Tensor).dataSync()]).toEqual([...whole]);
    }
  });

  it("finds no encoder in a classifier of latents", () => {
    const classifier = tinyClassifier();
    expect(splitClassifier(classifier)).toEqual({ encoder: undefined, head: classifier });
  });
});
