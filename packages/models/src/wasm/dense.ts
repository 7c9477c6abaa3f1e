import * as tf from "@tensorflow/tfjs-core";

import { type Heap, type Inputs } from "./kernel.js";
import { type LayerWeight, patchLayer } from "./layer-patch.js";
import { fusedMatMul } from "./matmul.js";

export const denseKernel = "WaderDense";

interface DenseLayer {
  readonly kernel: LayerWeight;
  readonly bias?: LayerWeight | null;
  readonly activation?: { apply(x: tf.Tensor): tf.Tensor } | null;
}

/**
 * Makes Dense layers skip the gradient of their input where nothing needs it, such as in the first layer of a network, and
 * add their bias within the product. tfjs' fused operation computes all gradients at once.
 */
export function patchDense(): () => void {
  const undo = patchLayer("Dense", (given, x) => {
    const { kernel, bias, activation } = given as DenseLayer;
    if (x.rank < 2) return undefined;
    return tf.tidy(() => {
      const weights = kernel.read();
      const [features, units] = weights.shape as [number, number];
      const rows = tf.reshape(x, [-1, features]);
      const inputs = { x: rows, kernel: weights, bias: bias?.read() ?? tf.zeros([units]) };
      const y = tf.reshape(tf.engine().runKernel<tf.Tensor>(denseKernel, inputs), [...x.shape.slice(0, -1), units]);
      return activation?.apply(y) ?? y;
    });
  });
  tf.registerGradient({
    kernelName: denseKernel,
    inputsToSave: ["x", "kernel"],
    gradFunc: (dy, [x, kernel]) => {
      const g = dy as tf.Tensor;
      return {
        x: () => tf.matMul(g, kernel!, false, true),
        kernel: () => tf.matMul(x!, g, true, false),
        bias: () => tf.sum(g, 0),
      };
    },
  });
  return () => {
    undo();
    tf.unregisterGradient(denseKernel);
  };
}

/** x W + b. */
export function dense(heap: Heap, { x, kernel, bias }: Inputs, _attributes: tf.NamedAttrMap): tf.TensorInfo {
  return fusedMatMul(heap, { a: x, b: kernel, bias }, { transposeA: false, transposeB: false });
}
