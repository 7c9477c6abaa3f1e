import { randomUUID } from "node:crypto";
import { mkdir, open as openFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

import * as tf from "@tensorflow/tfjs-core";
import { type layers, LayersModel } from "@tensorflow/tfjs-layers";
import type { Dataset, File, Group } from "h5wasm/node";

import { CheckpointError } from "../errors.js";

type Layer = layers.Layer;

/** Layers whose weights tfjs and Keras lay out alike, by the names that Keras gives their groups. */
const groupNames: Readonly<Record<string, string>> = {
  InputLayer: "input_layer",
  Dense: "dense",
  BatchNormalization: "batch_normalization",
  ELU: "elu",
  Conv1D: "conv1d",
  MaxPooling1D: "max_pooling1d",
  LSTM: "lstm",
  Softmax: "softmax",
  Dropout: "dropout",
  Activation: "activation",
};

/** Of HDF5, at the start of every file that Keras writes. */
const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Weights that Keras keeps together: of a layer, or of the cell of a recurrent one. */
interface WeightGroup {
  readonly path: string;
  /** Attribute `name` of the group. */
  readonly name: string;
  readonly variables: readonly tf.Variable[];
}

/**
 * Saves the weights of a model in the format of Keras 3, `.weights.h5`, which `model.load_weights` reads in Python: into a
 * model of the same layers in the same order.
 *
 * HDF5 groups `layers/<class>/vars/0`, `1`, ...: kernel, bias; gamma, beta, moving_mean, moving_variance; for an LSTM, below
 * `cell`, kernel, recurrent_kernel, bias (gates i, f, c, o). The attribute `name` of each group is the layer's. An encoder
 * inside a classifier is the group `functional`. Written atomically.
 *
 * @param model - Of layers that tfjs and Keras lay out alike: those of the networks of this package, `Dropout` and
 * `Activation`.
 * @param path - Ends with `.weights.h5`, as Keras demands. Missing folders are made.
 * @throws {RangeError} If `path` does not end so, or a layer is of another class.
 * @throws {Error} If `h5wasm` is not installed, or the file cannot be written.
 *
 * @example
 * await saveKerasWeights(autoencoder, "out/autoencoder.weights.h5");
 *
 * @see https://keras.io/api/models/model_saving_apis/weights_saving_and_loading/
 */
export async function saveKerasWeights(model: LayersModel, path: string): Promise<void> {
  if (!path.endsWith(".weights.h5")) throw new RangeError(`"path" must end with .weights.h5, got ${path}`);
  const groups = groupsOf(model);
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, "w");
    try {
      for (const { path: place, name, variables } of groups) {
        const group = makeGroup(file, place);
        group.create_attribute("name", name);
        for (const [i, variable] of variables.entries()) {
          const data = variable.dataSync<"float32">().slice();
          group.create_dataset({ name: String(i), data, shape: [...variable.shape], dtype: "<f4" });
        }
      }
    } finally {
      file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Puts weights that Keras 3 or {@link saveKerasWeights} saved as `.weights.h5` into a model of the same layers. Nothing
 * changes unless all of them fit.
 *
 * @param model - Changed in place.
 * @param path - Of the file.
 * @throws {RangeError} If a layer is of a class that tfjs and Keras lay out differently.
 * @throws {CheckpointError} If the file cannot be read, lacks weights of the model, or holds others under their place.
 * @throws {Error} If `h5wasm` is not installed.
 *
 * @example
 * const autoencoder = buildAutoencoder();
 * await loadKerasWeights(autoencoder, "autoencoder.weights.h5");
 */
export async function loadKerasWeights(model: LayersModel, path: string): Promise<void> {
  const groups = groupsOf(model);
  const file = await openForReading(path);
  let values: (readonly [tf.Variable, Float32Array])[];
  try {
    values = groups.flatMap((group) =>
      group.variables.map((variable, i) => [variable, readValues(file, path, group, i, variable)] as const),
    );
  } finally {
    file.close();
  }
  tf.tidy(() => {
    for (const [variable, data] of values) variable.assign(tf.tensor(data, variable.shape));
  });
}

/** In the order of the layers, which is the one in which Keras numbers groups of one class. */
function groupsOf(model: LayersModel, root = ""): WeightGroup[] {
  const counts = new Map<string, number>();
  const own: WeightGroup = { path: `${root}vars`, name: model.name, variables: [] };
  const inner = model.layers.flatMap((layer) => {
    const nested = layer instanceof LayersModel;
    const base = nested ? "functional" : groupNames[layer.getClassName()];
    if (base === undefined) {
      throw new RangeError(
        `"model" must have layers of ${Object.keys(groupNames).join(", ")}, got ${layer.name} of ${layer.getClassName()}`,
      );
    }
    const count = counts.get(base) ?? 0;
    counts.set(base, count + 1);
    const place = `${root}layers/${base}${count === 0 ? "" : `_${count}`}/`;
    return nested ? groupsOf(layer, place) : layerGroups(layer, place);
  });
  return [own, ...inner];
}

function layerGroups(layer: Layer, place: string): WeightGroup[] {
  const variables = layer.weights.map((weight) => weight.read() as tf.Variable);
  const { name } = layer;
  if (layer.getClassName() !== "LSTM") return [{ path: `${place}vars`, name, variables }];
  return [
    { path: `${place}vars`, name, variables: [] },
    { path: `${place}cell/vars`, name: "lstm_cell", variables },
  ];
}

function makeGroup(file: File, path: string): Group {
  let group: Group = file;
  for (const part of path.split("/")) {
    group = group.keys().includes(part) ? (group.get(part) as Group) : group.create_group(part);
  }
  return group;
}

function readValues(file: File, path: string, group: WeightGroup, index: number, variable: tf.Variable): Float32Array {
  const place = `${group.path}/${index}`;
  const dataset = file.get(place) as Dataset | null;
  if (dataset === null) throw new CheckpointError(`${path} lacks ${place}, for ${group.name}`);
  const shape = dataset.shape ?? [];
  if (shape.join() !== variable.shape.join()) {
    throw new CheckpointError(
      `${path}: ${place}, for ${group.name}, must have the shape [${variable.shape.join(", ")}] of the model, got [${shape.join(", ")}]`,
    );
  }
  return Float32Array.from(dataset.value as Float32Array);
}

async function open(path: string, mode: "r" | "w"): Promise<File> {
  const { default: h5wasm } = await import("h5wasm/node");
  await h5wasm.ready;
  return new h5wasm.File(path, mode);
}

async function openForReading(path: string): Promise<File> {
  await checkSignature(path);
  const file = await open(path, "r");
  // h5wasm gives a negative handle where HDF5 fails to open a file.
  if (file.file_id < 0n) throw new CheckpointError(`${path} cannot be read as HDF5`);
  return file;
}

/** First, since HDF5 prints its whole stack where a file is none of its own. */
async function checkSignature(path: string): Promise<void> {
  let found: Uint8Array;
  try {
    const handle = await openFile(path);
    try {
      found = (await handle.read(new Uint8Array(8), 0, 8)).buffer;
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new CheckpointError(`${path} cannot be read`, { cause });
  }
  if (!signature.every((byte, i) => byte === found[i])) throw new CheckpointError(`${path} is not an HDF5 file`);
}
