import type * as tf from "@tensorflow/tfjs-core";

import { lossOfLogits } from "./cross-entropy.js";
import { registeredPrototype } from "./layer-patch.js";
import { fusedSquaredError } from "./squared-error.js";

type Loss = (target: tf.Tensor, output: tf.Tensor) => tf.Tensor;

/** A model of tfjs-layers, as far as it is used here. */
interface Trainable {
  readonly loss: unknown;
  readonly outputNames: readonly string[];
  lossFunctions: Loss[];
  makeTrainFunction(): (data: tf.Tensor[]) => tf.Scalar[];
}

/**
 * Makes compiled models train with fused losses. Those that end in a softmax take the cross-entropy of their logits, as in
 * Keras: tfjs-layers goes through probabilities, which it cuts off at 1e-7, and the gradient of what is cut off is 0.
 */
export function patchTrainingLosses(): () => void {
  const prototype = registeredPrototype("Model") as Trainable | undefined;
  if (prototype === undefined) return () => undefined;
  const stock: Trainable["makeTrainFunction"] = Reflect.get(prototype, "makeTrainFunction");
  prototype.makeTrainFunction = function (this: Trainable) {
    const train = stock.call(this);
    return (data) => {
      const losses = this.lossFunctions;
      this.lossFunctions = losses.map((loss, i) => fusedLoss(nameOfLoss(this, i), loss));
      try {
        return train(data);
      } finally {
        this.lossFunctions = losses;
      }
    };
  };
  return () => {
    prototype.makeTrainFunction = stock;
  };
}

/** As the model was compiled: one loss for all outputs, one for each, or one by the name of each. */
function nameOfLoss({ loss, outputNames }: Trainable, index: number): unknown {
  if (Array.isArray(loss)) return (loss as unknown[])[index];
  if (typeof loss !== "object" || loss === null) return loss;
  return (loss as Readonly<Record<string, unknown>>)[outputNames[index]!];
}

function fusedLoss(name: unknown, stock: Loss): Loss {
  if (name === "meanSquaredError") {
    return (target, output) => fusedSquaredError(target, output) ?? stock(target, output);
  }
  const sparse = name === "sparseCategoricalCrossentropy";
  if (!sparse && name !== "categoricalCrossentropy") return stock;
  return (target, output) => lossOfLogits(target, output, sparse) ?? stock(target, output);
}
