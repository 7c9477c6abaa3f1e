import * as tf from "@tensorflow/tfjs-core";

import { fusedSquaredError } from "./wasm/squared-error.js";

/**
 * Mean squared error, with a gradient with respect to `output` in one pass: that of tfjs goes over the frames six times more.
 *
 * @param output - What a network gave.
 * @param wanted - What it should have given; gets no gradient.
 */
export function meanSquaredError(output: tf.Tensor, wanted: tf.Tensor): tf.Scalar {
  const errors = fusedSquaredError(wanted, output);
  if (errors !== undefined) return tf.mean(errors);
  const operation = tf.customGrad((...given) => {
    const [values, save] = given as unknown as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    const difference = tf.sub(values, wanted);
    save([difference]);
    return {
      value: tf.mean(tf.square(difference)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(saved[0]!, tf.mul(dy, 2 / values.size)),
    };
  });
  return operation(output) as tf.Scalar;
}
