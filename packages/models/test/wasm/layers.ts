import * as tf from "@tensorflow/tfjs-core";
import type { layers } from "@tensorflow/tfjs-layers";

import { relativeError, values } from "./compare.js";

type Layer = layers.Layer;

/** What a layer does to one batch. */
interface Passed {
  readonly outputs: Float32Array[];
  /** Of the input and of every trainable weight. */
  readonly gradients: Float32Array[];
  /** Every weight afterwards: batch normalisation moves some. */
  readonly weights: Float32Array[];
}

/** Runs a layer forwards and backwards on one backend, from weights that depend on their shapes alone. */
export async function passThrough(
  backend: string,
  make: () => Layer,
  shape: readonly number[],
  training: boolean,
  data: Float32Array = values(shape),
): Promise<Passed> {
  await tf.setBackend(backend);
  const layer = make();
  tf.dispose(layer.apply(tf.zeros([...shape])) as tf.Tensor);
  layer.setWeights(
    layer.weights.map((weight, i) => {
      const size = weight.shape as number[];
      const positive = weight.originalName.includes("variance");
      const numbers = values(size, 10 + i).map((v) => (positive ? v * v + 0.5 : v * 0.6));
      return tf.tensor(numbers, size);
    }),
  );
  const x = tf.variable(tf.tensor(data, [...shape]));
  const variables = [x, ...layer.trainableWeights.map((weight) => weight.read() as tf.Variable)];
  let outputs: Float32Array[] = [];
  const loss = (): tf.Scalar => {
    const result = layer.apply(x, { training }) as tf.Tensor | tf.Tensor[];
    const list = Array.isArray(result) ? result : [result];
    outputs = list.map((output) => output.dataSync<"float32">());
    const parts = list.map((output, i) =>
      tf.sum(tf.mul(output, tf.tensor(values(output.shape, 70 + i), output.shape))),
    );
    return tf.addN(parts) as tf.Scalar;
  };
  const { grads } = tf.variableGrads(loss, variables);
  const gradients = variables.map(({ name }) => grads[name]!.dataSync<"float32">());
  const weights = layer.getWeights().map((weight) => weight.dataSync<"float32">());
  tf.dispose(grads);
  x.dispose();
  layer.dispose();
  return { outputs, gradients, weights };
}

/** Largest relative error on wasm, against the cpu backend, of a layer's outputs, gradients and weights. */
export async function layerDifference(
  make: () => Layer,
  shape: readonly number[],
  training = true,
  data?: Float32Array,
): Promise<number> {
  const expected = await passThrough("cpu", make, shape, training, data);
  const got = await passThrough("wasm", make, shape, training, data);
  const pairs = (["outputs", "gradients", "weights"] as const).flatMap((key) =>
    expected[key].map((array, i) => relativeError(got[key][i]!, array)),
  );
  return Math.max(...pairs);
}
