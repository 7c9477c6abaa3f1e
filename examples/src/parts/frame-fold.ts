import { readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { evaluateAutoencoder, splitClassifier } from "@wader/models";

import { writeJson } from "./atomic.js";
import { drawFrames } from "./drawn-frames.js";
import { type Scores, scoreFrames } from "./evaluation.js";
import { type FrameCollection, selectFrames } from "./frame-collection.js";
import { type NetworksOptions, trainNetworks } from "./networks.js";
import { type SplitUnit, unitName } from "./split.js";

/** What is dealt to the folds. With a speaker go all clips. */
export type DealtUnit = SplitUnit | "speaker";

/** One fold: which units test; all others train. */
export interface FrameFold {
  /** Tells it apart among all folds, fit for a file's name. */
  readonly name: string;
  readonly unit: DealtUnit;
  readonly seed: number;
  /** Names of units; of clips, if speakers were dealt. */
  readonly test: ReadonlySet<string>;
}

/** How the networks of a fold are trained. */
export interface FrameFoldOptions extends Omit<NetworksOptions, "decay" | "seed"> {
  /** Frames of a clip and copy that one epoch shows. */
  readonly framesPerEpoch: number;
}

/** What a fold gave on its test side. */
export interface FrameFoldResult {
  readonly name: string;
  readonly unit: DealtUnit;
  readonly seed: number;
  readonly rSquared: number;
  readonly frames: Scores;
  readonly clips: Scores;
  readonly trainingFrames: number;
  readonly seconds: number;
}

/**
 * Trains an autoencoder and a classifier on the training side of a fold and scores them on the other, in a folder of its own,
 * where only the result stays.
 */
export async function runFrameFold(
  folder: string,
  collection: FrameCollection,
  fold: FrameFold,
  options: FrameFoldOptions,
): Promise<FrameFoldResult> {
  const { framesPerEpoch, signal } = options;
  const resultPath = join(folder, "result.json");
  if (options.resume) {
    const known = await readFile(resultPath, "utf8").catch(() => undefined);
    if (known !== undefined) return JSON.parse(known) as FrameFoldResult;
  } else await rm(folder, { recursive: true, force: true });

  const began = performance.now();
  const { unit, seed } = fold;
  const named = unit === "speaker" ? "clip" : unit;
  const side = (of: FrameCollection, tests: boolean, vary?: { readonly seed: number }) =>
    selectFrames(
      of,
      ({ utterance, copy }, frame) => fold.test.has(unitName(named, utterance.id, copy, frame)) === tests,
      vary,
    );
  const test = side(collection, true);
  const { autoencoder, classifiers, latents } = await trainNetworks(
    folder,
    collection,
    { train: (of, vary) => drawFrames(side(of, false, vary), framesPerEpoch, seed) },
    { ...options, decay: true, seed },
  );
  const { rSquared } = await evaluateAutoencoder(autoencoder.model, test.frames, { signal });
  const heads = classifiers.map(({ model }) => splitClassifier(model).head);
  const { frames, clips } = await scoreFrames(heads, side(latents, true), signal);
  await latents.close?.();
  const result: FrameFoldResult = {
    name: fold.name,
    unit,
    seed,
    rSquared,
    frames,
    clips,
    trainingFrames: side(collection, false).frames.length,
    seconds: (performance.now() - began) / 1000,
  };
  await writeJson(resultPath, result);
  for (const name of await readdir(folder)) {
    if (name !== "result.json") await rm(join(folder, name), { recursive: true });
  }
  return result;
}
