import { join } from "node:path";

import { type History, type TrainingPresets, encoderOf, splitClassifier } from "@wader/models";
import { useWasm } from "@wader/models/node";

import { writeJson } from "./atomic.js";
import { type PartScores, evaluateRun } from "./evaluation.js";
import { cachedLatents } from "./latents.js";
import { type Run, type RunChoice, describeSplit, framesOfPart, startRun } from "./run-folder.js";
import { fitAutoencoder, fitClassifier } from "./training.js";

/** Settings of {@link runExperiment}. */
export interface ExperimentOptions {
  readonly choice: RunChoice;
  readonly preset: TrainingPresets;
  readonly epochs: { readonly autoencoder: number; readonly classifier: number };
  /** Keeps the classifier of the epoch with the least loss on the validation frames. */
  readonly keepBest: boolean;
  /** Threads to train on. */
  readonly workers: number;
  readonly signal: AbortSignal;
}

/** What an experiment gave. */
export interface Experiment {
  readonly run: Run;
  /** The split in words. */
  readonly description: string;
  readonly frameShape: readonly [timeSteps: number, scales: number];
  readonly histories: { readonly autoencoder: History; readonly classifier: History };
  readonly scores: readonly PartScores[];
  /** Seconds of wall time by step. */
  readonly seconds: Readonly<Record<"features" | "autoencoder" | "latents" | "classifier" | "evaluation", number>>;
}

/** Trains both networks on one split and evaluates them, all in one folder; an interrupted one goes on where it stopped. */
export async function runExperiment(folder: string, options: ExperimentOptions): Promise<Experiment> {
  const { choice, preset, epochs, keepBest, workers, signal } = options;
  const seconds = { features: 0, autoencoder: 0, latents: 0, classifier: 0, evaluation: 0 };
  const timed = async <T>(step: keyof typeof seconds, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await work();
    seconds[step] = (performance.now() - began) / 1000;
    return result;
  };
  const fit = { seed: choice.seed, resume: choice.resume, workers, signal };

  await useWasm();
  const { run, collection } = await timed("features", () => startRun(folder, choice, signal));
  const { model: autoencoder, history: first } = await timed("autoencoder", () =>
    fitAutoencoder(
      join(folder, "autoencoder"),
      framesOfPart(collection, run.split, "train")!,
      framesOfPart(collection, run.split, "validation")!,
      { ...fit, preset: preset.autoencoder, epochs: epochs.autoencoder, keepBest: false },
    ),
  );
  const latents = await timed("latents", () =>
    cachedLatents(join(folder, "latents"), encoderOf(autoencoder), collection, signal),
  );
  const { model: classifier, history: second } = await timed("classifier", () =>
    fitClassifier(
      join(folder, "classifier"),
      autoencoder,
      framesOfPart(latents, run.split, "train")!,
      framesOfPart(latents, run.split, "validation")!,
      { ...fit, preset: preset.classifier, epochs: epochs.classifier, keepBest },
    ),
  );
  const scores = await timed("evaluation", () =>
    evaluateRun(autoencoder, splitClassifier(classifier).head, collection, latents, run.split, signal),
  );
  await writeJson(join(folder, "evaluation.json"), scores);
  return {
    run,
    description: describeSplit(collection, run),
    frameShape: collection.frameShape,
    histories: { autoencoder: first, classifier: second },
    scores,
    seconds,
  };
}
