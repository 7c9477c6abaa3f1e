import type { TrainingPresets } from "@wader/models";

import { UsageError, choice, common, number } from "./command-line.js";
import { type Experiment, runExperiment } from "./experiment.js";
import { featureOptions } from "./feature-options.js";
import type { FrameValues } from "./features.js";
import type { RunChoice } from "./run-folder.js";
import {
  type SizeValues,
  augmentOption,
  batchOption,
  featureChoice,
  presetNames,
  presetOf,
  sizeOptions,
  sizeSentence,
  sizesOf,
  splitOption,
  workersOption,
} from "./run-options.js";
import type { SplitUnit } from "./split.js";

const epochLimits = { min: 1, max: 10_000, whole: true } as const;

/** Options of the scripts that repeat the 2023 report's experiment. */
export const reportOptions = {
  data: common.data,
  ...featureOptions(4),
  split: splitOption,
  augment: augmentOption,
  preset: choice(
    presetNames,
    "default (Adam, 1e-3 falling along a cosine), or report (autoencoder Adam 1e-3, classifier SGD 1e-4).",
  ),
  autoencoderEpochs: number("Epochs of the autoencoder; the report has 50.", { ...epochLimits, fallback: 50 }),
  classifierEpochs: number("Epochs of the classifier; the report has 50.", { ...epochLimits, fallback: 12 }),
  networks: number("Classifiers that are trained from one seed after the other and decide together.", {
    min: 1,
    max: 20,
    whole: true,
    fallback: 1,
  }),
  classifierBatch: batchOption,
  ...sizeOptions,
  workers: workersOption,
  resume: common.resume,
} as const;

/** Values of {@link reportOptions}. */
export interface ReportValues extends SizeValues {
  readonly data: string | undefined;
  readonly values: FrameValues;
  readonly timeStep: number;
  readonly frameSamples: number;
  readonly hop: number;
  readonly silenceDb: number;
  readonly level: number;
  readonly pad: boolean;
  readonly split: SplitUnit;
  readonly augment: boolean;
  readonly preset: (typeof presetNames)[number];
  readonly autoencoderEpochs: number;
  readonly classifierEpochs: number;
  readonly networks: number;
  readonly classifierBatch: number;
  readonly workers: number;
  readonly resume: boolean;
}

/** 70 % of the clips train, of the rest three quarters test and one quarter validates. */
const shares = { train: 0.7, test: 0.3 * 0.75 } as const;

/**
 * What the options say of the run and of its training.
 *
 * @throws {UsageError} If they contradict each other.
 */
export function reportRun(
  options: ReportValues,
  actors: readonly number[],
  seed: number,
): { readonly choice: RunChoice; readonly preset: TrainingPresets } {
  if (options.data === undefined)
    throw new UsageError("--data is missing: the report's experiment needs real recordings");
  if (options.augment && options.values !== "power") throw new UsageError("--augment needs --values power");
  if (options.augment && options.split !== "clip")
    throw new UsageError("--augment takes frames from anywhere in a clip, so it needs --split clip");
  const { data, split, resume } = options;
  return {
    choice: {
      data,
      features: undefined,
      actors,
      unseenActors: [],
      shares,
      copies: ["clean", "noisy"],
      unit: split,
      ...featureChoice(options),
      seed,
      resume,
    },
    preset: presetOf(options.preset, options.classifierBatch),
  };
}

/** Trains and scores both networks on some actors' clips. */
export function reportExperiment(
  folder: string,
  options: ReportValues,
  actors: readonly number[],
  seed: number,
  signal: AbortSignal,
): Promise<Experiment> {
  const { augment, networks, workers } = options;
  return runExperiment(folder, {
    ...reportRun(options, actors, seed),
    epochs: { autoencoder: options.autoencoderEpochs, classifier: options.classifierEpochs },
    augment,
    networks,
    ...sizesOf(options),
    decay: options.preset === "default",
    workers,
    signal,
  });
}

/** The options as a command line that repeats them, those of data and place left out. */
export function reportCommand(script: string, options: ReportValues, more: Readonly<Record<string, string>>): string {
  const named: Record<string, string | number> = {
    split: options.split,
    values: options.values,
    "time-step": options.timeStep,
    "frame-samples": options.frameSamples,
    hop: options.hop,
    "silence-db": options.silenceDb,
    level: options.level,
    preset: options.preset,
    "autoencoder-epochs": options.autoencoderEpochs,
    "classifier-epochs": options.classifierEpochs,
    "classifier-batch": options.classifierBatch,
    networks: options.networks,
    momentum: options.momentum,
    filters: options.filters,
    units: options.units,
    workers: options.workers,
    ...more,
  };
  const given = Object.entries(named).map(([name, value]) => `--${name} ${value}`);
  const flags = (["augment", "pad"] as const).filter((name) => options[name]).map((name) => `--${name}`);
  return `node examples/dist/${script}.js --data Z ${[...given, ...flags].join(" ")}`;
}

/** What the options say, for people to read. */
export function reportSentences(options: ReportValues, frameShape: readonly [number, number]): string[] {
  const { networks, classifierEpochs, preset, classifierBatch, autoencoderEpochs } = options;
  const batch = presetOf(preset, classifierBatch).classifier.batchSize;
  return [
    `Frames [${frameShape.join(", ")}] of ${options.frameSamples} samples (time step ${options.timeStep}, the report has 1), one every ${options.hop} samples (the report: 4000)${options.pad ? "; shorter clips get silence at both ends" : ""}.`,
    `A frame holds ${options.values === "power" ? "the power of each scale over each time step, in decibels (the report: coefficients)" : "coefficients, as in the report"}; the classifier's training frames are ${options.augment ? "varied anew in every epoch" : "as they are"}.`,
    `Silence begins ${options.silenceDb} dB under the loudest sound; ${options.level === 0 ? "every clip has the same level, as in the report" : `level kept to the power of ${options.level}`}.`,
    `Preset ${preset}: autoencoder ${autoencoderEpochs} epochs, ${networks === 1 ? "classifier" : `${networks} classifiers that decide together,`} ${classifierEpochs} epochs in batches of ${batch} (the report: 50 and 50), on ${options.workers} threads.`,
    sizeSentence(options),
  ];
}

/** What a split hides, for people to read. */
export const flattery: Readonly<Record<SplitUnit, string>> = {
  clip: "The speaker is the same in all parts: these figures say nothing about unseen speakers.",
  frame:
    "Frames of one clip are in all parts: these figures flatter, since a test frame's neighbours were trained on. The split by clip is the honest one.",
  "frame-copy":
    "Every frame and every noisy copy was dealt alone: these figures flatter most, since the very sound of many a test frame was trained on with or without noise. The split by clip is the honest one.",
};
