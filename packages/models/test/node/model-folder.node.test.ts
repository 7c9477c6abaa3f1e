import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { encoderOf } from "../../src/autoencoder.js";
import { buildClassifier, splitClassifier } from "../../src/classifier.js";
import { CheckpointError } from "../../src/errors.js";
import { loadModel, saveModel } from "../../src/node/model-folder.js";
import { useCpu } from "../../src/node/use-cpu.js";
import { allWeights, tinyAutoencoder, tinyFrames } from "../tiny.js";

let folder = "";

beforeAll(async () => {
  await useCpu();
  folder = await mkdtemp(join(tmpdir(), "wader-models-"));
});

afterAll(() => rm(folder, { recursive: true }));

describe("saveModel and loadModel", () => {
  it("bring back a classifier with its frozen encoder, which predicts the same", async () => {
    const small = { filters: [4], lstmUnits: 4, denseUnits: 4, classes: 3 };
    const classifier = buildClassifier(encoderOf(tinyAutoencoder()), small);
    splitClassifier(classifier);
    await saveModel(classifier, join(folder, "classifier"));
    const loaded = await loadModel(join(folder, "classifier"));
    const frames = tf.tensor(await tinyFrames(3, 1).read(Int32Array.of(0, 1, 2), { epoch: 0 }), [3, 4, 6]);
    expect([...(loaded.predict(frames) as tf.Tensor).dataSync()]).toEqual([
      ...(classifier.predict(frames) as tf.Tensor).dataSync(),
    ]);
    expect(loaded.trainableWeights.map(({ originalName }) => originalName)).toEqual(
      classifier.trainableWeights.map(({ originalName }) => originalName),
    );
    expect(splitClassifier(loaded).encoder!.outputs[0]!.shape).toEqual([null, 4, 2]);
  });

  it("load a full-size LSTM without its slow initialiser", async () => {
    const classifier = buildClassifier(encoderOf(tinyAutoencoder()), { filters: [4], lstmUnits: 128 });
    await saveModel(classifier, join(folder, "large"));
    const started = performance.now();
    await loadModel(join(folder, "large"));
    // The initialiser of tfjs takes 20 s and prints a warning.
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it("replace a former model and leave nothing of it", async () => {
    const path = join(folder, "replaced");
    await saveModel(tinyAutoencoder(1), path);
    await saveModel(tinyAutoencoder(2), path);
    expect(await readdir(path)).toHaveLength(2);
    expect(allWeights(await loadModel(path))).toEqual(allWeights(tinyAutoencoder(2)));
  });

  it("find the former model whole after a save that died before its last step", async () => {
    const path = join(folder, "died");
    await saveModel(tinyAutoencoder(1), path);
    const json = await readFile(join(path, "model.json"));
    const weights = (await readdir(path)).find((name) => name.endsWith(".bin"))!;
    const bytes = await readFile(join(path, weights));
    await saveModel(tinyAutoencoder(2), path);
    // As it is when the new weights are written and model.json is not.
    await writeFile(join(path, weights), bytes);
    await writeFile(join(path, "model.json"), json);
    expect(allWeights(await loadModel(path))).toEqual(allWeights(tinyAutoencoder(1)));
  });

  it("keep what the user noted about the model", async () => {
    const model = tinyAutoencoder();
    model.setUserDefinedMetadata({ sampleRate: 16_000 });
    await saveModel(model, join(folder, "noted"));
    expect((await loadModel(join(folder, "noted"))).getUserDefinedMetadata()).toEqual({ sampleRate: 16_000 });
  });

  it("say so where there is no model", async () => {
    await expect(loadModel(join(folder, "none"))).rejects.toThrow(
      new CheckpointError(`no model in ${join(folder, "none")}: model.json cannot be read`),
    );
  });

  it("say so where the weights are damaged or missing", async () => {
    const path = join(folder, "damaged");
    await saveModel(tinyAutoencoder(), path);
    const weights = (await readdir(path)).find((name) => name.endsWith(".bin"))!;
    const bytes = await readFile(join(path, weights));
    bytes[5]! ^= 1;
    await writeFile(join(path, weights), bytes);
    await expect(loadModel(path)).rejects.toThrow(
      new CheckpointError(`${join(path, weights)} is damaged: its content does not match its name`),
    );
    await rm(join(path, weights));
    await expect(loadModel(path)).rejects.toThrow(
      new CheckpointError(`no model in ${path}: ${weights} cannot be read`),
    );
  });

  it("say so where model.json is cut short or of something else", async () => {
    const path = join(folder, "cut");
    await saveModel(tinyAutoencoder(), path);
    await writeFile(join(path, "model.json"), '{"modelTopology":');
    await expect(loadModel(path)).rejects.toThrow(
      new CheckpointError(`${join(path, "model.json")} is damaged: it is not JSON`),
    );
    await writeFile(join(path, "model.json"), "{}");
    await expect(loadModel(path)).rejects.toThrow(
      new CheckpointError(`${join(path, "model.json")} is not a model of tfjs layers`),
    );
  });

  it("leave no temporary file where the folder cannot take the model", async () => {
    const path = join(folder, "blocked");
    await mkdir(join(path, "model.json"), { recursive: true });
    await expect(saveModel(tinyAutoencoder(), path)).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect((await readdir(path)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});
