import * as tf from "@tensorflow/tfjs-core";

import { type Heap, input, type Inputs, sizeOf } from "./kernel.js";
import { runMany } from "./layer-patch.js";

export const squaredErrorKernel = "WaderSquaredError";
export const squaredErrorGradientKernel = "WaderSquaredErrorGradient";

/**
 * Mean of the squared differences along the last axis, in one pass forwards and one backwards, where tfjs makes seven.
 *
 * @param target - Gets no gradient.
 * @returns float32 of the shape of `output` without its last axis; undefined where there is no fused kernel for it.
 */
export function fusedSquaredError(target: tf.Tensor, output: tf.Tensor): tf.Tensor | undefined {
  const fits =
    output.rank >= 2 &&
    output.dtype === "float32" &&
    target.dtype === "float32" &&
    target.shape.join() === output.shape.join() &&
    tf.getBackend() === "wasm" &&
    (tf.getKernel(squaredErrorKernel, "wasm") as tf.KernelConfig | undefined) !== undefined;
  if (!fits) return undefined;
  const operation = tf.customGrad((...given) => {
    const [values, save] = given as unknown as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    save([values, tf.clone(target)]);
    const [value] = runMany(squaredErrorKernel, { output: values, target }, {}) as [tf.Tensor];
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        runMany(squaredErrorGradientKernel, { dy, output: saved[0]!, target: saved[1]! }, {}),
    };
  });
  return operation(output);
}

/** Mean squared error of each row. */
export function squaredError(heap: Heap, inputs: Inputs, _attributes: tf.NamedAttrMap): tf.TensorInfo[] {
  const output = input(inputs, "output");
  const [rows, columns] = rowsOf(output);
  const error = heap.output(output.shape.slice(0, -1));
  const target = heap.pointer(input(inputs, "target"));
  heap.native.squaredError(heap.pointer(output), target, rows, columns, heap.pointer(error));
  return [error];
}

/** Gradient of the errors with respect to the output. */
export function squaredErrorGradient(heap: Heap, inputs: Inputs, _attributes: tf.NamedAttrMap): tf.TensorInfo[] {
  const output = input(inputs, "output");
  const [rows, columns] = rowsOf(output);
  const dx = heap.output(output.shape);
  const [dy, target] = [heap.pointer(input(inputs, "dy")), heap.pointer(input(inputs, "target"))];
  heap.native.squaredErrorGradient(dy, heap.pointer(output), target, rows, columns, heap.pointer(dx));
  return [dx];
}

function rowsOf({ shape }: tf.TensorInfo): [rows: number, columns: number] {
  return [sizeOf(shape.slice(0, -1)), shape.at(-1)!];
}
