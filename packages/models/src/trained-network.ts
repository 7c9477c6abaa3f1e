import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

import { splitClassifier } from "./classifier.js";
import type { LossFunction } from "./gradients.js";
import { logitsOf } from "./logits.js";
import { meanSquaredError } from "./mean-squared-error.js";
import { sumAndSquares } from "./sum-and-squares.js";
import { softmaxCrossEntropy } from "./wasm/cross-entropy.js";

type FrameShape = readonly [timeSteps: number, channels: number];

/** A network with its loss, in the form that training takes. */
export interface TrainedNetwork extends LossFunction {
  /** What the user gave. */
  readonly network: LayersModel;
  /** The part of it that learns; both share its weights. */
  readonly model: LayersModel;
  readonly frameShape: FrameShape;
  /** Of a classifier alone. */
  readonly labels?: ArrayLike<number>;
  /** Of a classifier alone, and of that not always. */
  readonly classWeights?: readonly number[];
}

/** An autoencoder and the mean squared error of what it gives back. */
export function autoencoderNetwork(autoencoder: LayersModel, frameShape: FrameShape): TrainedNetwork {
  return {
    network: autoencoder,
    model: autoencoder,
    frameShape,
    input: ({ data, indices }) => tf.tensor(data, [indices.length, ...frameShape]),
    loss: (input) => ({ loss: meanSquaredError(autoencoder.apply(input, { training: true }) as tf.Tensor, input) }),
    totals: sumAndSquares,
  };
}

/** A classifier and the cross-entropy of its logits; its output is the decisions. */
export function classifierNetwork(
  classifier: LayersModel,
  frameShape: FrameShape,
  labels: ArrayLike<number>,
  classWeights?: readonly number[],
): TrainedNetwork & { readonly classes: number } {
  const { encoder, head } = splitClassifier(classifier);
  const logits = logitsOf(head);
  const classes = logits.outputs[0]!.shape.at(-1)!;
  return {
    network: classifier,
    model: head,
    frameShape,
    labels,
    classes,
    ...(classWeights === undefined ? {} : { classWeights }),
    input({ data, indices }) {
      const input = tf.tensor(data, [indices.length, ...frameShape]);
      return encoder === undefined ? input : (encoder.apply(input) as tf.Tensor);
    },
    loss(latent, { indices }) {
      const output = logits.apply(latent, { training: true }) as tf.Tensor;
      const own = Int32Array.from(indices, (index) => labels[index]!);
      const wanted = tf.oneHot(tf.tensor1d(own, "int32"), classes);
      const losses = softmaxCrossEntropy(wanted, output);
      const weights = Float32Array.from(own, (label) => classWeights?.[label] ?? 1);
      return { loss: tf.mean<tf.Scalar>(tf.mul(losses, tf.tensor1d(weights))), output: tf.argMax(output, -1) };
    },
  };
}
