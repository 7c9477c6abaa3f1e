import { hopOf } from "./block-transform.js";
import type { Blocking } from "./block-transform.js";
import { reachWithin } from "./filter-pairs.js";
import type { FilterPair } from "./filter-pairs.js";

/** Pairs from `first` up to, not including, `end` that share the spectra of the signal's blocks. */
export interface Group {
  readonly blocking: Blocking;
  readonly first: number;
  readonly end: number;
}

const SMALLEST = 64;
const LARGEST = 2 ** 26;

/** Pairs are cut into at most so many parts that are never divided, which keeps planning below a millisecond. */
const MOST_PARTS = 48;

/**
 * Nanoseconds of a convolution of one block with one pair, and of a block's spectrum. Only their ratios matter. They were
 * fitted to what `pnpm --filter @wader/bench blocks` prints; odd powers of two need a pass that does half the work of
 * others.
 */
export function pairCost(size: number): number {
  const log = Math.log2(size);
  return size * (0.32 + 0.078 * log + (log % 2 === 1 ? 0.03 : 0)) + 16;
}

/** Nanoseconds of a block's spectrum; see {@link pairCost}. */
export function blockCost(size: number): number {
  const log = Math.log2(size);
  return size * (0.27 + 0.087 * log + (log % 2 === 1 ? 0.07 : 0)) + 60;
}

/**
 * Chooses block sizes for all pairs so that `length` values of every row cost least.
 *
 * Long blocks lose little to the overlap but need more passes; short ones the other way round; a group of many pairs
 * shares the signal's spectra, but overlaps by what its longest filter asks. Dynamic programming over the pairs, which are sorted by
 * length, finds the best division under that model.
 *
 * @param pairs - As {@link pairFilters} gives them.
 * @param length - Values wanted of each row.
 * @param samples - Samples of the signal, if it goes on on either side of them.
 */
export function groupPairs(pairs: readonly FilterPair[], length: number, samples: number = length): Group[] {
  const step = Math.ceil(pairs.length / MOST_PARTS);
  const cuts = Array.from({ length: Math.ceil(pairs.length / step) }, (_, i) => i * step);
  cuts.push(pairs.length);
  // best[j] is the cheapest way to do the pairs below cuts[j], and its last group.
  const best: { cost: number; last?: Group; from: number }[] = [{ cost: 0, from: 0 }];
  for (let j = 1; j < cuts.length; j++) {
    let cheapest: (typeof best)[number] = { cost: Infinity, from: 0 };
    let past = 0;
    let ahead = 0;
    for (let i = j - 1; i >= 0; i--) {
      for (let p = cuts[i]!; p < cuts[i + 1]!; p++) {
        past = Math.max(past, pairs[p]!.past);
        ahead = Math.max(ahead, pairs[p]!.ahead);
      }
      const { cost, blocking } = cheapestBlocking(past, ahead, cuts[j]! - cuts[i]!, length, samples);
      const total = best[i]!.cost + cost;
      if (total < cheapest.cost) {
        cheapest = { cost: total, from: i, last: { blocking, first: cuts[i]!, end: cuts[j]! } };
      }
    }
    best.push(cheapest);
  }
  const groups: Group[] = [];
  for (let j = cuts.length - 1; j > 0; j = best[j]!.from) groups.unshift(best[j]!.last!);
  return groups;
}

/**
 * Nanoseconds for a point of a pair's spectrum to reach the caches, in which those of a group do not all fit: a run whose
 * spectra did not have to be copied was 2.7 % faster.
 */
const FILTER_COST = 0.45;

/** What `length` values of each row of a group of `pairs` pairs cost, in arbitrary units. */
export function groupCost(blocking: Blocking, pairs: number, length: number): number {
  const { size } = blocking;
  const blocks = Math.ceil(length / hopOf(blocking));
  return blocks * (blockCost(size) + pairs * pairCost(size)) + pairs * FILTER_COST * size;
}

function cheapestBlocking(
  past: number,
  ahead: number,
  pairs: number,
  length: number,
  samples: number,
): { cost: number; blocking: Blocking } {
  let cheapest = Infinity;
  let found: Blocking | undefined;
  for (let size = SMALLEST; size <= LARGEST; size *= 2) {
    const reach = reachWithin(size);
    // A filter may be cut where what is cut off meets no sample, for any two places in the signal.
    if (samples > reach && Math.max(past, ahead) > reach) continue;
    const blocking = { size, past: roundUp(Math.min(past, reach)), ahead: roundUp(Math.min(ahead, reach)) };
    const cost = groupCost(blocking, pairs, length);
    if (cost < cheapest) {
      cheapest = cost;
      found = blocking;
    }
    if (hopOf(blocking) >= length) break;
  }
  if (found === undefined) throw new RangeError(`"scales" ask for filters of more than ${LARGEST} samples`);
  return { cost: cheapest, blocking: found };
}

// Kernels store whole vectors.
function roundUp(samples: number): number {
  return Math.ceil(samples / 4) * 4;
}
