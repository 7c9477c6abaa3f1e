import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";

import { unweightedAccuracy, weightedAccuracy } from "../src/metrics/accuracy.js";
import { decideClasses } from "../src/metrics/decision.js";
import { rSquared } from "../src/metrics/r-squared.js";
import { roundedUnweightedAccuracy, roundedWeightedAccuracy } from "../src/metrics/rounded-accuracy.js";
import { useCpu } from "../src/node/use-cpu.js";
import { uniformRandom } from "../src/random.js";
import * as tfMetrics from "../src/tf-metrics.js";

beforeAll(useCpu);

const random = uniformRandom(7);
const labels = Array.from({ length: 40 }, () => Math.floor(random() * 4));
const scores = Array.from({ length: 40 * 5 }, () => random());
const data = scores.map(
  (value, i) => value / scores.slice(i - (i % 5), i - (i % 5) + 5).reduce((sum, v) => sum + v, 0),
);
const probabilities = { data, shape: [40, 5] as const };

function evaluate(metric: (labels: tf.Tensor, values: tf.Tensor) => tf.Scalar): number {
  const value = tf.tidy(() => metric(tf.oneHot(tf.tensor1d(labels, "int32"), 5), tf.tensor2d(data, [40, 5])));
  return value.dataSync()[0]!;
}

describe("metrics for compile", () => {
  // Float32 against float64.
  it("agree with the metrics on arrays", () => {
    const decisions = decideClasses(probabilities);
    expect(evaluate(tfMetrics.weightedAccuracy)).toBeCloseTo(weightedAccuracy(labels, decisions), 6);
    expect(evaluate(tfMetrics.unweightedAccuracy)).toBeCloseTo(unweightedAccuracy(labels, decisions), 6);
    expect(evaluate(tfMetrics.roundedWeightedAccuracy)).toBeCloseTo(roundedWeightedAccuracy(labels, probabilities), 6);
    expect(evaluate(tfMetrics.roundedUnweightedAccuracy)).toBeCloseTo(
      roundedUnweightedAccuracy(labels, probabilities),
      6,
    );
    const [expected, predicted] = [data, data.map((value, i) => value + 0.05 * Math.sin(i))];
    const value = tfMetrics.rSquared(tf.tensor2d(expected, [40, 5]), tf.tensor2d(predicted, [40, 5])).dataSync()[0];
    expect(value).toBeCloseTo(rSquared(expected, predicted), 5);
  });

  it("are reported by their names in fit", async () => {
    const network = sequential({ layers: [layers.dense({ units: 2, inputShape: [3], activation: "softmax" })] });
    network.compile({
      optimizer: "sgd",
      loss: "categoricalCrossentropy",
      metrics: [tfMetrics.weightedAccuracy, tfMetrics.unweightedAccuracy],
    });
    const { history } = await network.fit(tf.ones([4, 3]), tf.oneHot(tf.tensor1d([0, 1, 0, 0], "int32"), 2), {
      epochs: 1,
    });
    expect(Object.keys(history)).toEqual(["loss", "weightedAccuracy", "unweightedAccuracy"]);
    expect([0.25, 0.75]).toContain(history["weightedAccuracy"]![0]);
    expect(history["unweightedAccuracy"]![0]).toBe(0.5);
  });
});
