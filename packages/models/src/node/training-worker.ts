import { parentPort, workerData } from "node:worker_threads";

import * as tf from "@tensorflow/tfjs-core";
import { loadLayersModel } from "@tensorflow/tfjs-layers";

import { DivergedError } from "../errors.js";
import { gradientsOf } from "../gradients.js";
import { autoencoderNetwork, classifierNetwork, type TrainedNetwork } from "../trained-network.js";
import { setBatchSumReducer } from "../wasm/index.js";
import { fromFlat, toFlat, variablesOf } from "./flat-weights.js";
import { SharedSums } from "./shared-sums.js";
import type { PassRequest, WorkerMessage, WorkerStart } from "./training-message.js";
import { useWasm } from "./use-wasm.js";

const start = workerData as WorkerStart;
const port = parentPort!;
const tell = (message: WorkerMessage): void => port.postMessage(message);

async function build(): Promise<TrainedNetwork> {
  const { frameShape, labels, classWeights } = start;
  const network = await loadLayersModel({ load: () => Promise.resolve(start.network) });
  if (labels === undefined) return autoencoderNetwork(network, frameShape);
  return classifierNetwork(network, frameShape, labels, classWeights);
}

try {
  await useWasm();
  const network = await build();
  const variables = variablesOf(network.model, "trainable");
  const fixed = variablesOf(network.model, "fixed");
  const sums = new SharedSums(start.sums, start.rank);
  setBatchSumReducer((own) => sums.reduce(own));

  const run = async ({ frames, indices, share, workers }: PassRequest): Promise<WorkerMessage> => {
    fromFlat(variables, start.trainable);
    fromFlat(fixed, start.fixed);
    sums.begin(workers);
    const part: typeof network = {
      ...network,
      // The share belongs into the loss: batch normalisation adds up what flows back from all workers.
      loss(input, batch) {
        const { loss, ...rest } = network.loss(input, batch);
        return { loss: tf.mul<tf.Scalar>(loss, share), ...rest };
      },
    };
    try {
      const pass = await gradientsOf(variables, part, { data: frames, indices }, { epoch: 1, batch: 1 });
      toFlat(
        variables.map(({ name }) => pass.gradients[name]!),
        start.gradients,
      );
      tf.dispose(pass.gradients);
      if (start.rank === 0) toFlat(fixed, start.fixed);
      const output = pass.output as Float32Array | Int32Array | undefined;
      return { kind: "done", loss: pass.loss, totals: pass.totals, ...(output === undefined ? {} : { output }) };
    } catch (error) {
      // The main thread, which knows the place, tells of it.
      if (error instanceof DivergedError) return { kind: "done", loss: error.loss, totals: [] };
      throw error;
    }
  };

  port.on("message", (request: PassRequest) => {
    run(request).then(tell, (error: Error) => tell({ kind: "failed", error }));
  });
  tell({ kind: "ready" });
} catch (error) {
  tell({ kind: "failed", error: error as Error });
}
