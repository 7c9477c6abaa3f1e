import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";

import { encoderOf } from "../src/autoencoder.js";
import { type CheckpointStore, memoryCheckpoints } from "../src/checkpoint.js";
import { CheckpointError, DivergedError } from "../src/errors.js";
import type { FrameSource } from "../src/frame-source.js";
import { freeze } from "../src/freeze.js";
import type { History, Progress } from "../src/history.js";
import { useCpu } from "../src/node/use-cpu.js";
import { type AutoencoderTrainOptions, trainAutoencoder } from "../src/train-autoencoder.js";
import { allWeights, tinyAutoencoder, tinyFrames } from "./tiny.js";

beforeAll(useCpu);

const frames = tinyFrames(22, 1);
const validation = tinyFrames(6, 2);
const options: AutoencoderTrainOptions = { epochs: 3, batchSize: 4, seed: 5, validation };

/** All of a history but the wall time. */
const figures = ({ epochs, ...rest }: History): unknown => ({
  ...rest,
  epochs: epochs.map(({ epoch, learningRate, training, validation: after }) => [epoch, learningRate, training, after]),
});

async function train(extra: AutoencoderTrainOptions = {}): Promise<{ model: LayersModel; history: History }> {
  const model = tinyAutoencoder();
  return { model, history: await trainAutoencoder(model, frames, { ...options, ...extra }) };
}

/** Aborts a run after so many steps of the optimiser, and keeps its checkpoint. */
async function interrupt(steps: number, extra: AutoencoderTrainOptions): Promise<CheckpointStore> {
  const store = memoryCheckpoints();
  const controller = new AbortController();
  let done = 0;
  const onProgress = (): void => {
    done += 1;
    if (done === steps) controller.abort();
  };
  const { history } = await train({ ...extra, checkpoints: { store }, signal: controller.signal, onProgress });
  expect(history.stopped).toBe("aborted");
  return store;
}

const trained = (model: LayersModel): number[] => model.trainableWeights.flatMap((w) => [...w.read().dataSync()]);

describe("training", () => {
  it("gives the same figures and weights for the same seed, and others for another", async () => {
    const [first, second, other] = [await train(), await train(), await train({ seed: 6 })];
    expect(figures(second.history)).toEqual(figures(first.history));
    expect(allWeights(second.model)).toEqual(allWeights(first.model));
    expect(figures(other.history)).not.toEqual(figures(first.history));
  });

  it.each([1, 6, 8, 12])("goes on after a stop at step %d as if there had been none", async (steps) => {
    const selection = { monitor: "rSquared" as const };
    const whole = await train({ selection });
    const store = await interrupt(steps, { selection });
    const resumed = await train({ selection, checkpoints: { store, resume: true } });
    expect(figures(resumed.history)).toEqual(figures(whole.history));
    expect(allWeights(resumed.model)).toEqual(allWeights(whole.model));
  });

  it("goes on from the last checkpoint of a run that was killed in the middle of an epoch", async () => {
    const whole = await train();
    const memory = memoryCheckpoints();
    let saved = 0;
    const store: CheckpointStore = {
      load: () => memory.load(),
      save: async (checkpoint) => {
        if (saved === 4) throw new Error("killed");
        saved += 1;
        await memory.save(checkpoint);
      },
    };
    await expect(train({ checkpoints: { store, everySteps: 2 } })).rejects.toThrow(new Error("killed"));
    expect((await memory.load())!.progress).toMatchObject({ epoch: 1, step: 0 });
    const resumed = await train({ checkpoints: { store: memory, resume: true, everySteps: 2 } });
    expect(figures(resumed.history)).toEqual(figures(whole.history));
    expect(allWeights(resumed.model)).toEqual(allWeights(whole.model));
  });

  it("trains further when resumed with more epochs, and not at all when it had finished", async () => {
    const whole = await train({ epochs: 4 });
    const store = memoryCheckpoints();
    await train({ epochs: 2, checkpoints: { store } });
    const again = await train({ epochs: 2, checkpoints: { store, resume: true } });
    expect(again.history.epochs).toHaveLength(2);
    const further = await train({ epochs: 4, checkpoints: { store, resume: true } });
    expect(figures(further.history)).toEqual(figures(whole.history));
    expect(allWeights(further.model)).toEqual(allWeights(whole.model));
  });

  it("does not resume a run with another seed", async () => {
    const store = memoryCheckpoints();
    await train({ epochs: 1, checkpoints: { store } });
    await expect(train({ seed: 9, checkpoints: { store, resume: true } })).rejects.toThrow(
      new CheckpointError('to resume, "seed" must be 5 as in the checkpoint, got 9'),
    );
  });

  it("averages the gradients of several passes, weighted by their frames", async () => {
    // Batch normalisation uses the statistics of each pass; with momentum-free descent and passes of the same frames twice, the
    // gradient of the pair is that of one.
    const doubled: FrameSource = {
      length: 8,
      frameShape: frames.frameShape,
      read: (indices, context) =>
        frames.read(
          indices.map((index) => index % 4),
          context,
        ),
      order: () => Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7),
    };
    const single: FrameSource = { ...doubled, length: 4, order: () => Int32Array.of(0, 1, 2, 3) };
    const settings = { epochs: 1, batchSize: 4, optimizer: { name: "sgd", learningRate: 0.1 } } as const;
    const [one, two] = [tinyAutoencoder(), tinyAutoencoder()];
    await trainAutoencoder(one, single, settings);
    await trainAutoencoder(two, doubled, { ...settings, accumulate: 2 });
    for (const [i, value] of trained(two).entries()) expect(value).toBeCloseTo(trained(one)[i]!, 6);
  });

  it("goes on as if there had been no stop with accumulated gradients too", async () => {
    const whole = await train({ accumulate: 2 });
    const store = await interrupt(4, { accumulate: 2 });
    const resumed = await train({ accumulate: 2, checkpoints: { store, resume: true } });
    expect(figures(resumed.history)).toEqual(figures(whole.history));
  });

  it("reports every step and every epoch", async () => {
    const steps: Progress[] = [];
    const epochs: number[] = [];
    await train({ onProgress: (progress) => steps.push(progress), onEpoch: ({ epoch }) => epochs.push(epoch) });
    expect(steps.map(({ epoch, step }) => [epoch, step])).toEqual(
      [1, 2, 3].flatMap((epoch) => [1, 2, 3, 4, 5, 6].map((step) => [epoch, step])),
    );
    expect(epochs).toEqual([1, 2, 3]);
    for (const { epochs: total, steps: count, loss, framesPerSecond, secondsLeft } of steps) {
      expect([total, count]).toEqual([3, 6]);
      expect(loss).toBeGreaterThan(0);
      expect(framesPerSecond).toBeGreaterThan(0);
      expect(secondsLeft).toBeGreaterThanOrEqual(0);
    }
    expect(steps.at(-1)!.secondsLeft).toBe(0);
  });

  it("follows a schedule of learning rates", async () => {
    const { history } = await train({ schedule: (epoch) => 0.01 / epoch });
    expect(history.epochs.map(({ learningRate }) => learningRate)).toEqual([0.01, 0.005, 0.01 / 3]);
  });

  it("stops early, and keeps the best epoch's weights", async () => {
    // At this rate the loss rises after its best.
    const settings = { optimizer: { name: "adam", learningRate: 0.3 }, epochs: 30, accumulate: 1 } as const;
    const { model, history } = await train({ ...settings, selection: { monitor: "loss", patience: 2 } });
    expect(history.stopped).toBe("early");
    const losses = history.epochs.map((record) => record.validation!["loss"]!);
    const best = losses.indexOf(Math.min(...losses));
    expect(history.best).toEqual({ epoch: best + 1, value: losses[best] });
    expect(history.epochs).toHaveLength(best + 3);
    const same = await train({ ...settings, epochs: best + 1 });
    expect(allWeights(model)).toEqual(allWeights(same.model));
  });

  it("keeps the last epoch's weights where told to", async () => {
    const selection = { monitor: "loss", restoreBest: false } as const;
    expect(allWeights((await train({ selection })).model)).toEqual(allWeights((await train()).model));
  });

  it("leaves no tensors behind", async () => {
    const model = tinyAutoencoder();
    await trainAutoencoder(model, frames, { ...options, epochs: 1 });
    const before = tf.memory().numTensors;
    await trainAutoencoder(model, frames, {
      ...options,
      accumulate: 2,
      selection: { monitor: "loss" },
      checkpoints: { store: memoryCheckpoints() },
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it("stops when the loss diverges, names the batch, and leaves the last checkpoint as it was", async () => {
    const store = memoryCheckpoints();
    const failing = train({ optimizer: { name: "sgd", learningRate: 1e30 }, checkpoints: { store } });
    await expect(failing).rejects.toThrow(DivergedError);
    await expect(failing).rejects.toMatchObject({ epoch: 1, batch: 2 });
    await expect(failing).rejects.toThrow(
      /^the loss became (NaN|Infinity) in batch 2 of epoch 1: try a lower learning rate$/,
    );
    expect(await store.load()).toBeUndefined();
  });

  it("gives a source each epoch's number, for its own chance", async () => {
    const seen = new Set<number>();
    const source: FrameSource = {
      ...frames,
      read: (indices, context) => {
        seen.add(context.epoch);
        return frames.read(indices, context);
      },
    };
    await trainAutoencoder(tinyAutoencoder(), source, { epochs: 2 });
    expect([...seen]).toEqual([0, 1]);
  });

  it("rejects an order of visits that leaves a frame out", async () => {
    const source: FrameSource = { ...tinyFrames(3, 1), order: () => Int32Array.of(0, 1, 1) };
    await expect(trainAutoencoder(tinyAutoencoder(), source)).rejects.toThrow(
      new RangeError('"frames.order" must give each of the 3 indices once, got 3 indices'),
    );
  });

  it("rejects a selection without validation data", async () => {
    const running = trainAutoencoder(tinyAutoencoder(), frames, { selection: { monitor: "loss" } });
    await expect(running).rejects.toThrow(new TypeError('"selection" needs "validation", got none'));
  });

  it("rejects a figure to select by that is none, before any work", async () => {
    const selection = { monitor: "accuracy" as "loss" };
    await expect(train({ selection })).rejects.toThrow(
      new RangeError('"selection.monitor" must be one of loss, rSquared, got accuracy'),
    );
  });

  it("rejects a model that is frozen, in whole or in its batch normalisation", async () => {
    const whole = freeze(tinyAutoencoder());
    await expect(trainAutoencoder(whole, frames)).rejects.toThrow(
      new RangeError('"model" must have weights that train, got a frozen one'),
    );
    const part = tinyAutoencoder();
    freeze(encoderOf(part));
    await expect(trainAutoencoder(part, frames)).rejects.toThrow(
      new RangeError('"model" must not hold frozen batch normalisation, got ae_bn1: unfreeze(model) first'),
    );
  });

  it.each(["epochs", "batchSize", "accumulate"] as const)("rejects %s of 0", async (name) => {
    await expect(train({ [name]: 0 })).rejects.toThrow(new RangeError(`"${name}" must be a positive integer, got 0`));
  });
});
