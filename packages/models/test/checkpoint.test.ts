import { beforeAll, describe, expect, it } from "vitest";

import {
  type Checkpoint,
  checkSameRun,
  memoryCheckpoints,
  readWeights,
  restoreWeights,
  type RunSettings,
} from "../src/checkpoint.js";
import { CheckpointError } from "../src/errors.js";
import { useCpu } from "../src/node/use-cpu.js";
import { allWeights, tinyAutoencoder, tinyClassifier } from "./tiny.js";

beforeAll(useCpu);

const settings: RunSettings = {
  seed: 1,
  batchSize: 2,
  accumulate: 1,
  optimizer: { name: "sgd", learningRate: 0.1 },
  frames: 10,
};

describe("readWeights and restoreWeights", () => {
  it("carry all weights into another model of the same layers", async () => {
    const [from, to] = [tinyAutoencoder(1), tinyAutoencoder(2)];
    restoreWeights(to, await readWeights(from));
    expect(allWeights(to)).toEqual(allWeights(from));
  });

  it("name the weight that the model has not", async () => {
    const records = await readWeights(tinyClassifier());
    expect(() => restoreWeights(tinyAutoencoder(), records)).toThrow(
      new CheckpointError('the checkpoint holds "conv1/kernel", which the model has not'),
    );
  });

  it("name the weight that the checkpoint lacks, and change nothing", async () => {
    const model = tinyAutoencoder(1);
    const { "ae_output/bias": _, ...records } = await readWeights(tinyAutoencoder(2));
    const before = allWeights(model);
    expect(() => restoreWeights(model, records)).toThrow(new CheckpointError('the checkpoint lacks "ae_output/bias"'));
    expect(allWeights(model)).toEqual(before);
  });

  it("name the weight of another shape", async () => {
    const records = await readWeights(tinyAutoencoder());
    const wrong = { ...records, "ae_output/bias": { shape: [5], data: new Float32Array(5) } };
    expect(() => restoreWeights(tinyAutoencoder(), wrong)).toThrow(
      new CheckpointError('"ae_output/bias" must have the shape [6] of the model, got [5] in the checkpoint'),
    );
  });
});

describe("checkSameRun", () => {
  it("accepts the same settings", () => {
    expect(() => checkSameRun(settings, { ...settings })).not.toThrow();
  });

  it.each([
    ["seed", 2, '"seed" must be 1 as in the checkpoint, got 2'],
    ["batchSize", 3, '"batchSize" must be 2 as in the checkpoint, got 3'],
    ["frames", 11, '"frames" must be 10 as in the checkpoint, got 11'],
  ])("names a different %s", (key, value, message) => {
    expect(() => checkSameRun(settings, { ...settings, [key]: value })).toThrow(
      new CheckpointError(`to resume, ${message}`),
    );
  });
});

describe("memoryCheckpoints", () => {
  it("keeps the last one", async () => {
    const store = memoryCheckpoints();
    expect(await store.load()).toBeUndefined();
    const checkpoint: Checkpoint = {
      settings,
      progress: { epoch: 0, step: 0, totals: [], records: [] },
      weights: {},
      optimizer: {},
    };
    await store.save(checkpoint);
    expect(await store.load()).toBe(checkpoint);
  });
});
