import type { LayersModel } from "@tensorflow/tfjs-layers";
import * as tf from "@tensorflow/tfjs-core";

import autoencoder from "./fixtures/autoencoder.json" with { type: "json" };
import conv3First from "./fixtures/classifier-conv3-kernel-1.json" with { type: "json" };
import conv3Second from "./fixtures/classifier-conv3-kernel-2.json" with { type: "json" };
import lstm from "./fixtures/classifier-lstm-kernel.json" with { type: "json" };
import classifier from "./fixtures/classifier.json" with { type: "json" };

export interface GoldenArray {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: string;
}

/** By layer, then by weight, as Keras names them. */
export type GoldenWeights = Readonly<Record<string, Readonly<Record<string, GoldenArray>>>>;

const weights: GoldenWeights = {
  ...classifier.weights,
  conv3: {
    ...classifier.weights.conv3,
    kernel: { ...classifier.weights.conv3.kernel, data: conv3First.data + conv3Second.data },
  },
  lstm: { ...classifier.weights.lstm, kernel: { ...classifier.weights.lstm.kernel, data: lstm.data } },
};

export const golden = { autoencoder, classifier: { ...classifier, weights } };

/** Decodes base64 of little-endian float32. */
export function floats({ data }: GoldenArray): Float32Array {
  return new Float32Array(Uint8Array.from(atob(data), (character) => character.charCodeAt(0)).buffer);
}

export function goldenTensor(array: GoldenArray): tf.Tensor {
  return tf.tensor(floats(array), [...array.shape]);
}

/** Puts Keras' weights into the layers of these names. */
export function setGoldenWeights(model: LayersModel, all: GoldenWeights): void {
  const order = ["kernel", "recurrent_kernel", "gamma", "beta", "bias", "moving_mean", "moving_variance"];
  for (const [layer, values] of Object.entries(all)) {
    const tensors = order.filter((name) => name in values).map((name) => goldenTensor(values[name]!));
    model.getLayer(layer).setWeights(tensors);
    tf.dispose(tensors);
  }
}

/** Largest difference over the largest expected magnitude. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let difference = 0;
  let largest = 0;
  for (let i = 0; i < expected.length; i += 1) {
    difference = Math.max(difference, Math.abs(actual[i]! - expected[i]!));
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return difference / largest;
}
