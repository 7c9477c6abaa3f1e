import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { encoderOf } from "../src/autoencoder.js";
import { encodedSource, loadSource } from "../src/encoded-source.js";
import { arraySource } from "../src/frame-source.js";
import { useCpu } from "../src/node/use-cpu.js";
import { tinyAutoencoder, tinyFrames } from "./tiny.js";

beforeAll(useCpu);

const order = Int32Array.of(2, 0, 1);

describe("encodedSource", () => {
  it("reads the latent of the frames and leaves no tensors behind", async () => {
    const encoder = encoderOf(tinyAutoencoder());
    const frames = tinyFrames(3, 1);
    const latents = encodedSource(encoder, frames);
    expect(latents.frameShape).toEqual([4, 2]);
    const expected = encoder.predict(tf.tensor(await frames.read(order, { epoch: 0 }), [3, 4, 6])) as tf.Tensor;
    const before = tf.memory().numTensors;
    expect([...(await latents.read(order, { epoch: 0 }))]).toEqual([...expected.dataSync()]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("keeps the order of visits of its source", () => {
    const frames = { ...tinyFrames(3, 1), order: () => order };
    expect(encodedSource(encoderOf(tinyAutoencoder()), frames).order!(Math.random)).toEqual(order);
  });

  it("rejects frames of another shape before any work", () => {
    const frames = arraySource(new Float32Array(20), [1, 4, 5]);
    expect(() => encodedSource(encoderOf(tinyAutoencoder()), frames)).toThrow(
      new RangeError('"source" must have the shape [4, 6] of the model\'s input, got [4, 5]'),
    );
  });
});

describe("loadSource", () => {
  it("reads all frames once, batch by batch, and says how far it is", async () => {
    const frames = tinyFrames(5, 2);
    const done: number[] = [];
    const loaded = await loadSource(frames, { batchSize: 2, onProgress: (progress) => done.push(progress.done) });
    expect(done).toEqual([2, 4, 5]);
    const all = Int32Array.of(0, 1, 2, 3, 4);
    expect(await loaded.read(all, { epoch: 0 })).toEqual(await frames.read(all, { epoch: 0 }));
  });

  it("rejects a batch size of 0", async () => {
    await expect(loadSource(tinyFrames(1, 1), { batchSize: 0 })).rejects.toThrow(
      new RangeError('"batchSize" must be a positive integer, got 0'),
    );
  });
});
