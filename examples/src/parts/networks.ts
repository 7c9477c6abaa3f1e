import { join } from "node:path";

import { type ClassifierOptions, type History, type TrainingPresets, encoderOf } from "@wader/models";

import type { FrameCollection, FrameTable } from "./frame-collection.js";
import { cachedLatents } from "./latents.js";
import { type Fitted, fitAutoencoder, fitClassifier } from "./training.js";

/** What trains and what validates, of frames and likewise of their latents. */
export interface Sides {
  /** With `vary`, frames that are varied anew in every epoch. */
  readonly train: (of: FrameCollection, vary?: { readonly seed: number }) => FrameTable;
  /** None by default. */
  readonly validation?: (of: FrameCollection) => FrameTable | undefined;
}

/** How both networks are trained. */
export interface NetworksOptions {
  readonly preset: TrainingPresets;
  readonly epochs: { readonly autoencoder: number; readonly classifier: number };
  /** Lets both learning rates fall along a cosine. */
  readonly decay: boolean;
  /** Trains the classifier on frames that are varied anew in every epoch, instead of on the latents. */
  readonly augment?: boolean;
  /** Classifiers that are trained from one seed after the other. Default 1. */
  readonly networks?: number;
  /** Sizes of the classifier's layers; those of the report by default. */
  readonly sizes?: ClassifierOptions;
  /** Keras' momentum of batch normalisation in both. Default 0.99. */
  readonly momentum?: number;
  readonly seed: number;
  readonly resume: boolean;
  /** Threads to train on. */
  readonly workers: number;
  readonly signal: AbortSignal;
}

/** Both networks, trained. */
export interface Networks {
  readonly autoencoder: Fitted;
  /** One at least; they decide together. */
  readonly classifiers: readonly Fitted[];
  /** Of all frames; the caller closes them. */
  readonly latents: FrameCollection;
  /** Seconds of wall time by step, those before an interruption included. */
  readonly seconds: Readonly<Record<"autoencoder" | "latents" | "classifier", number>>;
}

/** Trains an autoencoder, and on its frozen encoder one or more classifiers, in a folder where an interrupted training goes on. */
export async function trainNetworks(
  folder: string,
  collection: FrameCollection,
  sides: Sides,
  options: NetworksOptions,
): Promise<Networks> {
  const { preset, epochs, augment = false, networks = 1, momentum = 0.99, seed, signal } = options;
  const { decay, resume, workers } = options;
  const fit = { decay, resume, keep: "last", workers, signal } as const;
  const autoencoder = await fitAutoencoder(
    join(folder, "autoencoder"),
    sides.train(collection),
    sides.validation?.(collection),
    { ...fit, seed, preset: preset.autoencoder, epochs: epochs.autoencoder },
    { batchNormalizationMomentum: momentum },
  );
  const began = performance.now();
  const latents = await cachedLatents(join(folder, "latents"), encoderOf(autoencoder.model), collection, signal);
  const encoding = (performance.now() - began) / 1000;
  const classifiers: Fitted[] = [];
  try {
    for (let i = 0; i < networks; i++) {
      const own = seed + i;
      const source = augment ? collection : latents;
      classifiers.push(
        await fitClassifier(
          join(folder, i === 0 ? "classifier" : `classifier-${i + 1}`),
          autoencoder.model,
          {
            of: augment ? "frames" : "latents",
            train: sides.train(source, augment ? { seed: own } : undefined),
            validation: sides.validation?.(source),
          },
          { ...fit, seed: own, preset: preset.classifier, epochs: epochs.classifier },
          { ...options.sizes, batchNormalizationMomentum: momentum },
        ),
      );
    }
  } catch (error) {
    await latents.close?.();
    throw error;
  }
  return {
    autoencoder,
    classifiers,
    latents,
    seconds: {
      autoencoder: trainingSeconds(autoencoder.history),
      latents: encoding,
      classifier: classifiers.reduce((sum, { history }) => sum + trainingSeconds(history), 0),
    },
  };
}

function trainingSeconds(history: History): number {
  return history.epochs.reduce((sum, epoch) => sum + epoch.seconds, 0);
}
