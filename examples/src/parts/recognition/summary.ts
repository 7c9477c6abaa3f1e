import { createRandom } from "@wader/dsp";
import { classificationReport } from "@wader/models";
import { emotions } from "@wader/ravdess";

import { type Calibrations, calibrationsOf } from "./calibration.js";
import type { ClipResult, FoldResult } from "./fold-job.js";
import { type Spread, spread } from "./spread.js";

export { type Spread, spread } from "./spread.js";

/** Both ends of 95 % of the values. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** How the clips of one speaker were told, by class. */
export interface SpeakerCounts {
  readonly actor: number;
  readonly clips: readonly number[];
  /** Those that were told right, the mean over seeds. */
  readonly right: readonly number[];
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
  readonly interval: Interval & { readonly speakers: number; readonly draws: number };
  readonly recalls: readonly {
    readonly emotion: string;
    readonly clips: number;
    readonly recall: Spread;
    /** Speakers drawn again, as above. */
    readonly interval: Interval;
  }[];
  readonly bySpeakerCounts: readonly SpeakerCounts[];
  readonly calibration: Calibrations;
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
  const bySpeakerCounts = countBySpeaker(bySeed);
  const [interval, ...recallIntervals] = drawSpeakersAgain(bySpeakerCounts.length, (drawn) => {
    const recalls = recallsOf(drawn.map((i) => bySpeakerCounts[i]!));
    return [unweighted(recalls), ...recalls];
  });
  return {
    pooled: {
      weightedAccuracy: spread(reports.map((report) => report.weightedAccuracy)),
      unweightedAccuracy: spread(reports.map((report) => report.unweightedAccuracy)),
    },
    interval: { ...interval!, speakers: bySpeakerCounts.length, draws },
    recalls: emotions.map((emotion, k) => ({
      emotion,
      clips: reports[0]!.classes[k]!.support,
      recall: spread(reports.map((report) => report.classes[k]!.recall)),
      interval: recallIntervals[k]!,
    })),
    bySpeakerCounts,
    calibration: calibrationsOf(results),
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

/** Clips of each speaker; every seed tests each clip once, so the counts of all clips are those of any seed. */
function countBySpeaker(bySeed: readonly (readonly ClipResult[])[]): SpeakerCounts[] {
  const actors = [...new Set(bySeed.flat().map(({ actor }) => actor))].sort((a, b) => a - b);
  return actors.map((actor) => {
    const own = bySeed.flat().filter((clip) => clip.actor === actor);
    const mean = (clips: readonly ClipResult[]): number[] =>
      emotions.map((_, k) => clips.filter(({ label }) => label === k).length / bySeed.length);
    return { actor, clips: mean(own), right: mean(own.filter(({ label, predicted }) => label === predicted)) };
  });
}

/**
 * Draws speakers again with replacement, as many as there are: clips of one speaker go together, since they resemble each other. What
 * a figure of the speakers drawn varies by tells how far it would move with other speakers of the same kind; models are not
 * trained again.
 *
 * @returns The 95 % interval of each figure.
 */
export function drawSpeakersAgain(
  count: number,
  figures: (drawn: readonly number[]) => readonly number[],
): readonly Interval[] {
  const random = createRandom("speakers drawn again");
  const values = Array.from({ length: draws }, () =>
    figures(Array.from({ length: count }, () => random.integer(count))),
  );
  return values[0]!.map((_, i) => {
    const sorted = values
      .map((row) => row[i]!)
      .filter((value) => !Number.isNaN(value))
      .sort((a, b) => a - b);
    const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
    return { low: at(0.025), high: at(0.975) };
  });
}

/** Recall of each class over some speakers; NaN where none has clips of it. */
export function recallsOf(speakers: readonly SpeakerCounts[]): number[] {
  return emotions.map((_, k) => {
    const sum = (counts: (speaker: SpeakerCounts) => readonly number[]): number =>
      speakers.reduce((total, speaker) => total + counts(speaker)[k]!, 0);
    return sum(({ right }) => right) / sum(({ clips }) => clips);
  });
}

/** Mean over the classes that occur. */
export function unweighted(recalls: readonly number[]): number {
  const present = recalls.filter((recall) => !Number.isNaN(recall));
  return present.reduce((sum, recall) => sum + recall, 0) / present.length;
}
