import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { LayersModel } from "@tensorflow/tfjs-layers";
import {
  type AutoencoderOptions,
  type ClassifierOptions,
  type History,
  type Progress as TrainingProgress,
  type TrainingPreset,
  buildAutoencoder,
  buildClassifier,
  encoderOf,
  splitClassifier,
  trainAutoencoder,
  trainClassifier,
} from "@wader/models";
import { checkpointFile, csvLog, loadModel, parallelTraining, saveModel } from "@wader/models/node";

import { writeJson } from "./atomic.js";
import type { FrameTable } from "./frame-collection.js";
import { type Progress, startProgress } from "./progress.js";

/** Options of {@link fitAutoencoder} and {@link fitClassifier}. */
export interface FitOptions {
  readonly preset: TrainingPreset;
  readonly epochs: number;
  readonly seed: number;
  readonly resume: boolean;
  /** Lets the learning rate fall along a cosine to a twentieth. */
  readonly decay: boolean;
  /** Weights to keep: those of the last epoch, or of the one with the least loss on the validation frames. */
  readonly keep: "last" | "best";
  /** Threads to train on. The figures of different numbers of threads agree to rounding, those of the same number to the bit. */
  readonly workers: number;
  readonly signal: AbortSignal;
}

/** Frames that a classifier trains on, and those that it is scored on after every epoch. */
export interface ClassifierFrames {
  /** `latents`, which the encoder gave once; or `frames`, which it sees anew in every epoch. */
  readonly of: "latents" | "frames";
  readonly train: FrameTable;
  readonly validation: FrameTable | undefined;
}

/** A trained network and the course of its training. */
export interface Fitted {
  readonly model: LayersModel;
  readonly history: History;
}

/**
 * Trains the autoencoder and saves it to a folder, with its history; a run that was interrupted goes on if `resume` is true,
 * and one that is complete is loaded.
 *
 * Every epoch is also a line of `history.csv` as soon as it ends, for spreadsheets and plots to follow.
 *
 * @param validation - Frames that are scored after every epoch and never trained on; none if absent.
 * @param sizes - Sizes of its layers; those of the report by default.
 * @throws The signal's reason, after a checkpoint, if it fires.
 */
export async function fitAutoencoder(
  folder: string,
  train: FrameTable,
  validation: FrameTable | undefined,
  options: FitOptions,
  sizes: AutoencoderOptions = {},
): Promise<Fitted> {
  const [timeSteps, scales] = train.frames.frameShape;
  const known = options.resume ? await loadFitted(folder, options.epochs) : undefined;
  if (known !== undefined) return known;
  const model = buildAutoencoder({ ...sizes, timeSteps, scales, seed: options.seed });
  const history = await trainAutoencoder(model, train.frames, {
    ...shared("Training the autoencoder", folder, timeSteps, options),
    ...(validation === undefined ? {} : { validation: validation.frames }),
    ...(options.keep === "best" ? { selection: { monitor: "loss" as const } } : {}),
  });
  return save(folder, model, history, options.signal);
}

/**
 * Trains the classifier and saves it, with the encoder in front, to a folder; otherwise as {@link fitAutoencoder}.
 *
 * @param autoencoder - Its encoder becomes part of the classifier and is frozen.
 * @param sizes - Sizes of the classifier's layers; those of the report by default.
 */
export async function fitClassifier(
  folder: string,
  autoencoder: LayersModel,
  { of, train, validation }: ClassifierFrames,
  options: FitOptions,
  sizes: ClassifierOptions = {},
): Promise<Fitted> {
  const [timeSteps] = train.frames.frameShape;
  const known = options.resume ? await loadFitted(folder, options.epochs) : undefined;
  if (known !== undefined) return known;
  const model = buildClassifier(encoderOf(autoencoder), { ...sizes, seed: options.seed });
  const history = await trainClassifier(
    of === "frames" ? model : splitClassifier(model).head,
    { frames: train.frames, labels: train.labels },
    {
      ...shared("Training the classifier", folder, timeSteps, options),
      ...(validation === undefined ? {} : { validation: { frames: validation.frames, labels: validation.labels } }),
      ...(options.keep === "best" ? { selection: { monitor: "loss" as const } } : {}),
    },
  );
  return save(folder, model, history, options.signal);
}

/** The history of a network that was trained before. */
export async function readHistory(folder: string): Promise<History | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, "history.json"), "utf8")) as History;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function shared(
  label: string,
  folder: string,
  timeSteps: number,
  { preset, epochs, decay, seed, resume, workers, signal }: FitOptions,
) {
  const show = trainingProgress(label);
  return {
    ...passes(preset.batchSize, timeSteps),
    optimizer: preset.optimizer,
    ...(decay ? { schedule: cosineDecay(preset.optimizer.learningRate, epochs) } : {}),
    epochs,
    seed,
    signal,
    ...(workers === 1 ? {} : { parallel: parallelTraining({ workers }) }),
    onProgress: show,
    onEpoch: csvLog(join(folder, "history.csv")),
    checkpoints: { store: checkpointFile(join(folder, "checkpoint.safetensors")), resume },
  };
}

function cosineDecay(rate: number, epochs: number): (epoch: number) => number {
  return (epoch) => rate * (0.05 + 0.95 * 0.5 * (1 + Math.cos((Math.PI * (epoch - 1)) / epochs)));
}

/** A pass holds 8 frames of 4000 time steps, or as many numbers in shorter ones: about 0.7 GB in the autoencoder. */
function passes(batchSize: number, timeSteps: number): { batchSize: number; accumulate: number } {
  const most = Math.max(1, Math.floor(32_000 / timeSteps));
  let pass = batchSize;
  while (pass > most && pass % 2 === 0) pass /= 2;
  return { batchSize: pass, accumulate: batchSize / pass };
}

function trainingProgress(label: string): (state: TrainingProgress) => void {
  let shown: Progress | undefined;
  return ({ epoch, epochs, step, steps, loss, framesPerSecond }) => {
    const done = (epoch - 1) * steps + step;
    shown ??= startProgress(label, epochs * steps, "steps", done - 1);
    shown.update(done, `epoch ${epoch}/${epochs}, loss ${loss.toFixed(4)}, ${framesPerSecond.toFixed(1)} frames/s`);
    if (done === epochs * steps) shown.finish();
  };
}

async function save(folder: string, model: LayersModel, history: History, signal: AbortSignal): Promise<Fitted> {
  if (history.stopped === "aborted") signal.throwIfAborted();
  await saveModel(model, folder);
  // Last, for its presence says that the network is complete.
  await writeJson(join(folder, "history.json"), history);
  return { model, history };
}

async function loadFitted(folder: string, epochs: number): Promise<Fitted | undefined> {
  const history = await readHistory(folder);
  if (history === undefined || history.stopped === "aborted" || history.epochs.length < epochs) return undefined;
  return { model: await loadModel(folder), history };
}
