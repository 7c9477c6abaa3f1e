import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";

/** Values, uniform in [-1, 1), the same at every call with the same seed. */
export function values(shape: readonly number[], seed = 1): Float32Array {
  let state = seed * 2_654_435_761;
  const size = shape.reduce((product, n) => product * n, 1);
  return Float32Array.from({ length: size }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state / 2 ** 31;
  });
}

/** Largest difference, over the largest expected magnitude. */
export function relativeError(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(got.length).toBe(expected.length);
  let difference = 0;
  let largest = 0;
  for (let i = 0; i < got.length; i++) {
    const d = Math.abs(got[i]! - expected[i]!);
    difference = Math.max(difference, Number.isNaN(d) ? Infinity : d);
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return difference / (largest || 1);
}

/** An operation on as many tensors as there are shapes. */
type Operation = (...tensors: tf.Tensor[]) => tf.Tensor;

/** Output of an operation and the gradients of its weighted sum, on one backend. */
export async function outputAndGradients(
  backend: string,
  operation: Operation,
  shapes: readonly (readonly number[])[],
  data: readonly Float32Array[] = shapes.map((shape, i) => values(shape, i + 1)),
): Promise<{ output: Float32Array; shape: number[]; gradients: Float32Array[] }> {
  await tf.setBackend(backend);
  const inputs = shapes.map((shape, i) => tf.tensor(data[i]!, [...shape]));
  const output = operation(...inputs);
  const weights = tf.tensor(values(output.shape, 99), output.shape);
  const gradients = tf.grads(operation)(inputs, weights);
  const result = {
    output: output.dataSync<"float32">(),
    shape: output.shape,
    gradients: gradients.map((g) => g.dataSync<"float32">()),
  };
  tf.dispose([inputs, output, weights, gradients]);
  return result;
}

/** Largest relative error on wasm of the output and of each gradient, against the cpu backend. */
export async function differenceFromCpu(
  operation: Operation,
  shapes: readonly (readonly number[])[],
  data?: readonly Float32Array[],
): Promise<number> {
  const expected = await outputAndGradients("cpu", operation, shapes, data);
  const got = await outputAndGradients("wasm", operation, shapes, data);
  expect(got.shape).toEqual(expected.shape);
  return Math.max(
    relativeError(got.output, expected.output),
    ...expected.gradients.map((gradient, i) => relativeError(got.gradients[i]!, gradient)),
  );
}
