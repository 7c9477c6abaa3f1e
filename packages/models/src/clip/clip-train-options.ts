import { checkIndex, checkPositive, checkPositiveInteger } from "../check.js";
import type { SequenceAugmentation } from "./augment-sequence.js";
import type { Mixup } from "./mixup.js";
import type { SpecAugmentation } from "./spec-augment.js";

/** How a clip network is trained. */
export interface ClipTrainOptions {
  /** Default 40. */
  readonly epochs?: number;
  /** Clips in a step; what is left over at the end of an epoch is left out. Default 32, or all clips where they are fewer. */
  readonly batchSize?: number;
  /** Highest learning rate. Default 3e-3. */
  readonly learningRate?: number;
  /** Epochs in which it rises. Default 2. */
  readonly warmupEpochs?: number;
  /** Decoupled decay of kernels. Default 0.02. */
  readonly weightDecay?: number;
  /** Longest gradient. Default 5. */
  readonly clipNorm?: number;
  /** Memory of the average of weights that is kept in the end, from 0 (the last weights) to below 1. Default 0.99. */
  readonly averageDecay?: number;
  /** From 0 to below 1. Default 0.1. */
  readonly labelSmoothing?: number;
  /** Weight of each auxiliary task. Default 0.2. */
  readonly auxiliaryWeight?: number;
  /** Copies in place of clips. Default {@link clipAugmentation}; `null` takes the clips as they are. */
  readonly augmentation?: SequenceAugmentation | null;
  /** Stripes. Default 2 over bands (15 %) and 2 over time (12 %); `null` for none. */
  readonly specAugment?: SpecAugmentation | null;
  /** Default 60 % of the batches, alpha 0.3; `null` for none. */
  readonly mixup?: Mixup | null;
  /** Integer of 0 or more that the order, the copies and dropout follow from. Default 0. */
  readonly seed?: number;
  /** Called after every epoch, counted from 1, with the mean loss of its batches. */
  readonly onEpoch?: (epoch: number, loss: number) => void;
  /** Stops after the current step: the promise is rejected with the signal's reason, and the network is to be thrown away. */
  readonly signal?: AbortSignal;
}

/** What augmentation training uses by default. */
export const clipAugmentation: SequenceAugmentation = { shift: 2, gain: 3, tempo: 0.12, tilt: 0.2 };

type Settings = Required<Omit<ClipTrainOptions, "onEpoch" | "signal">>;

/** Fills in the defaults and checks everything. */
export function checkedTrainOptions(options: ClipTrainOptions, clips: number): Settings {
  const settings: Settings = {
    epochs: options.epochs ?? 40,
    batchSize: options.batchSize ?? Math.min(32, clips),
    learningRate: options.learningRate ?? 3e-3,
    warmupEpochs: options.warmupEpochs ?? 2,
    weightDecay: options.weightDecay ?? 0.02,
    clipNorm: options.clipNorm ?? 5,
    averageDecay: options.averageDecay ?? 0.99,
    labelSmoothing: options.labelSmoothing ?? 0.1,
    auxiliaryWeight: options.auxiliaryWeight ?? 0.2,
    // Not `??`, for null says that there is to be none.
    augmentation: options.augmentation === undefined ? clipAugmentation : options.augmentation,
    specAugment: options.specAugment === undefined ? { stripes: 2, bands: 0.15, time: 0.12 } : options.specAugment,
    mixup: options.mixup === undefined ? { probability: 0.6, alpha: 0.3 } : options.mixup,
    seed: options.seed ?? 0,
  };
  const { batchSize, augmentation, specAugment, mixup } = settings;
  checkPositiveInteger("epochs", settings.epochs);
  checkPositiveInteger("batchSize", batchSize);
  if (batchSize > clips) {
    throw new RangeError(`"batchSize" must be at most the number of clips, ${clips}, got ${batchSize}`);
  }
  checkPositive("learningRate", settings.learningRate);
  checkPositive("clipNorm", settings.clipNorm);
  checkIndex("seed", settings.seed);
  for (const name of ["averageDecay", "labelSmoothing"] as const) {
    const value = settings[name];
    if (!(value >= 0 && value < 1)) throw new RangeError(`"${name}" must be from 0 to below 1, got ${value}`);
  }
  for (const name of ["warmupEpochs", "weightDecay", "auxiliaryWeight"] as const)
    checkNotNegative(name, settings[name]);
  if (augmentation !== null) {
    const { shift = 0, gain = 0, tempo = 0, tilt = 0, noise, pitchPerBand = 0 } = augmentation;
    for (const [name, value] of Object.entries({ shift, gain, tempo, tilt, pitchPerBand })) {
      checkNotNegative(`augmentation.${name}`, value);
    }
    if (noise !== undefined) {
      checkShare("augmentation.noise.probability", noise.probability);
      if (!(noise.least > -Infinity && noise.most >= noise.least && noise.most < Infinity)) {
        throw new RangeError(
          `"augmentation.noise" must be finite, "least" at most "most", got ${noise.least} and ${noise.most}`,
        );
      }
    }
  }
  if (specAugment !== null) {
    checkIndex("specAugment.stripes", specAugment.stripes);
    checkShare("specAugment.bands", specAugment.bands);
    checkShare("specAugment.time", specAugment.time);
  }
  if (mixup !== null) {
    checkShare("mixup.probability", mixup.probability);
    checkPositive("mixup.alpha", mixup.alpha);
  }
  return settings;
}

function checkNotNegative(name: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) throw new RangeError(`"${name}" must be finite and >= 0, got ${value}`);
}

function checkShare(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`"${name}" must be from 0 to 1, got ${value}`);
}
