import {
  CheckpointError,
  type LinearDiscriminantRecord,
  type Standardizer,
  type TensorRecord,
  type TensorRecords,
  decodeSafetensors,
  encodeSafetensors,
} from "@wader/models/discriminant";

import { emotions } from "./emotions.js";

/** How often a model is right about voices that it was not trained on, and how far its probabilities may be trusted. */
export interface RecognizerFigures {
  /** Mean of the recalls of the emotions. */
  readonly unweightedAccuracy: number;
  /** Part of all recordings that is told right. */
  readonly weightedAccuracy: number;
  /** Expected calibration error in 15 bins, with the temperature. */
  readonly calibrationError: number;
}

/** Where a recogniser comes from. */
export interface RecognizerInfo {
  readonly version: string;
  /** What it was trained on. */
  readonly data: string;
  /** Licence of that, which the use of the recogniser may have to respect. */
  readonly licence: string;
  readonly speakers: number;
  /** What the data call these speakers, so that no test of voices never heard takes one of them. */
  readonly speakerNames?: readonly string[];
  readonly recordings: number;
  /** How the figures were measured. */
  readonly measure: string;
  readonly seed: number;
}

/** A classifier for recordings of some sample rate. */
export interface RecognizerModel {
  /** Lowest sample rate of recordings that it is for, in Hz. */
  readonly leastRate: number;
  /** How many bands of `speechBank` it hears, from the lowest: those that such a rate can hold. */
  readonly bands: number;
  readonly standardizer: Standardizer;
  /** Standard deviations at which statistics are cut. */
  readonly clip: number;
  readonly discriminant: LinearDiscriminantRecord;
  /** What log probabilities are divided by. */
  readonly temperature: number;
  readonly figures: RecognizerFigures;
}

/** All that a recogniser is made of. */
export interface RecognizerRecord {
  readonly info: RecognizerInfo;
  /** One or more, for different rates, the highest first. */
  readonly models: readonly RecognizerModel[];
}

type Settings = Omit<RecognizerModel, "standardizer" | "discriminant">;

/**
 * Writes a recogniser as a safetensors file of float32 numbers, read again by `recognizerFrom`.
 *
 * @param record - Classifiers of eight emotions and where they come from.
 * @returns The file's bytes; equal records give equal bytes.
 *
 * @example
 * const recognizer = recognizerFrom(encodeRecognizer(record));
 */
export function encodeRecognizer({ info, models }: RecognizerRecord): Uint8Array<ArrayBuffer> {
  const tensors: Record<string, TensorRecord> = {};
  const settings = models.map(({ standardizer, discriminant, ...rest }, i): Settings => {
    const features = standardizer.means.length;
    tensors[`${i}.means`] = { shape: [features], data: Float32Array.from(standardizer.means) };
    tensors[`${i}.deviations`] = { shape: [features], data: Float32Array.from(standardizer.deviations) };
    const coefficients = Float32Array.from(discriminant.coefficients.flat());
    tensors[`${i}.coefficients`] = { shape: [discriminant.coefficients.length, features], data: coefficients };
    const intercepts = Float32Array.from(discriminant.intercepts);
    tensors[`${i}.intercepts`] = { shape: [intercepts.length], data: intercepts };
    return rest;
  });
  return encodeSafetensors({
    tensors,
    metadata: {
      kind: "emotion-recognizer",
      emotions: emotions.join(" "),
      info: JSON.stringify(info),
      models: JSON.stringify(settings),
    },
  });
}

/**
 * Reads what {@link encodeRecognizer} wrote.
 *
 * @throws {CheckpointError} If the bytes are cut short, or no recogniser of these emotions.
 */
export function decodeRecognizer(bytes: Uint8Array): RecognizerRecord {
  const { tensors, metadata } = decodeSafetensors(bytes);
  if (metadata["kind"] !== "emotion-recognizer" || metadata["emotions"] !== emotions.join(" ")) {
    throw new CheckpointError("this is not the file of an emotion recogniser");
  }
  const settings = JSON.parse(metadata["models"] ?? "[]") as readonly Settings[];
  return {
    info: JSON.parse(metadata["info"] ?? "{}") as RecognizerInfo,
    models: settings.map((each, i) => Object.assign({}, each, numbersOf(tensors, i))),
  };
}

function numbersOf(tensors: TensorRecords, i: number): Pick<RecognizerModel, "standardizer" | "discriminant"> {
  const read = (name: string, shape: readonly number[]): number[] => {
    const tensor = tensors[`${i}.${name}`];
    if (tensor === undefined || tensor.shape.join() !== shape.join()) {
      throw new CheckpointError(`the recogniser's "${name}" must have the shape [${shape.join(", ")}]`);
    }
    return Array.from(tensor.data);
  };
  const features = tensors[`${i}.means`]?.data.length ?? 0;
  const coefficients = read("coefficients", [emotions.length, features]);
  return {
    standardizer: { means: read("means", [features]), deviations: read("deviations", [features]) },
    discriminant: {
      kind: "linear-discriminant",
      coefficients: emotions.map((_, k) => coefficients.slice(k * features, (k + 1) * features)),
      intercepts: read("intercepts", [emotions.length]),
    },
  };
}
