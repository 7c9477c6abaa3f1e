import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";

import { buildAutoencoder, encoderOf } from "../../src/autoencoder.js";
import { memoryCheckpoints } from "../../src/checkpoint.js";
import { buildClassifier } from "../../src/classifier.js";
import { arraySource } from "../../src/frame-source.js";
import type { History, Progress } from "../../src/history.js";
import { useWasm } from "../../src/node/use-wasm.js";
import { type AutoencoderTrainOptions, trainAutoencoder } from "../../src/train-autoencoder.js";
import { type ClassifierTrainOptions, trainClassifier } from "../../src/train-classifier.js";
import { relativeError } from "../golden.js";
import { allWeights, tinyAutoencoder, tinyFrames } from "../tiny.js";

// Worker threads load the built files, so what starts them does too.
const built = new URL("../../dist/node/", import.meta.url);
const { parallelTraining } = (await import(
  new URL("parallel-training.js", built).href
)) as typeof import("../../src/node/parallel-training.js");
const { startWorkerEngine } = (await import(
  new URL("worker-engine.js", built).href
)) as typeof import("../../src/node/worker-engine.js");

beforeAll(useWasm);

// Batches of 5 divide unevenly, and the last, of 2, leaves the third worker without a frame.
const frames = tinyFrames(22, 1);
const sgd = { name: "sgd", learningRate: 0.1, momentum: 0.9 } as const;
const options: AutoencoderTrainOptions = { epochs: 2, batchSize: 5, seed: 5, optimizer: sgd };

interface Run {
  readonly model: LayersModel;
  readonly history: History;
}

async function autoencoderRun(extra: AutoencoderTrainOptions): Promise<Run> {
  const model = tinyAutoencoder();
  return { model, history: await trainAutoencoder(model, frames, { ...options, ...extra }) };
}

/** On raw frames, through a frozen encoder. */
async function classifierRun(extra: ClassifierTrainOptions): Promise<Run> {
  const data = Float32Array.from({ length: 14 * 8 * 6 }, (_, i) => Math.sin(i * i * 0.37) + (Math.floor(i / 48) % 3));
  const labels = Array.from({ length: 14 }, (_, i) => i % 3);
  const sizes = { filters: [4, 4], lstmUnits: 4, denseUnits: 4, classes: 3, seed: 1 };
  const model = buildClassifier(
    encoderOf(buildAutoencoder({ scales: 6, units: [8, 2], decoderUnits: [8], seed: 1 })),
    sizes,
  );
  const training = { frames: arraySource(data, [14, 8, 6]), labels };
  const settings = { epochs: 2, batchSize: 4, optimizer: sgd, classWeights: [1, 2, 0.5] };
  return { model, history: await trainClassifier(model, training, { ...settings, ...extra }) };
}

const figures = ({ epochs }: History): number[] => epochs.flatMap(({ training }) => Object.values(training));

describe.each([
  ["an autoencoder", autoencoderRun],
  ["a classifier on a frozen encoder", classifierRun],
] as const)(
  "%s on several workers",
  (_, run: (extra: AutoencoderTrainOptions & ClassifierTrainOptions) => Promise<Run>) => {
    it.each([2, 3])("of number %i learns what it learns on one thread", async (workers) => {
      const expected = await run({});
      const got = await run({ parallel: parallelTraining({ workers }) });
      expect(relativeError(figures(got.history), figures(expected.history))).toBeLessThan(1e-5);
      expect(relativeError(allWeights(got.model), allWeights(expected.model))).toBeLessThan(1e-5);
    });

    it("comes to the same bytes every time, with Adam and accumulated gradients too", async () => {
      const settings = { accumulate: 2, optimizer: { name: "adam", learningRate: 0.01 } } as const;
      const [one, two] = [
        await run({ ...settings, parallel: parallelTraining({ workers: 3 }) }),
        await run({ ...settings, parallel: parallelTraining({ workers: 3 }) }),
      ];
      expect(figures(one.history)).toEqual(figures(two.history));
      expect(allWeights(one.model)).toEqual(allWeights(two.model));
    });
  },
);

describe("a run on two workers", () => {
  const parallel = parallelTraining({ workers: 2 });

  async function stoppedRun(): Promise<ReturnType<typeof memoryCheckpoints>> {
    const store = memoryCheckpoints();
    const controller = new AbortController();
    const onProgress = ({ epoch, step }: Progress): void => {
      if (epoch === 2 && step === 2) controller.abort();
    };
    const { history } = await autoencoderRun({
      parallel,
      checkpoints: { store },
      signal: controller.signal,
      onProgress,
    });
    expect(history.stopped).toBe("aborted");
    return store;
  }

  let whole: Run;
  beforeAll(async () => {
    whole = await autoencoderRun({ parallel });
  });

  it("goes on after a stop as if there had been none, and without workers to rounding", async () => {
    const checkpoint = await (await stoppedRun()).load();
    const checkpoints = {
      store: { load: () => Promise.resolve(checkpoint), save: () => Promise.resolve() },
      resume: true,
    };
    const resumed = await autoencoderRun({ parallel, checkpoints });
    expect(figures(resumed.history)).toEqual(figures(whole.history));
    expect(allWeights(resumed.model)).toEqual(allWeights(whole.model));
    const alone = await autoencoderRun({ checkpoints });
    expect(relativeError(allWeights(alone.model), allWeights(whole.model))).toBeLessThan(1e-5);
  });

  it("leaves no tensors behind", async () => {
    const model = tinyAutoencoder();
    // Momentum of tfjs leaves a scalar of its own.
    const settings = { ...options, optimizer: { name: "adam", learningRate: 0.01 }, epochs: 1 } as const;
    await trainAutoencoder(model, frames, settings);
    const before = tf.memory().numTensors;
    await trainAutoencoder(model, frames, { ...settings, accumulate: 2, parallel });
    expect(tf.memory().numTensors).toBe(before);
  });

  it("names the batch in which the loss diverges", async () => {
    const failing = autoencoderRun({ parallel, optimizer: { name: "sgd", learningRate: 1e30 } });
    await expect(failing).rejects.toThrow(
      /^the loss became (NaN|Infinity|-Infinity) in batch 2 of epoch 1: try a lower learning rate$/,
    );
  });

  it("ends with an error that names the worker that died, and keeps the last checkpoint", async () => {
    const script = `
      import { parentPort, workerData } from "node:worker_threads";
      let passes = 0;
      parentPort.on("message", () => {
        passes += 1;
        if (workerData.rank === 1 && passes === 7) process.exit(9);
      });
      await import(${JSON.stringify(new URL("training-worker.js", built).href)});`;
    const entry = new URL(`data:text/javascript,${encodeURIComponent(script)}`);
    const store = memoryCheckpoints();
    const failing = autoencoderRun({
      parallel: { start: (network) => startWorkerEngine(network, 2, entry) },
      checkpoints: { store },
    });
    await expect(failing).rejects.toThrow(
      "worker 2 of 2 failed: its thread ended with exit code 9. The last checkpoint is kept; resume from it",
    );
    await expect(failing).rejects.toMatchObject({ name: "WorkerFailedError", worker: 2 });
    expect((await store.load())!.progress).toMatchObject({ epoch: 1, step: 0 });
    const resumed = await autoencoderRun({ parallel, checkpoints: { store, resume: true } });
    expect(allWeights(resumed.model)).toEqual(allWeights(whole.model));
  });

  it("ends with an error where a worker does not start", async () => {
    const entry = new URL("data:text/javascript,throw new Error('no such backend')");
    const failing = autoencoderRun({ parallel: { start: (network) => startWorkerEngine(network, 1, entry) } });
    await expect(failing).rejects.toThrow(
      "worker 1 of 1 failed: no such backend. The last checkpoint is kept; resume from it",
    );
  });
});

describe("parallelTraining", () => {
  it.each([0, -1, 1.5, NaN])("rejects %d workers", (workers) => {
    expect(() => parallelTraining({ workers })).toThrow(
      new RangeError(`"workers" must be a positive integer, got ${workers}`),
    );
  });
});
