import * as tf from "@tensorflow/tfjs-core";

import { type Heap, input, type Inputs, sizeOf } from "./kernel.js";
import { patchLayer, registeredPrototype, runMany } from "./layer-patch.js";

export const crossEntropyKernel = "WaderSoftmaxCrossEntropy";
export const crossEntropyGradientKernel = "WaderSoftmaxCrossEntropyGradient";

/**
 * Cross-entropy of labels with the softmax of logits, along the last axis: in nats, one for each row.
 *
 * One operation forwards and one backwards on the wasm backend where the kernels are installed, with sums in double precision
 * and without a limit on small probabilities; tfjs' own operations elsewhere. Its arguments are in the order of tfjs-layers'
 * losses, so that a model whose output are logits can be compiled with it.
 *
 * A model that ends in a softmax and is compiled with `categoricalCrossentropy` or `sparseCategoricalCrossentropy` gets it by
 * itself in training once the kernels are installed.
 *
 * @param labels - Weight of each class in each row, mostly one-hot; same shape as `logits`. Gets no gradient.
 * @param logits - float32 `[..., classes]`, of rank 2 or more.
 * @returns float32 of the shape of `logits` without its last axis.
 * @throws {RangeError} If the shapes differ, or the rank is below 2.
 *
 * @example
 * model.compile({ optimizer: "adam", loss: softmaxCrossEntropy });
 *
 * @see tf.losses.softmaxCrossEntropy, and Keras' CategoricalCrossentropy(from_logits=True).
 */
export function softmaxCrossEntropy(labels: tf.Tensor, logits: tf.Tensor): tf.Tensor {
  if (logits.rank < 2)
    throw new RangeError(`"logits" must be of rank 2 or more, got the shape [${logits.shape.join()}]`);
  if (labels.shape.join() !== logits.shape.join()) {
    throw new RangeError(
      `"labels" must have the shape [${logits.shape.join()}] of "logits", got [${labels.shape.join()}]`,
    );
  }
  return tf.tidy(() => {
    const weights = tf.cast(labels, "float32");
    return fuses(logits)
      ? fusedCrossEntropy(weights, logits)
      : tf.neg(tf.sum(tf.mul(weights, tf.logSoftmax(logits)), -1));
  });
}

function fuses(logits: tf.Tensor): boolean {
  return (
    logits.dtype === "float32" &&
    tf.getBackend() === "wasm" &&
    (tf.getKernel(crossEntropyKernel, "wasm") as tf.KernelConfig | undefined) !== undefined
  );
}

function fusedCrossEntropy(labels: tf.Tensor, logits: tf.Tensor): tf.Tensor {
  const operation = tf.customGrad((...given) => {
    const [values, save] = given as unknown as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    const [loss, probabilities] = runMany(crossEntropyKernel, { logits: values, labels }, {}) as [tf.Tensor, tf.Tensor];
    save([probabilities, tf.clone(labels)]);
    return {
      value: loss,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        runMany(crossEntropyGradientKernel, { dy, probabilities: saved[0]!, labels: saved[1]! }, {}),
    };
  });
  return operation(logits);
}

/** Losses of the rows, and the probabilities. */
export function crossEntropy(heap: Heap, inputs: Inputs, _attributes: tf.NamedAttrMap): tf.TensorInfo[] {
  const logits = input(inputs, "logits");
  const classes = logits.shape.at(-1)!;
  const shape = logits.shape.slice(0, -1);
  const rows = sizeOf(shape);
  const [loss, probabilities] = [heap.output(shape), heap.output(logits.shape)];
  const parts = heap.temporary(24 * rows);
  const labels = heap.pointer(input(inputs, "labels"));
  heap.native.softmaxParts(heap.pointer(logits), labels, rows, classes, heap.pointer(probabilities), parts);
  const sums = heap.doubles(parts, 3 * rows);
  const losses = heap.floats(heap.pointer(loss), rows);
  // Here, since a logarithm in the kernel would need tables in the memory of the backend.
  for (let r = 0; r < rows; r++) losses[r] = sums[3 * r + 2]! * Math.log(sums[3 * r]!) - sums[3 * r + 1]!;
  return [loss, probabilities];
}

/** Gradient of the losses with respect to the logits. */
export function crossEntropyGradient(heap: Heap, inputs: Inputs, _attributes: tf.NamedAttrMap): tf.TensorInfo[] {
  const probabilities = input(inputs, "probabilities");
  const classes = probabilities.shape.at(-1)!;
  const dx = heap.output(probabilities.shape);
  heap.native.softmaxCrossEntropyGradient(
    heap.pointer(input(inputs, "dy")),
    heap.pointer(probabilities),
    heap.pointer(input(inputs, "labels")),
    sizeOf(probabilities.shape) / classes,
    classes,
    heap.pointer(dx),
  );
  return [dx];
}

/** The logits that a softmax was made of, for as long as somebody holds its output. */
const logitsOf = new WeakMap<tf.Tensor, tf.Tensor>();

/** Makes every softmax remember its logits, for {@link lossOfLogits}. */
export function patchSoftmax(): () => void {
  const undo = [patchSoftmaxActivation(), patchSoftmaxLayer()];
  return () => undo.forEach((step) => step());
}

function remembered(probabilities: tf.Tensor, logits: tf.Tensor): tf.Tensor {
  logitsOf.set(probabilities, logits);
  return probabilities;
}

function patchSoftmaxActivation(): () => void {
  const prototype = registeredPrototype("softmax") as { apply(x: tf.Tensor, axis?: number): tf.Tensor } | undefined;
  if (prototype === undefined) return () => undefined;
  const stock: (x: tf.Tensor, axis?: number) => tf.Tensor = Reflect.get(prototype, "apply");
  prototype.apply = (x, axis = -1) => {
    const probabilities = stock(x, axis);
    return axis === -1 || axis === x.rank - 1 ? remembered(probabilities, x) : probabilities;
  };
  return () => {
    prototype.apply = stock;
  };
}

/** The layer keeps the activation's function from when it was made. */
function patchSoftmaxLayer(): () => void {
  return patchLayer("Softmax", (layer, x, { mask }) => {
    const { axis } = layer as { readonly axis: number };
    if ((axis !== -1 && axis !== x.rank - 1) || (mask !== null && mask !== undefined)) return undefined;
    return remembered(tf.softmax(x), x);
  });
}

/** The cross-entropy of the logits that `probabilities` are the softmax of; undefined if they are not known. */
export function lossOfLogits(target: tf.Tensor, probabilities: tf.Tensor, sparse: boolean): tf.Tensor | undefined {
  const logits = logitsOf.get(probabilities);
  if (logits === undefined || !fuses(logits)) return undefined;
  const labels = sparse ? oneHot(target, logits.shape) : target;
  return labels.shape.join() === logits.shape.join() ? softmaxCrossEntropy(labels, logits) : undefined;
}

function oneHot(classNumbers: tf.Tensor, shape: number[]): tf.Tensor {
  const flat = tf.cast(tf.reshape(classNumbers, [-1]), "int32");
  return tf.reshape(tf.oneHot(flat as tf.Tensor1D, shape.at(-1)!), shape);
}
