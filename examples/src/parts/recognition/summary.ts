import { createRandom } from "@wader/dsp";
import { classificationReport } from "@wader/models";
import { emotions } from "@wader/ravdess";

import type { ClipResult, FoldResult } from "./fold-job.js";

/** A figure over several seeds. */
export interface Spread {
  readonly mean: number;
  /** Sample standard deviation; 0 for one seed. */
  readonly deviation: number;
  readonly bySeed: readonly number[];
}

/** Accuracies of some clips. */
interface Accuracies {
  readonly clips: number;
  readonly weightedAccuracy: number;
  readonly unweightedAccuracy: number;
}

/** What a cross-validation gave. */
export interface Summary {
  /** All clips of a seed together. */
  readonly pooled: { readonly weightedAccuracy: Spread; readonly unweightedAccuracy: Spread };
  /** 95 % interval of the mean pooled unweighted accuracy, speakers drawn again. */
  readonly interval: { readonly low: number; readonly high: number; readonly speakers: number; readonly draws: number };
  readonly recalls: readonly { readonly emotion: string; readonly clips: number; readonly recall: Spread }[];
  /** Sum over seeds; rows are the true class, columns the predicted one. */
  readonly confusion: readonly (readonly number[])[];
  /** The most common class of the training side, said of every clip. */
  readonly majority: Accuracies;
  readonly perFold: readonly (Accuracies & {
    readonly seed: number;
    readonly fold: string;
    readonly actors: readonly number[];
  })[];
}

const draws = 2000;
const classes = emotions.length;

/** Gathers the folds of all seeds. */
export function summarize(results: readonly FoldResult[]): Summary {
  const seeds = [...new Set(results.map(({ seed }) => seed))];
  const bySeed = seeds.map((seed) => results.filter((result) => result.seed === seed).flatMap(({ clips }) => clips));
  const reports = bySeed.map((clips) => reportOf(clips));
  const everything = reportOf(bySeed.flat());
  return {
    pooled: {
      weightedAccuracy: spread(reports.map((report) => report.weightedAccuracy)),
      unweightedAccuracy: spread(reports.map((report) => report.unweightedAccuracy)),
    },
    interval: intervalOverSpeakers(bySeed),
    recalls: emotions.map((emotion, k) => ({
      emotion,
      clips: reports[0]!.classes[k]!.support,
      recall: spread(reports.map((report) => report.classes[k]!.recall)),
    })),
    confusion: emotions.map((_, k) => Array.from(everything.confusion.data.subarray(k * classes, (k + 1) * classes))),
    majority: accuracies(bySeed.flat().map((clip) => Object.assign({}, clip, { predicted: clip.majority }))),
    perFold: results.map(({ seed, fold, clips }) =>
      Object.assign(
        { seed, fold, actors: [...new Set(clips.map(({ actor }) => actor))].sort((a, b) => a - b) },
        accuracies(clips),
      ),
    ),
  };
}

function reportOf(clips: readonly ClipResult[]): ReturnType<typeof classificationReport> {
  return classificationReport(
    clips.map(({ label }) => label),
    clips.map(({ predicted }) => predicted),
    { classes },
  );
}

function accuracies(clips: readonly ClipResult[]): Accuracies {
  const { weightedAccuracy, unweightedAccuracy } = reportOf(clips);
  return { clips: clips.length, weightedAccuracy, unweightedAccuracy };
}

/** Mean and sample standard deviation. */
export function spread(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: values.length < 2 ? 0 : Math.sqrt(square / (values.length - 1)), bySeed: values };
}

/**
 * Bootstrap over speakers: clips of one speaker go together, since they resemble each other. It tells how far the figure would move with
 * other speakers of the same kind; models are not trained again.
 */
function intervalOverSpeakers(bySeed: readonly (readonly ClipResult[])[]): Summary["interval"] {
  const actors = [...new Set(bySeed.flat().map(({ actor }) => actor))].sort((a, b) => a - b);
  const hits = bySeed.map((clips) => actors.map((actor) => countsOf(clips.filter((clip) => clip.actor === actor))));
  const random = createRandom("speakers drawn again");
  const means = Float64Array.from({ length: draws }, () => {
    const drawn = actors.map(() => random.integer(actors.length));
    const values = hits.map((counts) => unweighted(drawn.map((i) => counts[i]!)));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  }).sort();
  const at = (share: number): number => means[Math.round(share * (draws - 1))]!;
  return { low: at(0.025), high: at(0.975), speakers: actors.length, draws };
}

interface Counts {
  readonly right: readonly number[];
  readonly all: readonly number[];
}

function countsOf(clips: readonly ClipResult[]): Counts {
  return { right: countByLabel(clips.filter(({ label, predicted }) => label === predicted)), all: countByLabel(clips) };
}

function countByLabel(clips: readonly ClipResult[]): number[] {
  return emotions.map((_, k) => clips.filter(({ label }) => label === k).length);
}

function unweighted(parts: readonly Counts[]): number {
  let sum = 0;
  let present = 0;
  for (let k = 0; k < classes; k++) {
    let right = 0;
    let all = 0;
    for (const part of parts) {
      right += part.right[k]!;
      all += part.all[k]!;
    }
    if (all === 0) continue;
    sum += right / all;
    present += 1;
  }
  return sum / present;
}
