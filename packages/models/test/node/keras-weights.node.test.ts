import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import * as tf from "@tensorflow/tfjs-core";
import { layers, type LayersModel, sequential } from "@tensorflow/tfjs-layers";
import * as h5wasm from "h5wasm/node";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { buildAutoencoder, encoderOf } from "../../src/autoencoder.js";
import { buildClassifier } from "../../src/classifier.js";
import { CheckpointError } from "../../src/errors.js";
import { loadKerasWeights, saveKerasWeights } from "../../src/node/keras-weights.js";
import { useCpu } from "../../src/node/use-cpu.js";
import keras from "../fixtures/keras-classifier.json" with { type: "json" };
import { floats, golden, goldenTensor, relativeError, setGoldenWeights } from "../golden.js";
import { allWeights, tinyAutoencoder } from "../tiny.js";

beforeAll(useCpu);

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wader-keras-"));
  path = join(folder, "model.weights.h5");
});
afterEach(() => rm(folder, { recursive: true }));

const fixture = fileURLToPath(new URL("../fixtures/keras-classifier.weights.h5", import.meta.url));

function kerasClassifier(): LayersModel {
  const encoder = encoderOf(buildAutoencoder({ scales: 6, units: [8, 2], decoderUnits: [8] }));
  return buildClassifier(encoder, { filters: [4, 4], lstmUnits: 4, denseUnits: 4, classes: 2 });
}

describe("loadKerasWeights", () => {
  it("makes the model give what it gave in Keras", async () => {
    const classifier = kerasClassifier();
    await loadKerasWeights(classifier, fixture);
    const output = classifier.predict(tf.tensor3d(keras.frames)) as tf.Tensor;
    // Both compute in float32.
    expect(relativeError(output.dataSync(), keras.probabilities.flat())).toBeLessThan(1e-5);
  });

  it("changes nothing where a weight has another shape, and names it", async () => {
    await saveKerasWeights(buildAutoencoder({ scales: 6, units: [8, 3], decoderUnits: [8] }), path);
    const model = tinyAutoencoder();
    const before = allWeights(model);
    await expect(loadKerasWeights(model, path)).rejects.toThrow(
      new CheckpointError(
        `${path}: layers/dense_1/vars/0, for ae_dense2, must have the shape [8, 2] of the model, got [8, 3]`,
      ),
    );
    expect(allWeights(model)).toEqual(before);
  });

  it("rejects a file that lacks a weight", async () => {
    await saveKerasWeights(encoderOf(tinyAutoencoder()), path);
    await expect(loadKerasWeights(tinyAutoencoder(), path)).rejects.toThrow(
      new CheckpointError(`${path} lacks layers/dense_2/vars/0, for ae_dense3`),
    );
  });

  it("rejects a file that is not HDF5, and one that is not there", async () => {
    await writeFile(path, "no HDF5 file, and longer than its signature would be");
    await expect(loadKerasWeights(tinyAutoencoder(), path)).rejects.toThrow(
      new CheckpointError(`${path} is not an HDF5 file`),
    );
    const missing = join(folder, "missing.weights.h5");
    await expect(loadKerasWeights(tinyAutoencoder(), missing)).rejects.toThrow(
      new CheckpointError(`${missing} cannot be read`),
    );
  });
});

describe("saveKerasWeights", () => {
  it("writes the groups, names, shapes and values that Keras writes", async () => {
    const classifier = kerasClassifier();
    await loadKerasWeights(classifier, fixture);
    await saveKerasWeights(classifier, path);
    expect(await contents(path)).toEqual(await contents(fixture));
    expect(await readdir(folder)).toEqual(["model.weights.h5"]);
  });

  it("keeps both networks whole", async () => {
    const autoencoder = buildAutoencoder();
    setGoldenWeights(autoencoder, golden.autoencoder.weights);
    const classifier = buildClassifier(encoderOf(autoencoder));
    setGoldenWeights(classifier, golden.classifier.weights);
    const frames = goldenTensor(golden.autoencoder.input);

    await saveKerasWeights(autoencoder, path);
    const autoencoderAgain = buildAutoencoder({ seed: 9 });
    await loadKerasWeights(autoencoderAgain, path);
    const reconstruction = autoencoderAgain.predict(frames) as tf.Tensor;
    expect(relativeError(reconstruction.dataSync(), floats(golden.autoencoder.reconstruction))).toBeLessThan(1e-5);

    await saveKerasWeights(classifier, path);
    const classifierAgain = buildClassifier(encoderOf(buildAutoencoder({ seed: 9 })), { seed: 9 });
    await loadKerasWeights(classifierAgain, path);
    const probabilities = classifierAgain.predict(frames) as tf.Tensor;
    expect(relativeError(probabilities.dataSync(), floats(golden.classifier.probabilities))).toBeLessThan(1e-5);
  });

  it("rejects a path that Keras would not read", async () => {
    await expect(saveKerasWeights(tinyAutoencoder(), "model.h5")).rejects.toThrow(
      new RangeError('"path" must end with .weights.h5, got model.h5'),
    );
  });

  it("rejects layers whose weights Keras lays out differently, before it writes", async () => {
    const model = sequential({
      layers: [layers.gru({ units: 2, recurrentInitializer: "zeros", inputShape: [3, 2], name: "gates" })],
    });
    await expect(saveKerasWeights(model, path)).rejects.toThrow(
      new RangeError(
        '"model" must have layers of InputLayer, Dense, BatchNormalization, ELU, Conv1D, MaxPooling1D, LSTM, Softmax, Dropout, Activation, got gates of GRU',
      ),
    );
    expect(await readdir(folder)).toEqual([]);
  });
});

/** Every group with its name, and every dataset with its type, shape and values. */
async function contents(file: string): Promise<Record<string, unknown>> {
  await h5wasm.ready;
  const opened = new h5wasm.File(file, "r");
  const found: Record<string, unknown> = {};
  for (const place of opened.paths()) {
    const entity = opened.get(place);
    if (entity instanceof h5wasm.Dataset) found[place] = [entity.dtype, entity.shape, entity.value];
    else if (entity instanceof h5wasm.Group) found[place] = entity.attrs["name"]?.value;
  }
  opened.close();
  return found;
}
