import {
  type Interval,
  type SpeakerCounts,
  type Summary,
  drawSpeakersAgain,
  recallsOf,
  unweighted,
} from "./summary.js";
import { type Spread, spread } from "./spread.js";

/** How often the first is better, level and worse. */
export interface Wins {
  readonly ahead: number;
  readonly level: number;
  readonly behind: number;
}

/** Differences of unweighted accuracies between two results on the same folds, the first less the second. */
export interface Comparison {
  /** Of all clips of a seed together. */
  readonly bySeed: Spread & Wins;
  /** Of each fold of each seed. */
  readonly byFold: Spread & Wins;
  /** Of each speaker, the mean over seeds. */
  readonly bySpeaker: Spread & Wins;
  /** 95 % interval of the mean over seeds, speakers drawn again, the same for both. */
  readonly interval: Interval;
}

type Result = Pick<Summary, "pooled" | "perFold" | "bySpeakerCounts">;
type Pair = readonly [own: SpeakerCounts, other: SpeakerCounts];

/**
 * Compares two results pair by pair: both were tested on the same clips in the same folds.
 *
 * @throws {RangeError} If folds, seeds or speakers differ.
 */
export function compare(first: Result, second: Result): Comparison {
  if (foldsOf(first) !== foldsOf(second)) throw new RangeError("the results are of different folds, seeds or clips");
  const pairs = first.bySpeakerCounts.map((own, i) => [own, second.bySpeakerCounts[i]!] as const);
  const [interval] = drawSpeakersAgain(pairs.length, (drawn) => [difference(drawn.map((i) => pairs[i]!))]);
  const seeds = second.pooled.unweightedAccuracy.bySeed;
  return {
    bySeed: withWins(first.pooled.unweightedAccuracy.bySeed.map((value, i) => value - seeds[i]!)),
    byFold: withWins(
      first.perFold.map(({ unweightedAccuracy }, i) => unweightedAccuracy - second.perFold[i]!.unweightedAccuracy),
    ),
    bySpeaker: withWins(pairs.map((pair) => difference([pair]))),
    interval: interval!,
  };
}

function foldsOf({ perFold }: Result): string {
  return JSON.stringify(perFold.map(({ seed, fold, actors, clips }) => [seed, fold, actors, clips]));
}

/** Unweighted accuracy over some speakers of the first, less that of the second. */
function difference(pairs: readonly Pair[]): number {
  return unweighted(recallsOf(pairs.map(([own]) => own))) - unweighted(recallsOf(pairs.map(([, other]) => other)));
}

function withWins(differences: readonly number[]): Spread & Wins {
  const count = (sign: number): number =>
    differences.filter((value) => (Math.abs(value) < 1e-12 ? 0 : Math.sign(value)) === sign).length;
  return { ...spread(differences), ahead: count(1), level: count(0), behind: count(-1) };
}
