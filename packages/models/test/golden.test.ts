import * as tf from "@tensorflow/tfjs-core";
import { type LayersModel, model, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";

import { buildAutoencoder, encoderOf } from "../src/autoencoder.js";
import { buildClassifier, splitClassifier } from "../src/classifier.js";
import { logitsOf } from "../src/logits.js";
import { useCpu } from "../src/node/use-cpu.js";
import { installWasmKernels } from "../src/wasm/index.js";
import { floats, golden, goldenTensor, type GoldenWeights, relativeError, setGoldenWeights } from "./golden.js";
import { useStockWasm } from "./backends.js";

// The expected values come from PyTorch in float64. Float32 keeps seven digits; sums over 64 steps and up to 1536 inputs lose one
// or two of them forwards, and one more backwards.
const forwardTolerance = 1e-5;
const gradientTolerance = 1e-4;

function buildGolden(): LayersModel {
  const autoencoder = buildAutoencoder();
  setGoldenWeights(autoencoder, golden.autoencoder.weights);
  const classifier = buildClassifier(encoderOf(autoencoder));
  setGoldenWeights(classifier, golden.classifier.weights);
  return classifier;
}

function gradientErrors(network: LayersModel, loss: () => tf.Scalar, expected: GoldenWeights): Record<string, number> {
  const { grads } = tf.variableGrads(loss);
  const errors: Record<string, number> = {};
  for (const [layerName, arrays] of Object.entries(expected)) {
    const { trainableWeights } = network.getLayer(layerName);
    for (const [name, array] of Object.entries(arrays)) {
      const variable = trainableWeights.find((weight) => weight.originalName.endsWith(`/${name}`))!;
      errors[`${layerName}/${name}`] = relativeError(grads[variable.name]!.dataSync(), floats(array));
    }
  }
  tf.dispose(grads);
  return errors;
}

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

describe.each(backends)("the autoencoder on the %s backend, with the reference weights", (_, use) => {
  beforeAll(use);

  it("gives the latent, the reconstruction, the loss and its gradients of the reference", () => {
    const { weights, input, latent, reconstruction, mse, gradients } = golden.autoencoder;
    const autoencoder = buildAutoencoder();
    setGoldenWeights(autoencoder, weights);
    const frames = goldenTensor(input);

    const encoded = encoderOf(autoencoder).predict(frames) as tf.Tensor;
    expect(relativeError(encoded.dataSync(), floats(latent))).toBeLessThan(forwardTolerance);
    const decoded = autoencoder.predict(frames) as tf.Tensor;
    expect(relativeError(decoded.dataSync(), floats(reconstruction))).toBeLessThan(forwardTolerance);

    const loss = (): tf.Scalar => tf.losses.meanSquaredError(frames, autoencoder.apply(frames) as tf.Tensor);
    expect(Math.abs(tf.tidy(loss).dataSync()[0]! / mse - 1)).toBeLessThan(forwardTolerance);
    const errors = gradientErrors(autoencoder, loss, gradients);
    expect(Object.keys(errors)).toHaveLength(30);
    expect(Object.entries(errors).filter(([, error]) => !(error < gradientTolerance))).toEqual([]);
  });
});

describe.each(backends)("the classifier on the %s backend, with the reference weights", (_, use) => {
  beforeAll(use);

  it("gives the LSTM output and the probabilities of the reference", () => {
    const classifier = buildGolden();
    const frames = goldenTensor(golden.autoencoder.input);
    const outputs = [classifier.getLayer("lstm").output as SymbolicTensor, classifier.outputs[0]!];
    const [lstm, probabilities] = model({ inputs: classifier.inputs, outputs }).predict(frames) as tf.Tensor[];
    expect(relativeError(lstm!.dataSync(), floats(golden.classifier.lstmOutput))).toBeLessThan(forwardTolerance);
    expect(relativeError(probabilities!.dataSync(), floats(golden.classifier.probabilities))).toBeLessThan(
      forwardTolerance,
    );
  });

  it("gives the loss and its gradients of the reference", () => {
    const { head } = splitClassifier(buildGolden());
    const logits = logitsOf(head);
    const latent = goldenTensor(golden.autoencoder.latent);
    const labels = tf.oneHot(tf.tensor1d(golden.classifier.labels, "int32"), 8);
    const loss = (): tf.Scalar => tf.losses.softmaxCrossEntropy(labels, logits.apply(latent) as tf.Tensor);
    expect(Math.abs(tf.tidy(loss).dataSync()[0]! / golden.classifier.crossEntropy - 1)).toBeLessThan(forwardTolerance);
    const errors = gradientErrors(head, loss, golden.classifier.gradients);
    expect(Object.keys(errors)).toHaveLength(18);
    expect(Object.entries(errors).filter(([, error]) => !(error < gradientTolerance))).toEqual([]);
  });
});
