import type { WaveletFilter } from "../filter.js";
import { hopOf } from "./block-transform.js";
import type { BlockTransform } from "./block-transform.js";
import { pairFilters } from "./filter-pairs.js";
import { groupCost, groupPairs } from "./grouping.js";
import type { Group } from "./grouping.js";
import type { Samples } from "./samples.js";
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
  /** Pairs of rows; work is divided by them. */
  readonly pairs: number;
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
   * @param wanted - Pairs to compute, by number; all by default.
   */
  forEachBlock(x: Samples, length: number, visit: (block: RowBlock) => void, wanted?: ReadonlySet<number>): void;
  /**
   * As {@link Engine.forEachBlock}, for the values `from` up to, not including, `to` of one signal. They depend on no more
   * than `past` samples before and `ahead` samples after them, so that `x` may be a part of a longer signal.
   */
  forEachBlockBetween(x: Samples, from: number, to: number, visit: (block: RowBlock) => void): void;
  /** Share of the work that each pair takes for a signal of some length; they add up to 1. */
  sharesOf(length: number): Float64Array;
}

/** Samples whose spectra are held at a time; those of a block of 16384 are 128 KB, and the second-level cache about 1 MB. */
const TILE = 65_536;

/** Values of a row that are computed before they are handed over, if a block gives fewer. */
const BATCH = 16_384;

/** Bytes of spectra above which those are dropped that the length at hand does not use. */
const MOST_BYTES = 12 * 2 ** 20;

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

  function makeSpectra(groups: readonly Group[], wanted: ReadonlySet<number> | undefined): void {
    for (const { blocking, first, end } of groups) {
      const known = spectraOf(blocking.size);
      for (let p = first; p < end; p++) {
        if (known.has(p) || (wanted !== undefined && !wanted.has(p))) continue;
        const spectrum = transform().spectrumOf(pairs[p]!, blocking.size).slice();
        known.set(p, spectrum);
        bytes += spectrum.byteLength;
      }
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
    wanted?: ReadonlySet<number>,
  ): void {
    makeSpectra(groups, wanted);
    for (const { blocking, first, end } of groups) {
      const chosen = numbers(first, end).filter((p) => wanted?.has(p) ?? true);
      if (chosen.length === 0) continue;
      const known = spectraOf(blocking.size);
      const hop = hopOf(blocking);
      const tiles = cutTiles(x.length / length, from, to, hop, Math.max(1, Math.floor(TILE / blocking.size)));
      const slots = Math.max(...tiles.map((tile) => tile.slots));
      const batch = Math.min(slots, Math.ceil(BATCH / hop));
      const convolver = transform().prepare(blocking, slots, batch);
      const { memory } = convolver;
      for (const { pieces } of tiles) {
        for (const { signal, start, slot, count } of pieces) {
          convolver.load(x.subarray(signal * length, (signal + 1) * length), start, slot, count);
        }
        for (const p of chosen) {
          convolver.filter(known.get(p)!);
          const { rows } = pairs[p]!;
          for (const { signal, start, slot, count } of pieces) {
            for (let i = 0; i < count; i += batch) {
              const [a, b] = convolver.convolve(slot + i, Math.min(batch, count - i));
              const begin = start + i * hop;
              const values = Math.min(Math.min(batch, count - i) * hop, to - begin);
              visit({ signal, start: begin, rows, values: [a.subarray(0, values), b.subarray(0, values)], memory });
            }
          }
        }
      }
    }
    forgetLarge(name);
  }

  return {
    rows: pairs.reduce((sum, pair) => sum + pair.rows.length, 0),
    pairs: pairs.length,
    past: pairs.reduce((most, { past }) => Math.max(most, past), 0),
    ahead: pairs.reduce((most, { ahead }) => Math.max(most, ahead), 0),
    get bytes() {
      return bytes;
    },
    forEachBlock(x, length, visit, wanted) {
      convolve(groupsOf(length), x, length, [0, length], visit, wanted);
    },
    forEachBlockBetween(x, from, to, visit) {
      convolve(groupsOf(to - from, Infinity), x, x.length, [from, to], visit);
    },
    sharesOf(length) {
      const costs = new Float64Array(pairs.length);
      for (const { blocking, first, end } of groupsOf(length)) {
        costs.fill(groupCost(blocking, end - first, length) / (end - first), first, end);
      }
      const total = costs.reduce((sum, cost) => sum + cost, 0);
      return costs.map((cost) => cost / total);
    },
  };
}

/** Blocks `start`, `start + hop`, ... of one signal, in slots from `slot` on. */
interface Piece {
  readonly signal: number;
  readonly start: number;
  readonly slot: number;
  readonly count: number;
}

/** Blocks whose spectra are held together. */
interface Tile {
  readonly pieces: Piece[];
  slots: number;
}

function cutTiles(signals: number, from: number, to: number, hop: number, capacity: number): Tile[] {
  const blocks = Math.ceil((to - from) / hop);
  const tiles: Tile[] = [];
  let tile: Tile = { pieces: [], slots: capacity };
  for (let signal = 0; signal < signals; signal++) {
    for (let block = 0; block < blocks;) {
      if (tile.slots === capacity) {
        tile = { pieces: [], slots: 0 };
        tiles.push(tile);
      }
      const count = Math.min(blocks - block, capacity - tile.slots);
      tile.pieces.push({ signal, start: from + block * hop, slot: tile.slots, count });
      tile.slots += count;
      block += count;
    }
  }
  return tiles;
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
