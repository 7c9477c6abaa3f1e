import { join } from "node:path";

import { type ClassifierOptions, type History, type TrainingPresets, encoderOf, splitClassifier } from "@wader/models";
import { useWasm } from "@wader/models/node";

import { writeJson } from "./atomic.js";
import { type PartScores, evaluateRun } from "./evaluation.js";
import { cachedLatents } from "./latents.js";
import { type Run, type RunChoice, classifierFrames, describeSplit, framesOfPart, startRun } from "./run-folder.js";
import { type Fitted, fitAutoencoder, fitClassifier } from "./training.js";

/** Settings of {@link runExperiment}. */
export interface ExperimentOptions {
  readonly choice: RunChoice;
  readonly preset: TrainingPresets;
  readonly epochs: { readonly autoencoder: number; readonly classifier: number };
  /** Lets both learning rates fall along a cosine. */
  readonly decay: boolean;
  /** Trains the classifier on frames that are varied anew in every epoch, instead of on the latents. */
  readonly augment?: boolean;
  /** Classifiers that are trained from one seed after the other and decide together. */
  readonly networks?: number;
  /** Sizes of the classifier's layers; those of the report by default. */
  readonly sizes?: ClassifierOptions;
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
  const { choice, preset, epochs, decay, augment = false, networks = 1, sizes, workers, signal } = options;
  const seconds = { features: 0, autoencoder: 0, latents: 0, classifier: 0, evaluation: 0 };
  const timed = async <T>(step: keyof typeof seconds, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await work();
    seconds[step] = (performance.now() - began) / 1000;
    return result;
  };
  const fit = { seed: choice.seed, resume: choice.resume, decay, keep: "last" as const, workers, signal };

  await useWasm();
  const { run, collection } = await timed("features", () => startRun(folder, choice, signal));
  const { model: autoencoder, history: first } = await timed("autoencoder", () =>
    fitAutoencoder(
      join(folder, "autoencoder"),
      framesOfPart(collection, run.split, "train")!,
      framesOfPart(collection, run.split, "validation"),
      { ...fit, preset: preset.autoencoder, epochs: epochs.autoencoder },
    ),
  );
  const latents = await timed("latents", () =>
    cachedLatents(join(folder, "latents"), encoderOf(autoencoder), collection, signal),
  );
  const classifiers = await timed("classifier", async () => {
    const fitted: Fitted[] = [];
    for (let i = 0; i < networks; i++) {
      const own = { ...run, seed: run.seed + i };
      fitted.push(
        await fitClassifier(
          join(folder, i === 0 ? "classifier" : `classifier-${i + 1}`),
          autoencoder,
          classifierFrames(collection, latents, own, augment),
          { ...fit, seed: own.seed, preset: preset.classifier, epochs: epochs.classifier },
          sizes,
        ),
      );
    }
    return fitted;
  });
  const heads = classifiers.map(({ model }) => splitClassifier(model).head);
  const scores = await timed("evaluation", () =>
    evaluateRun(autoencoder, heads, collection, latents, run.split, signal),
  );
  await latents.close?.();
  await writeJson(join(folder, "evaluation.json"), scores);
  // A resumed training has spent time before this process began.
  seconds.autoencoder = trainingSeconds(first);
  seconds.classifier = classifiers.reduce((sum, { history }) => sum + trainingSeconds(history), 0);
  return {
    run,
    description: describeSplit(collection, run),
    frameShape: collection.frameShape,
    histories: { autoencoder: first, classifier: classifiers[0]!.history },
    scores,
    seconds,
  };
}

function trainingSeconds(history: History): number {
  return history.epochs.reduce((sum, epoch) => sum + epoch.seconds, 0);
}
