import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { useCpu } from "../src/node/use-cpu.js";
import { autoencoderNetwork, classifierNetwork } from "../src/trained-network.js";
import { tinyAutoencoder, tinyClassifier, tinyLatents } from "./tiny.js";

beforeAll(useCpu);

describe("autoencoderNetwork", () => {
  it("takes the mean squared error of what it gives back", () => {
    const autoencoder = tinyAutoencoder();
    const { model, input, loss, totals } = autoencoderNetwork(autoencoder, [4, 6]);
    expect(model).toBe(autoencoder);
    const batch = { indices: Int32Array.of(0, 1), data: Float32Array.from({ length: 48 }, (_, i) => Math.cos(i)) };
    const frames = input(batch);
    const output = autoencoder.apply(frames, { training: true }) as tf.Tensor;
    const squares = Array.from(output.dataSync(), (value, i) => (value - batch.data[i]!) ** 2);
    const expected = squares.reduce((sum, square) => sum + square, 0) / 48;
    expect(loss(frames, batch).loss.dataSync()[0]).toBeCloseTo(expected, 6);
    expect(totals!(Float32Array.of(1, 2, 3))).toEqual([6, 14]);
  });
});

describe("classifierNetwork", () => {
  it("weights the cross-entropy of each frame by its class, and gives the decisions", async () => {
    const { frames, labels } = tinyLatents(4, 1);
    const classifier = tinyClassifier();
    const { classes, input, loss } = classifierNetwork(classifier, [8, 3], labels, [3, 0.5]);
    expect(classes).toBe(2);
    const indices = Int32Array.of(3, 0, 2);
    const batch = { indices, data: await frames.read(indices, { epoch: 0 }) };
    const x = input(batch);
    const probabilities = (classifier.apply(x, { training: true }) as tf.Tensor2D).arraySync();
    const losses = [...indices].map(
      (index, i) => -[3, 0.5][labels[index]!]! * Math.log(probabilities[i]![labels[index]!]!),
    );
    const pass = loss(x, batch);
    expect(pass.loss.dataSync()[0]).toBeCloseTo((losses[0]! + losses[1]! + losses[2]!) / 3, 5);
    expect([...pass.output!.dataSync()]).toEqual(probabilities.map(([zero, one]) => (one! > zero! ? 1 : 0)));
  });
});
