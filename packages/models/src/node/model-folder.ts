import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import * as tf from "@tensorflow/tfjs-core";
import { type LayersModel, loadLayersModel } from "@tensorflow/tfjs-layers";

import { CheckpointError } from "../errors.js";
import { writeAtomically } from "./write-atomically.js";

const weightsName = /^weights-([0-9a-f]{16})\.bin$/;

/**
 * Saves a model's layers and weights in a folder, in tfjs' own format: `model.json` and `weights-<hash>.bin`, which
 * `tf.loadLayersModel` reads over HTTP too.
 *
 * `model.json` names its weights file, and is replaced last and atomically: killed at any moment, the folder holds the former
 * model or the new one.
 *
 * @param model - Any model of tfjs layers, compiled or not; the optimiser is not saved.
 * @param folder - Made if missing.
 * @throws {Error} Node's own, if the folder cannot be written.
 *
 * @example
 * await saveModel(autoencoder, "out/autoencoder");
 */
export async function saveModel(model: LayersModel, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await model.save(tf.io.withSaveHandler((artifacts) => saveArtifacts(artifacts, folder)));
}

/**
 * Loads what {@link saveModel} saved. Frozen layers stay frozen.
 *
 * @param folder - Holds `model.json` and its weights.
 * @throws {CheckpointError} If the folder holds no model, or it is damaged.
 *
 * @example
 * const encoder = encoderOf(await loadModel("out/autoencoder"));
 */
export function loadModel(folder: string): Promise<LayersModel> {
  return loadLayersModel({ load: () => loadArtifacts(folder) });
}

async function saveArtifacts(artifacts: tf.io.ModelArtifacts, folder: string): Promise<tf.io.SaveResult> {
  const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(artifacts.weightData));
  const name = `weights-${hashOf(weights)}.bin`;
  const json: tf.io.ModelJSON = {
    format: "layers-model",
    generatedBy: artifacts.generatedBy ?? "TensorFlow.js",
    convertedBy: null!,
    modelTopology: artifacts.modelTopology!,
    weightsManifest: [{ paths: [name], weights: artifacts.weightSpecs! }],
    ...(artifacts.userDefinedMetadata === undefined ? {} : { userDefinedMetadata: artifacts.userDefinedMetadata }),
  };
  await writeAtomically(join(folder, name), weights);
  await writeAtomically(join(folder, "model.json"), JSON.stringify(json));
  const former = (await readdir(folder)).filter((file) => weightsName.test(file) && file !== name);
  await Promise.all(former.map((file) => rm(join(folder, file), { force: true })));
  return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
}

async function loadArtifacts(folder: string): Promise<tf.io.ModelArtifacts> {
  const json = parse(await read(folder, "model.json"), folder);
  const group = json.weightsManifest?.[0];
  const path = group?.paths[0];
  if (json.modelTopology === undefined || group === undefined || path === undefined) {
    throw new CheckpointError(`${join(folder, "model.json")} is not a model of tfjs layers`);
  }
  const weights = await read(folder, path);
  const hash = weightsName.exec(path)?.[1];
  if (hash !== undefined && hash !== hashOf(weights)) {
    throw new CheckpointError(`${join(folder, path)} is damaged: its content does not match its name`);
  }
  return {
    modelTopology: json.modelTopology,
    weightSpecs: group.weights,
    weightData: Uint8Array.from(weights).buffer,
    ...(json.userDefinedMetadata === undefined ? {} : { userDefinedMetadata: json.userDefinedMetadata }),
  };
}

async function read(folder: string, name: string): Promise<Uint8Array> {
  try {
    return await readFile(join(folder, name));
  } catch (cause) {
    throw new CheckpointError(`no model in ${folder}: ${name} cannot be read`, { cause });
  }
}

function parse(bytes: Uint8Array, folder: string): Partial<tf.io.ModelJSON> {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Partial<tf.io.ModelJSON>;
  } catch (cause) {
    throw new CheckpointError(`${join(folder, "model.json")} is damaged: it is not JSON`, { cause });
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}
