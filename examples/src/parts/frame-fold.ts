import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import { type TrainingPresets, encoderOf, evaluateAutoencoder, splitClassifier } from "@wader/models";

import { writeJson } from "./atomic.js";
import { drawFrames } from "./drawn-frames.js";
import { type Scores, scoreFrames } from "./evaluation.js";
import { type FrameCollection, selectFrames } from "./frame-collection.js";
import { cachedLatents } from "./latents.js";
import { type SplitUnit, unitName } from "./split.js";
import { fitAutoencoder, fitClassifier } from "./training.js";

/** One fold: which units test; all others train. */
export interface FrameFold {
  /** Tells it apart among all folds, fit for a file's name. */
  readonly name: string;
  readonly unit: SplitUnit;
  readonly seed: number;
  readonly test: ReadonlySet<string>;
}

/** How the networks of a fold are trained. */
export interface FrameFoldOptions {
  readonly preset: TrainingPresets;
  readonly epochs: { readonly autoencoder: number; readonly classifier: number };
  /** Frames of a clip and copy that one epoch shows. */
  readonly framesPerEpoch: number;
  readonly workers: number;
  readonly resume: boolean;
  readonly signal: AbortSignal;
}

/** What a fold gave on its test side. */
export interface FrameFoldResult {
  readonly name: string;
  readonly unit: SplitUnit;
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
  const { preset, epochs, framesPerEpoch, workers, signal } = options;
  const resultPath = join(folder, "result.json");
  if (options.resume) {
    const known = await readFile(resultPath, "utf8").catch(() => undefined);
    if (known !== undefined) return JSON.parse(known) as FrameFoldResult;
  } else await rm(folder, { recursive: true, force: true });

  const began = performance.now();
  const { unit, seed } = fold;
  const side = (of: FrameCollection, tests: boolean) =>
    selectFrames(
      of,
      ({ utterance, copy }, frame) => fold.test.has(unitName(unit, utterance.id, copy, frame)) === tests,
    );
  const training = side(collection, false);
  const fit = { seed, resume: options.resume, decay: true, keep: "last" as const, workers, signal };
  const { model: autoencoder } = await fitAutoencoder(
    join(folder, "autoencoder"),
    drawFrames(training, framesPerEpoch, seed),
    undefined,
    { ...fit, preset: preset.autoencoder, epochs: epochs.autoencoder },
  );
  const { rSquared } = await evaluateAutoencoder(autoencoder, side(collection, true).frames, { signal });
  const latents = await cachedLatents(join(folder, "latents"), encoderOf(autoencoder), collection, signal);
  const { model: classifier } = await fitClassifier(
    join(folder, "classifier"),
    autoencoder,
    { of: "latents", train: drawFrames(side(latents, false), framesPerEpoch, seed), validation: undefined },
    { ...fit, preset: preset.classifier, epochs: epochs.classifier },
  );
  const { frames, clips } = await scoreFrames([splitClassifier(classifier).head], side(latents, true), signal);
  await latents.close?.();
  const result: FrameFoldResult = {
    name: fold.name,
    unit,
    seed,
    rSquared,
    frames,
    clips,
    trainingFrames: training.frames.length,
    seconds: (performance.now() - began) / 1000,
  };
  await writeJson(resultPath, result);
  for (const name of ["autoencoder", "classifier", "latents"]) await rm(join(folder, name), { recursive: true });
  return result;
}
