import type { WaveletFilter } from "../filter.js";
import { hopOf } from "./block-transform.js";
import type { BlockConvolver, BlockTransform } from "./block-transform.js";
import { pairFilters } from "./filter-pairs.js";
import { groupCost, groupPairs } from "./grouping.js";
import type { Group } from "./grouping.js";
import type { Samples } from "./samples.js";
import { cutStages } from "./stages.js";
import type { Stage } from "./stages.js";
import { forgetLarge, transformOf } from "./transforms.js";
import type { TransformName } from "./transforms.js";

/** Consecutive values of the two rows of a pair. */
export interface RowBlock {
  /** Number of the signal in the batch. */
  readonly signal: number;
  /** Sample of the signal at which the values begin. */
  readonly start: number;
  /** Rows: those of a complex filter are 2i for its real part and 2i + 1. The second is missing in an odd last pair. */
  readonly rows: readonly [number, number?];
  /** Values of each row. They are overwritten when the callback has returned; the second of a missing row means nothing. */
  readonly values: readonly [Samples, Samples];
  /** Memory that the values lie in, if it is one that kernels work on. */
  readonly memory: WebAssembly.Memory | undefined;
}

/** Convolution of signals with a bank of filters. */
export interface Engine {
  /** Rows that a signal gives: one for every real filter, two for every complex one. */
  readonly rows: number;
  /** Samples before n on which value n of some row depends. */
  readonly past: number;
  /** Samples after n on which value n of some row depends. */
  readonly ahead: number;
  /** Bytes of the filters' spectra, as far as they were needed until now. */
  readonly bytes: number;
  /**
   * Convolves signals of one length and hands over the rows block by block, without holding them.
   * For each row, blocks come in the order of time and cover the signal once.
   * The callback must not convolve anything itself.
   *
   * @param x - Signals one after another, shape [signals, length].
   * @param length - Samples of each signal.
   * @param visit - Called for every block of every pair.
   * @param units - Units of work to do, by number, in any order, of which neighbours are the cheapest; all by default.
   *   Whatever the order, a unit gives the same values to the last bit.
   */
  forEachBlock(x: Samples, length: number, visit: (block: RowBlock) => void, units?: Iterable<number>): void;
  /**
   * As {@link Engine.forEachBlock}, for the values `from` up to, not including, `to` of one signal. They depend on no more
   * than `past` samples before and `ahead` samples after them, so that `x` may be a part of a longer signal.
   */
  forEachBlockBetween(x: Samples, from: number, to: number, visit: (block: RowBlock) => void): void;
  /** Units of work for one signal of some length: about the nanoseconds that each takes. */
  costsOf(length: number): Float64Array;
}

/** Bytes of spectra above which those are dropped that the length at hand does not use. */
const MOST_BYTES = 12 * 2 ** 20;

/** Pairs of a group whose spectra are made at once; after that, those of the signal's blocks are computed again. */
const TOGETHER = 16;

/** Divisions into groups that are kept, for as many lengths. */
const MOST_GROUPINGS = 8;

/**
 * Prepares the convolution of signals with filters. Spectra are computed when a length first needs them; lengths share
 * those whose block sizes agree.
 *
 * @param filters - One for each row, all real, or one for each pair of rows, all complex.
 * @param name - Means by which to transform; this machine must have it.
 */
export function createEngine(filters: readonly WaveletFilter[], name: TransformName): Engine {
  const pairs = pairFilters(filters);
  const groupings = new Map<string, Group[]>();
  const spectra = new Map<number, Map<number, Samples>>();
  let bytes = 0;

  function transform(): BlockTransform {
    const found = transformOf(name);
    if (found === undefined) throw new Error(`This machine cannot run the transform "${name}"`);
    return found;
  }

  function groupsOf(length: number, samples = length): Group[] {
    const key = `${length} of ${samples}`;
    const groups = groupings.get(key) ?? groupPairs(pairs, length, samples);
    groupings.delete(key);
    groupings.set(key, groups);
    if (groupings.size > MOST_GROUPINGS) groupings.delete(groupings.keys().next().value!);
    return groups;
  }

  function spectraOf(size: number): Map<number, Samples> {
    const known = spectra.get(size) ?? new Map<number, Samples>();
    spectra.set(size, known);
    return known;
  }

  /** Makes the spectra of a pair and of its neighbours, as far as they are not there. */
  function makeSpectra(groups: readonly Group[], { blocking: { size }, first, end }: Group, pair: number): void {
    const known = spectraOf(size);
    const begin = pair - ((pair - first) % TOGETHER);
    for (let p = begin; p < Math.min(begin + TOGETHER, end); p++) {
      if (known.has(p)) continue;
      const spectrum = transform().spectrumOf(pairs[p]!, size).slice();
      known.set(p, spectrum);
      bytes += spectrum.byteLength;
    }
    if (bytes > MOST_BYTES) dropUnused(groups);
  }

  function dropUnused(groups: readonly Group[]): void {
    for (const [size, known] of spectra) {
      for (const [p, spectrum] of known) {
        if (groups.some(({ blocking, first, end }) => blocking.size === size && p >= first && p < end)) continue;
        known.delete(p);
        bytes -= spectrum.byteLength;
      }
    }
  }

  /** The values `from` up to, not including, `to` of each of the signals of `length` samples. */
  function convolve(
    groups: readonly Group[],
    x: Samples,
    length: number,
    [from, to]: readonly [number, number],
    visit: (block: RowBlock) => void,
    units?: Iterable<number>,
  ): void {
    const stages = cutStages(groups, x.length / length, from, to);
    let stage: Stage | undefined;
    let convolver: BlockConvolver | undefined;
    // The pair whose filters the convolver has.
    let filtered: number | undefined;

    function convolveUnit(unit: number): void {
      const next = stage !== undefined && isIn(unit, stage) ? stage : stages.find((other) => isIn(unit, other))!;
      const { group, batches } = next;
      const { blocking } = group;
      const place = unit - next.first;
      const pair = group.first + Math.floor(place / batches.length);
      const known = spectraOf(blocking.size);
      if (!known.has(pair)) {
        makeSpectra(groups, group, pair);
        convolver = undefined;
      }
      if (convolver === undefined || group !== stage?.group) {
        convolver = transform().prepare(blocking, next.slots, next.batch);
        filtered = undefined;
        stage = undefined;
      }
      if (next !== stage) {
        for (const { signal, start, slot, count } of next.pieces) {
          convolver.load(x.subarray(signal * length, (signal + 1) * length), start, slot, count);
        }
        stage = next;
      }
      if (pair !== filtered) convolver.filter(known.get(pair)!);
      filtered = pair;
      const { signal, start, slot, count } = batches[place % batches.length]!;
      const [a, b] = convolver.convolve(slot, count);
      const values = Math.min(count * hopOf(blocking), to - start);
      const { rows } = pairs[pair]!;
      visit({ signal, start, rows, values: [a.subarray(0, values), b.subarray(0, values)], memory: convolver.memory });
    }

    if (units === undefined) {
      const { end } = stages.at(-1)!;
      for (let unit = 0; unit < end; unit++) convolveUnit(unit);
    } else {
      for (const unit of units) convolveUnit(unit);
    }
    forgetLarge(name);
  }

  return {
    rows: pairs.reduce((sum, pair) => sum + pair.rows.length, 0),
    past: pairs.reduce((most, { past }) => Math.max(most, past), 0),
    ahead: pairs.reduce((most, { ahead }) => Math.max(most, ahead), 0),
    get bytes() {
      return bytes;
    },
    forEachBlock(x, length, visit, units) {
      convolve(groupsOf(length), x, length, [0, length], visit, units);
    },
    forEachBlockBetween(x, from, to, visit) {
      convolve(groupsOf(to - from, Infinity), x, x.length, [from, to], visit);
    },
    costsOf(length) {
      const stages = cutStages(groupsOf(length), 1, 0, length);
      const costs = new Float64Array(stages.at(-1)!.end);
      for (const { group, batches, blocks, first } of stages) {
        const pairsOfGroup = group.end - group.first;
        const cost = groupCost(group.blocking, pairsOfGroup, blocks * hopOf(group.blocking)) / pairsOfGroup;
        for (let pair = 0; pair < pairsOfGroup; pair++) {
          batches.forEach(({ count }, i) => (costs[first + pair * batches.length + i] = (cost * count) / blocks));
        }
      }
      return costs;
    },
  };
}

function isIn(unit: number, { first, end }: Stage): boolean {
  return unit >= first && unit < end;
}
