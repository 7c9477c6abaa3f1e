import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

/** The variables of a model that learn, or the others, in the model's order. */
export function variablesOf(model: LayersModel, part: "trainable" | "fixed"): tf.Variable[] {
  const weights = part === "trainable" ? model.trainableWeights : model.nonTrainableWeights;
  return weights.map((weight) => weight.read() as tf.Variable);
}

/** Numbers in all of them together. */
export function sizeOf(variables: readonly tf.Tensor[]): number {
  return variables.reduce((sum, { size }) => sum + size, 0);
}

/** Copies tensors one behind the other. */
export function toFlat(tensors: readonly tf.Tensor[], target: Float32Array): void {
  let at = 0;
  for (const tensor of tensors) {
    target.set(tensor.dataSync<"float32">(), at);
    at += tensor.size;
  }
}

/** Puts back what {@link toFlat} copied. */
export function fromFlat(variables: readonly tf.Variable[], source: Float32Array): void {
  let at = 0;
  for (const variable of variables) {
    // A copy, as tensors may keep the array that they are made of.
    const values = source.slice(at, at + variable.size);
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
    at += variable.size;
  }
}
