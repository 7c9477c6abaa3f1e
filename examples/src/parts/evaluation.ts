import type { LayersModel } from "@tensorflow/tfjs-layers";
import {
  type Matrix,
  classificationReport,
  decideClasses,
  evaluateAutoencoder,
  predictProbabilities,
} from "@wader/models";
import { emotions } from "@wader/ravdess";

import { agreeing, clipProbabilities } from "./clip-decision.js";
import type { FrameCollection, FrameTable } from "./frame-collection.js";
import { startProgress } from "./progress.js";
import { framesOfPart } from "./run-folder.js";
import { type PartName, type Split, partNames } from "./split.js";

/** Figures of one class. */
interface ClassScores {
  readonly emotion: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
}

/** How well a set of frames or clips was told. */
export interface Scores {
  readonly count: number;
  /** Correct / all. */
  readonly weightedAccuracy: number;
  /** Mean recall of the classes that occur. */
  readonly unweightedAccuracy: number;
  readonly classes: readonly ClassScores[];
  /** Rows are the true class, columns the predicted one. */
  readonly confusion: readonly (readonly number[])[];
}

/** Scores of one part of the split. */
export interface PartScores {
  readonly part: PartName;
  readonly autoencoder: { readonly loss: number; readonly rSquared: number };
  readonly frames: Scores;
  /** By the geometric mean of the probabilities of a clip's frames; each copy of a clip counts as a clip. */
  readonly clips: Scores;
  /** Clips by copy, where there are both. */
  readonly clean?: Scores;
  readonly noisy?: Scores;
}

/** Scores both networks, or the autoencoder and several classifiers that decide together, on every part of the split. */
export async function evaluateRun(
  autoencoder: LayersModel,
  heads: readonly LayersModel[],
  collection: FrameCollection,
  latents: FrameCollection,
  split: Split,
  signal: AbortSignal,
): Promise<PartScores[]> {
  const parts = partNames.filter((part) => split[part].length > 0);
  const progress = startProgress("Evaluating", parts.length, "parts");
  const scores: PartScores[] = [];
  for (const part of parts) {
    const raw = framesOfPart(collection, split, part)!;
    const encoded = framesOfPart(latents, split, part)!;
    const { loss, rSquared } = await evaluateAutoencoder(autoencoder, raw.frames, { batchSize: 8, signal });
    scores.push({ part, autoencoder: { loss, rSquared }, ...(await scoreFrames(heads, encoded, signal)) });
    progress.update(scores.length, part);
  }
  progress.finish();
  return scores;
}

/** Scores the layers behind the encoder on the latents of some frames; several decide together. */
export async function scoreFrames(
  heads: readonly LayersModel[],
  table: FrameTable,
  signal: AbortSignal,
): Promise<Omit<PartScores, "part" | "autoencoder">> {
  const single: Matrix[] = [];
  for (const head of heads) single.push(await predictProbabilities(head, table.frames, { batchSize: 8, signal }));
  const probabilities = single.length === 1 ? single[0]! : agreeing(single);
  const truth = table.clips.map(({ utterance }) => utterance.emotionIndex);
  const decided = decideClasses(clipProbabilities(probabilities, table.clipIndex));
  const byCopy = (copy: "clean" | "noisy"): Scores => {
    const chosen = [...table.clips.keys()].filter((i) => table.clips[i]!.copy === copy);
    return score(
      chosen.map((i) => truth[i]!),
      chosen.map((i) => decided[i]!),
    );
  };
  const both = new Set(table.clips.map(({ copy }) => copy)).size === 2;
  return {
    frames: score(table.labels, decideClasses(probabilities)),
    clips: score(truth, decided),
    ...(both ? { clean: byCopy("clean"), noisy: byCopy("noisy") } : {}),
  };
}

function score(labels: ArrayLike<number>, predictions: ArrayLike<number>): Scores {
  const { weightedAccuracy, unweightedAccuracy, classes, confusion } = classificationReport(labels, predictions, {
    classes: emotions.length,
  });
  return {
    count: labels.length,
    weightedAccuracy,
    unweightedAccuracy,
    classes: classes.map(({ precision, recall, f1, support }, i) => ({
      emotion: emotions[i]!,
      precision,
      recall,
      f1,
      support,
    })),
    confusion: emotions.map((_, row) =>
      Array.from(confusion.data.subarray(row * emotions.length, (row + 1) * emotions.length)),
    ),
  };
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}

/** A table of all parts. */
export function summaryTable(scores: readonly PartScores[]): { head: string[]; rows: string[][] } {
  return {
    head: ["part", "autoencoder R²", "frames", "frame WA", "frame UA", "clips", "clip WA", "clip UA"],
    rows: scores.map(({ part, autoencoder, frames, clips }) => [
      part,
      autoencoder.rSquared.toFixed(3),
      String(frames.count),
      percent(frames.weightedAccuracy),
      percent(frames.unweightedAccuracy),
      String(clips.count),
      percent(clips.weightedAccuracy),
      percent(clips.unweightedAccuracy),
    ]),
  };
}

/** Precision, recall and F1 of every class that occurs. */
export function classTable(scores: Scores): { head: string[]; rows: string[][] } {
  return {
    head: ["emotion", "precision", "recall", "F1", "clips"],
    rows: scores.classes
      .filter(({ support, precision }) => support > 0 || precision > 0)
      .map(({ emotion, precision, recall, f1, support }) => [
        emotion,
        precision.toFixed(2),
        recall.toFixed(2),
        f1.toFixed(2),
        String(support),
      ]),
  };
}

/** Counts by true (rows) and predicted class. */
export function confusionTable(scores: Scores): { head: string[]; rows: string[][] } {
  return {
    head: ["true \\ predicted", ...emotions],
    rows: emotions.map((emotion, row) => [emotion as string].concat(scores.confusion[row]!.map(String))),
  };
}
