import * as tf from "@tensorflow/tfjs-core";

import type { Mixture } from "./mixup.js";

/** How answers are judged. */
export interface ClipLossSettings {
  /** Share of the target that is spread over all classes, from 0 to below 1. */
  readonly labelSmoothing: number;
  /** Weight of each auxiliary task's cross-entropy; the main one's is 1. */
  readonly auxiliaryWeight: number;
}

/** Targets of a batch: one row each, for the main task and then each auxiliary one, `[batch, classes]`. */
export type ClipTargets = readonly Float32Array[];

/**
 * Targets of some clips: smoothed for the main task, hard for the others, and mixed as the clips were.
 *
 * @param labels - Of each task, the class of each clip of the batch.
 * @param classes - Of each task.
 *
 * Source of the smoothing: C. Szegedy et al., Rethinking the Inception architecture, CVPR 2016.
 */
export function clipTargets(
  labels: readonly ArrayLike<number>[],
  classes: readonly number[],
  smoothing: number,
  mixture: Mixture | undefined,
): ClipTargets {
  return labels.map((own, task) => {
    const width = classes[task]!;
    const spread = task === 0 ? smoothing : 0;
    const targets = new Float32Array(own.length * width).fill(spread / width);
    const share = mixture?.share ?? 1;
    for (let b = 0; b < own.length; b += 1) {
      targets[b * width + own[b]!]! += (1 - spread) * share;
      if (mixture !== undefined) targets[b * width + own[mixture.partners[b]!]!]! += (1 - spread) * (1 - share);
    }
    return targets;
  });
}

/** Mean cross-entropy of the main task, and the weighted ones of the auxiliary tasks: logits of all tasks stand side by side. */
export function clipLoss(logits: tf.Tensor2D, targets: ClipTargets, auxiliaryWeight: number): tf.Scalar {
  return tf.tidy(() => {
    const [batch] = logits.shape;
    let start = 0;
    const losses = targets.map((target, task) => {
      const width = target.length / batch;
      const own = tf.slice(logits, [0, start], [batch, width]);
      start += width;
      const entropy = tf.mul(tf.tensor2d(target, [batch, width]), tf.logSoftmax(own));
      return tf.mul(tf.sum(entropy), -(task === 0 ? 1 : auxiliaryWeight) / batch);
    });
    return losses.reduce((sum, loss) => tf.add(sum, loss)) as tf.Scalar;
  });
}
