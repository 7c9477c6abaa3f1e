import * as tf from "@tensorflow/tfjs-core";

/** Variance under which a deviation is not told from zero; keeps the gradient of the root finite. */
const leastVariance = 1e-5;

/** 1 for the time steps of a clip and 0 behind its end, `[batch, time, 1]`. */
export function timeMask(lengths: ArrayLike<number>, time: number): tf.Tensor3D {
  const mask = new Float32Array(lengths.length * time);
  for (let b = 0; b < lengths.length; b += 1) mask.fill(1, b * time, b * time + lengths[b]!);
  return tf.tensor3d(mask, [lengths.length, time, 1]);
}

/** Weights that average over the steps of each clip, `[batch, time, 1]`. */
export function evenWeights(lengths: ArrayLike<number>, time: number): tf.Tensor3D {
  const weights = new Float32Array(lengths.length * time);
  for (let b = 0; b < lengths.length; b += 1) weights.fill(1 / lengths[b]!, b * time, b * time + lengths[b]!);
  return tf.tensor3d(weights, [lengths.length, time, 1]);
}

/**
 * Attentive statistics pooling: mean and standard deviation over time, under weights that the network gives itself, and beside
 * them the plain ones.
 *
 * @param x - `[batch, time, channels]`.
 * @param scores - `[batch, time, heads]`; each head weighs its share of the channels, which follow one another. `undefined`
 *   leaves the plain statistics alone.
 * @param mask - `[batch, time, 1]`, 1 within the clip and 0 behind it.
 * @param even - From {@link evenWeights}.
 * @returns `[batch, 4 × channels]`: attentive mean and deviation, plain mean and deviation; or the latter two.
 *
 * Source: K. Okabe, T. Koshinaka and K. Shinoda, Attentive statistics pooling for deep speaker embedding, Interspeech 2018.
 */
export function attentiveStatistics(
  x: tf.Tensor3D,
  scores: tf.Tensor3D | undefined,
  mask: tf.Tensor3D,
  even: tf.Tensor3D,
): tf.Tensor2D {
  const plain = statistics(x, even);
  if (scores === undefined) return tf.concat2d(plain, 1);
  const [batch, time, channels] = x.shape;
  const heads = scores.shape[2];
  const masked = tf.add(scores, tf.mul(tf.sub(mask, 1), 1e4));
  const weights = tf.transpose(tf.softmax(tf.transpose(masked, [0, 2, 1])), [0, 2, 1]);
  const wide = tf.mul(tf.reshape(weights, [batch, time, heads, 1]), tf.ones([1, 1, 1, channels / heads]));
  return tf.concat2d([...statistics(x, tf.reshape(wide, [batch, time, channels])), ...plain], 1);
}

/** Mean and deviation over time under weights that add up to 1. */
function statistics(x: tf.Tensor3D, weights: tf.Tensor3D): [tf.Tensor2D, tf.Tensor2D] {
  const weighted = tf.mul(x, weights);
  const mean = tf.sum<tf.Tensor2D>(weighted, 1);
  const square = tf.sum<tf.Tensor2D>(tf.mul(weighted, x), 1);
  const variance = tf.maximum<tf.Tensor2D>(tf.sub(square, tf.square(mean)), leastVariance);
  return [mean, tf.sqrt(variance)];
}
