import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { FeatureSettings } from "@wader/examples/parts/features.js";
import { readRun } from "@wader/examples/parts/run-folder.js";
import { ScriptError } from "@wader/examples/parts/script.js";
import { type FrameSource, encodedSource, encoderOf } from "@wader/models";
import { loadModel, useWasm } from "@wader/models/node";

import { digestOf, sha256 } from "./digest.js";
import { type Store, readJson, writeJson } from "./store.js";

/** The files of a model, each with its bytes in base64. */
type ModelFiles = Readonly<Record<string, string>>;

/**
 * Puts the autoencoder of a trained run into the store, from where workers read it.
 *
 * @param folder - Folder of the run, as `train-autoencoder` leaves it.
 * @returns The digest that names it there, and the settings of the frames that it was trained on.
 * @throws {ScriptError} If the folder holds no such run.
 */
export async function keepEncoder(
  store: Store,
  folder: string,
): Promise<{ readonly encoder: string; readonly settings: FeatureSettings }> {
  const { settings } = await readRun(folder);
  const model = join(folder, "autoencoder");
  const json = await readFile(join(model, "model.json")).catch(() => undefined);
  if (json === undefined) throw new ScriptError(`${folder} holds no autoencoder: train-autoencoder has not finished`);
  const { weightsManifest } = JSON.parse(json.toString()) as { weightsManifest: [{ paths: [string] }] };
  const [name] = weightsManifest[0].paths;
  const weights = await readFile(join(model, name));
  const encoder = digestOf([sha256(json), sha256(weights)]);
  const files: ModelFiles = { "model.json": json.toString("base64"), [name]: weights.toString("base64") };
  await writeJson(store, keyOfEncoder(encoder), files);
  return { encoder, settings };
}

/**
 * Loads an encoder that {@link keepEncoder} put into the store.
 *
 * @returns What turns frames into latents.
 * @throws {ScriptError} If the store does not hold it.
 */
export async function openEncoder(store: Store, encoder: string): Promise<(frames: FrameSource) => FrameSource> {
  const files = await readJson<ModelFiles>(store, keyOfEncoder(encoder));
  if (files === undefined) throw new ScriptError(`the store ${store.name} holds no encoder ${encoder}`);
  await useWasm();
  const folder = await mkdtemp(join(tmpdir(), "wader-encoder-"));
  try {
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(folder, name), Buffer.from(content, "base64"));
    }
    const layers = encoderOf(await loadModel(folder));
    return (frames) => encodedSource(layers, frames);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function keyOfEncoder(encoder: string): string {
  return `encoders/${encoder}.json`;
}
