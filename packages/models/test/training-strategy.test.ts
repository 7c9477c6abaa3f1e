import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";

import { useCpu } from "../src/node/use-cpu.js";
import { autoencoderNetwork } from "../src/trained-network.js";
import { ownThread } from "../src/training-strategy.js";
import { tinyAutoencoder } from "./tiny.js";

beforeAll(useCpu);

it("the calling thread does what it has to do meanwhile before its pass", async () => {
  const model = tinyAutoencoder();
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const calls: string[] = [];
  const network = autoencoderNetwork(model, [4, 6]);
  const engine = await ownThread.start(
    { ...network, input: (batch) => (calls.push("pass"), network.input(batch)) },
    variables,
  );
  const batch = { indices: Int32Array.of(0, 1), data: Float32Array.from({ length: 48 }, (_, i) => Math.sin(i)) };
  const pass = await engine.gradients(batch, { epoch: 1, batch: 1 }, () => calls.push("meanwhile"));
  expect(calls).toEqual(["meanwhile", "pass"]);
  expect(Object.keys(pass.gradients).sort()).toEqual(variables.map(({ name }) => name).sort());
  tf.dispose(pass.gradients);
  await engine.close();
});
