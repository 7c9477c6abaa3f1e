import { join } from "node:path";

import { type History, splitClassifier } from "@wader/models";
import { useWasm } from "@wader/models/node";

import { writeJson } from "./atomic.js";
import { type PartScores, evaluateRun } from "./evaluation.js";
import { type NetworksOptions, trainNetworks } from "./networks.js";
import { type Run, type RunChoice, describeSplit, runSides, startRun } from "./run-folder.js";

/** Settings of {@link runExperiment}. */
export interface ExperimentOptions extends Omit<NetworksOptions, "seed" | "resume"> {
  readonly choice: RunChoice;
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
  const { choice, augment = false, signal } = options;
  const seconds = { features: 0, evaluation: 0 };
  const timed = async <T>(step: keyof typeof seconds, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await work();
    seconds[step] = (performance.now() - began) / 1000;
    return result;
  };
  await useWasm();
  const { run, collection } = await timed("features", () => startRun(folder, choice, signal));
  const sides = runSides(run, augment);
  const { autoencoder, classifiers, latents, ...trained } = await trainNetworks(folder, collection, sides, {
    ...options,
    seed: run.seed,
    resume: choice.resume,
  });
  const heads = classifiers.map(({ model }) => splitClassifier(model).head);
  const scores = await timed("evaluation", () =>
    evaluateRun(autoencoder.model, heads, collection, latents, run.split, signal),
  );
  await latents.close?.();
  await writeJson(join(folder, "evaluation.json"), scores);
  return {
    run,
    description: describeSplit(collection, run),
    frameShape: collection.frameShape,
    histories: { autoencoder: autoencoder.history, classifier: classifiers[0]!.history },
    scores,
    seconds: { ...seconds, ...trained.seconds },
  };
}
