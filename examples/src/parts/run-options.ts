import { availableParallelism } from "node:os";

import { type TrainingPresets, presets } from "@wader/models";

import { UsageError, choice, common, flag, number, text } from "./command-line.js";
import { featureOptions } from "./feature-options.js";
import type { FrameValues } from "./features.js";
import type { Copy } from "./frame-collection.js";
import type { NetworksOptions } from "./networks.js";
import type { RunChoice } from "./run-folder.js";
import { type SplitUnit, parseActors, splitUnits } from "./split.js";

/** Variation of the classifier's training frames. */
export const augmentOption = flag(
  "Vary the classifier's training frames anew in every epoch: place, speed, pitch, loudness, noise, holes. Needs --values power.",
);

/** What stays in one part of the split. */
export const splitOption = choice(
  splitUnits,
  "What stays in one part: a clip; a frame with its noisy copy; or each frame alone. The last two flatter: they test on clips that were trained on.",
);

/** Options of the scripts that start a run. */
export const runOptions = {
  data: common.data,
  features: text(
    "folder",
    "Take the frames that the features script wrote, instead of computing them when they are needed.",
  ),
  actors: text("list", "Only these speakers: 1,3,5-8."),
  unseenActors: text("list", "Keep these speakers out of training and of the split, and test on them apart."),
  trainShare: number("Share of the clips for training.", { min: 0.01, max: 0.98, fallback: 0.7 }),
  testShare: number("Share of the clips for the test; the rest validates.", { min: 0.01, max: 0.98, fallback: 0.2 }),
  ...featureOptions(4),
  split: splitOption,
  copies: choice(["both", "clean", "noisy"], "Which copies of a clip: as it is, with noise, or both."),
  seed: common.seed,
  resume: common.resume,
} as const;

/** Values of {@link runOptions}. */
export interface RunOptionValues {
  readonly data: string | undefined;
  readonly features: string | undefined;
  readonly actors: string | undefined;
  readonly unseenActors: string | undefined;
  readonly trainShare: number;
  readonly testShare: number;
  readonly values: FrameValues;
  readonly timeStep: number;
  readonly frameSamples: number;
  readonly hop: number;
  readonly silenceDb: number;
  readonly level: number;
  readonly pad: boolean;
  readonly split: SplitUnit;
  readonly copies: "both" | "clean" | "noisy";
  readonly seed: number;
  readonly resume: boolean;
}

/**
 * What the options ask for.
 *
 * @throws {UsageError} If they contradict each other.
 */
export function runChoice(options: RunOptionValues): RunChoice {
  const { data, features, actors, unseenActors, trainShare, testShare, copies, split, seed, resume } = options;
  if (!(trainShare + testShare < 1)) {
    throw new UsageError(
      `--train-share and --test-share must leave a share for validation, got ${trainShare} and ${testShare}`,
    );
  }
  if (features !== undefined && actors !== undefined)
    throw new UsageError("--actors cannot choose among written --features");
  return {
    data,
    features,
    actors: actors === undefined ? undefined : parseActors(actors),
    unseenActors: unseenActors === undefined ? [] : parseActors(unseenActors),
    shares: { train: trainShare, test: testShare },
    copies: copiesOf(copies),
    unit: split,
    ...featureChoice(options),
    seed,
    resume,
  };
}

/** What a run keeps of the options of {@link featureOptions}. */
type FeatureChoice = Required<
  Pick<RunChoice, "values" | "timeStep" | "frameSamples" | "hop" | "silenceDb" | "level" | "pad">
>;

/** The options of {@link featureOptions} alone, as a run keeps them. */
export function featureChoice(options: FeatureChoice): FeatureChoice {
  const { values, timeStep, frameSamples, hop, silenceDb, level, pad } = options;
  return { values, timeStep, frameSamples, hop, silenceDb, level, pad };
}

/** The copies that a word stands for. */
export function copiesOf(word: "both" | "clean" | "noisy"): readonly Copy[] {
  return word === "both" ? ["clean", "noisy"] : [word];
}

/** Threads to train on: one for each core, up to what a batch of 32 frames keeps busy. */
export const workersOption = number("Threads to train on.", {
  min: 1,
  max: 64,
  whole: true,
  fallback: Math.min(8, availableParallelism()),
});

/** Names of the training settings, the default first. */
export const presetNames = ["default", "report"] as const;

/** Frames of a step of the classifier's training; 0 leaves it to the preset. */
export const batchOption = number("Frames of one step of the classifier's training; 0 for what the preset says.", {
  min: 0,
  max: 1024,
  whole: true,
  fallback: 0,
});

/** Training settings by name, with another batch of the classifier if one is given. */
export function presetOf(name: (typeof presetNames)[number], classifierBatch = 0): TrainingPresets {
  const { autoencoder, classifier } = presets[name];
  return {
    autoencoder,
    classifier: classifierBatch === 0 ? classifier : { ...classifier, batchSize: classifierBatch },
  };
}

/** Sizes of the networks. */
export const sizeOptions = {
  momentum: number("Keras' momentum of batch normalisation; short runs need less than its 0.99.", {
    min: 0,
    max: 0.999,
    fallback: 0.99,
  }),
  filters: text("list", "Filters of the classifier's convolutions; the report has 128,256,512.", "128,256,512"),
  units: number("Units of the classifier's LSTM and of its dense layer; the report has 128 each.", {
    min: 1,
    max: 1024,
    whole: true,
    fallback: 128,
  }),
} as const;

/** Values of {@link sizeOptions}. */
export interface SizeValues {
  readonly momentum: number;
  readonly filters: string;
  readonly units: number;
}

/**
 * What {@link sizeOptions} say, as training takes it.
 *
 * @throws {UsageError} If the filters are none.
 */
export function sizesOf({ momentum, filters, units }: SizeValues): Pick<NetworksOptions, "momentum" | "sizes"> {
  const counts = filters.split(",").map(Number);
  if (!counts.every((count) => Number.isSafeInteger(count) && count > 0))
    throw new UsageError(`--filters must be positive whole numbers such as 32,64, got "${filters}"`);
  return { momentum, sizes: { filters: counts, lstmUnits: units, denseUnits: units } };
}

/** The same for people to read. */
export function sizeSentence({ momentum, filters, units }: SizeValues): string {
  return `Classifier of ${filters} filters, LSTM and dense layer of ${units} units (the report: 128,256,512 and 128); batch normalisation with momentum ${momentum} (Keras: 0.99).`;
}
