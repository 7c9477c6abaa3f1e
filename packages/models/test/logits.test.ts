import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";

import { logitsOf } from "../src/logits.js";
import { useCpu } from "../src/node/use-cpu.js";
import { tinyClassifier } from "./tiny.js";

beforeAll(useCpu);

describe("logitsOf", () => {
  it("gives what the softmax makes probabilities of", () => {
    const classifier = tinyClassifier();
    const latents = tf.randomNormal([3, 8, 3], 0, 1, "float32", 1);
    const logits = logitsOf(classifier).predict(latents) as tf.Tensor2D;
    const probabilities = classifier.predict(latents) as tf.Tensor;
    expect([...tf.softmax(logits).dataSync()]).toEqual([...probabilities.dataSync()]);
  });

  it("rejects a model without a softmax layer of its own", () => {
    const other = sequential({ layers: [layers.dense({ units: 2, inputShape: [3], activation: "softmax" })] });
    expect(() => logitsOf(other)).toThrow(
      new RangeError('"classifier" must end with a softmax layer of its own, as tf.layers.softmax gives, got Dense'),
    );
  });
});
