import "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";

import { useCpu } from "../src/node/use-cpu.js";
import { trainAutoencoder } from "../src/train-autoencoder.js";
import { trainClassifier } from "../src/train-classifier.js";
import { tinyAutoencoder, tinyClassifier, tinyFrames, tinyLatents } from "./tiny.js";

/** As far as it is used here. */
interface Gpu {
  requestAdapter(): Promise<object | null>;
}

let adapter: object | null | undefined;
beforeAll(async () => {
  adapter = await (navigator as unknown as { readonly gpu?: Gpu }).gpu?.requestAdapter();
});

async function losses(): Promise<number[]> {
  const options = { epochs: 2, batchSize: 8, seed: 1, optimizer: { name: "sgd", learningRate: 0.05 } } as const;
  const one = await trainAutoencoder(tinyAutoencoder(), tinyFrames(8, 1), options);
  const two = await trainClassifier(tinyClassifier(), tinyLatents(8, 1), options);
  return [...one.epochs, ...two.epochs].map(({ training }) => training["loss"]!);
}

// Software adapters compile hundreds of shaders for these steps.
it("trains both networks on tfjs' webgpu backend to the figures of the cpu backend, to rounding", async (context) => {
  context.skip(adapter === null || adapter === undefined, "no adapter for WebGPU in this browser");
  await useCpu();
  const expected = await losses();
  expect(await tf.setBackend("webgpu")).toBe(true);
  expect(tf.getBackend()).toBe("webgpu");
  // Two steps of gradient descent in float32.
  for (const [i, loss] of (await losses()).entries()) expect(Math.abs(loss / expected[i]! - 1)).toBeLessThan(1e-4);
}, 180_000);
