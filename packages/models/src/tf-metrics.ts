import * as tf from "@tensorflow/tfjs-core";

/**
 * Weighted accuracy of a batch.
 *
 * @param labels - One-hot, `[batch, classes]`.
 * @param probabilities - `[batch, classes]`.
 * @returns A scalar. tfjs averages it over batches by their sizes, which gives the accuracy of the whole set.
 *
 * @example
 * model.compile({ optimizer: "adam", loss: "categoricalCrossentropy", metrics: [tfMetrics.weightedAccuracy] });
 */
export function weightedAccuracy(labels: tf.Tensor, probabilities: tf.Tensor): tf.Scalar {
  return tf.tidy(() => tf.mean<tf.Scalar>(hits(labels, probabilities)));
}

/**
 * Unweighted accuracy of a batch: the mean recall of the classes present in it.
 *
 * @param labels - One-hot, `[batch, classes]`.
 * @param probabilities - `[batch, classes]`.
 * @returns A scalar. Its mean over batches, which tfjs reports, is not the unweighted accuracy of the whole set, since rare
 * classes are missing from some batches: use `evaluateClassifier` for that.
 *
 * @example
 * model.compile({ optimizer: "adam", loss: "categoricalCrossentropy", metrics: [tfMetrics.unweightedAccuracy] });
 */
export function unweightedAccuracy(labels: tf.Tensor, probabilities: tf.Tensor): tf.Scalar {
  return tf.tidy(() => meanRecall(labels, hits(labels, probabilities)));
}

/**
 * Weighted accuracy of a batch with the rounding of `roundedWeightedAccuracy`; for comparison only.
 *
 * @param labels - One-hot, `[batch, classes]`.
 * @param probabilities - `[batch, classes]`.
 *
 * @example
 * model.compile({ optimizer: "sgd", loss: "categoricalCrossentropy", metrics: [tfMetrics.roundedWeightedAccuracy] });
 */
export function roundedWeightedAccuracy(labels: tf.Tensor, probabilities: tf.Tensor): tf.Scalar {
  return tf.tidy(() => tf.mean<tf.Scalar>(roundedHits(labels, probabilities)));
}

/**
 * Unweighted accuracy of a batch with the rounding of `roundedUnweightedAccuracy`; for comparison only.
 *
 * @param labels - One-hot, `[batch, classes]`.
 * @param probabilities - `[batch, classes]`.
 *
 * @example
 * model.compile({ optimizer: "sgd", loss: "categoricalCrossentropy", metrics: [tfMetrics.roundedUnweightedAccuracy] });
 */
export function roundedUnweightedAccuracy(labels: tf.Tensor, probabilities: tf.Tensor): tf.Scalar {
  return tf.tidy(() => meanRecall(labels, roundedHits(labels, probabilities)));
}

/**
 * R² of a batch, 1 - SSres / SStot over all its elements, SStot about the mean of the batch.
 *
 * @param expected - Any shape.
 * @param predicted - The same shape.
 * @returns A scalar. Its mean over batches is not the R² of the whole set: use `evaluateAutoencoder` for that.
 *
 * @example
 * model.compile({ optimizer: "adam", loss: "meanSquaredError", metrics: [tfMetrics.rSquared] });
 */
export function rSquared(expected: tf.Tensor, predicted: tf.Tensor): tf.Scalar {
  return tf.tidy(() => {
    // Means of means: a flat float32 sum over millions of elements would lose digits.
    const residual = tf.mean(tf.mean(tf.square(tf.sub(expected, predicted)), -1));
    const centred = tf.sub(expected, tf.mean(tf.mean(expected, -1)));
    return tf.sub<tf.Scalar>(1, tf.div(residual, tf.mean(tf.mean(tf.square(centred), -1))));
  });
}

function hits(labels: tf.Tensor, probabilities: tf.Tensor): tf.Tensor {
  return tf.cast(tf.equal(tf.argMax(labels, -1), tf.argMax(probabilities, -1)), "float32");
}

function roundedHits(labels: tf.Tensor, probabilities: tf.Tensor): tf.Tensor {
  return tf.sum(tf.round(tf.mul(labels, probabilities)), -1);
}

function meanRecall(labels: tf.Tensor, correct: tf.Tensor): tf.Scalar {
  const support = tf.sum(labels, 0);
  const recall = tf.div(tf.sum(tf.mul(labels, tf.expandDims(correct, -1)), 0), tf.maximum(support, 1));
  return tf.div<tf.Scalar>(tf.sum(recall), tf.sum(tf.cast(tf.greater(support, 0), "float32")));
}
