import type { WaveletFilter } from "../filter.js";
import type { Samples } from "./samples.js";

/** A real filter: `out[n] = sum over q of taps[q] * x[n + offset - q]`. */
export interface RealFilter {
  readonly taps: Float64Array;
  readonly offset: number;
}

/** Two real filters that one transform serves, and the rows that they give. The second is missing in an odd last pair. */
export interface FilterPair {
  readonly filters: readonly [RealFilter, RealFilter?];
  readonly rows: readonly [number, number?];
  /** Samples before n on which row value n depends. */
  readonly past: number;
  /** Samples after n on which row value n depends. */
  readonly ahead: number;
}

/**
 * Pairs filters of similar length, shortest first.
 *
 * @param filters - All real, or all complex. A real filter gives one row; a complex one gives two, its real part first,
 *   and those are a pair.
 */
export function pairFilters(filters: readonly WaveletFilter[]): FilterPair[] {
  const pairs: FilterPair[] = [];
  const single: { filter: RealFilter; row: number }[] = [];
  filters.forEach(({ re, im, offset }, i) => {
    const filter = { taps: re, offset };
    if (im === undefined) single.push({ filter, row: i });
    else pairs.push(pair([filter, { taps: im, offset }], [2 * i, 2 * i + 1]));
  });
  single.sort((a, b) => a.filter.taps.length - b.filter.taps.length);
  for (let i = 0; i < single.length; i += 2) {
    const first = single[i]!;
    const second = single[i + 1];
    pairs.push(
      second === undefined
        ? pair([first.filter], [first.row])
        : pair([first.filter, second.filter], [first.row, second.row]),
    );
  }
  return pairs.sort((a, b) => a.past + a.ahead - (b.past + b.ahead));
}

function pair(filters: readonly [RealFilter, RealFilter?], rows: readonly [number, number?]): FilterPair {
  let past = 0;
  let ahead = 0;
  for (const filter of filters) {
    if (filter === undefined) continue;
    past = Math.max(past, filter.taps.length - 1 - filter.offset);
    ahead = Math.max(ahead, filter.offset);
  }
  return { filters, rows, past, ahead };
}

/**
 * Samples on either side that a block of `size` leaves for a filter's reach.
 * A longer filter is cut, which only a signal of at most as many samples may be convolved with.
 */
export function reachWithin(size: number): number {
  return Math.floor(size / 12) * 4;
}

/**
 * Puts a filter's taps where a circular convolution of `size` wants them: tap q at q - offset, so that values keep the
 * places of the samples. They are divided by `size`, which the inverse transform leaves out.
 */
export function placeTaps(filter: RealFilter | undefined, size: number, target: Samples): void {
  target.fill(0);
  if (filter === undefined) return;
  const { taps, offset } = filter;
  const reach = reachWithin(size);
  const begin = Math.max(0, offset - reach);
  const end = Math.min(taps.length, offset + reach + 1);
  // Exact, since the size is a power of two.
  const factor = 1 / size;
  for (let q = begin; q < Math.min(offset, end); q++) target[q - offset + size] = taps[q]! * factor;
  for (let q = Math.max(offset, begin); q < end; q++) target[q - offset] = taps[q]! * factor;
}
