import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

/** Throws unless frames of this shape fit the input of a model. */
export function checkInput(name: string, model: LayersModel, frameShape: readonly number[]): void {
  checkShape(name, "input", model.inputs[0]!.shape.slice(1), frameShape);
}

/** Throws unless a model gives frames of the shape that it takes, as an autoencoder does. */
export function checkReconstruction(name: string, model: LayersModel): void {
  checkShape(name, "output", model.inputs[0]!.shape.slice(1), model.outputs[0]!.shape.slice(1));
}

function shapeText(shape: readonly (number | null)[]): string {
  return `[${shape.map((size) => size ?? "any").join(", ")}]`;
}

function checkShape(
  name: string,
  place: string,
  expected: readonly (number | null)[],
  actual: readonly (number | null)[],
): void {
  const fits = expected.length === actual.length && expected.every((size, i) => size === null || size === actual[i]);
  if (fits) return;
  throw new RangeError(
    `"${name}" must have the shape ${shapeText(expected)} of the model's ${place}, got ${shapeText(actual)}`,
  );
}

/**
 * Throws unless the current backend computes right gradients: tfjs' wasm backend lacks one gradient kernel and has wrong ones.
 */
export function checkBackend(): void {
  if (tf.getBackend() !== "wasm" || tf.getKernel("Conv2DBackpropFilter", "wasm") !== undefined) return;
  throw new Error(
    "tfjs' wasm backend computes wrong gradients: call installWasmKernels() from @wader/models/wasm before training, or useWasm() from @wader/models/node",
  );
}
