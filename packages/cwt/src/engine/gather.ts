import type { RowBlock } from "./engine.js";
import type { Samples } from "./samples.js";
import { TILE } from "./stages.js";

/** Pairs that are gathered. */
const PAIRS = 4;

/** Values of a row from which on no more of it is gathered: about as many as an engine computes before it turns to another pair. */
const VALUES = TILE;

/** Gathers rows; see {@link gatherRows}. */
export interface RowGatherer {
  readonly visit: (block: RowBlock) => void;
  /** Hands over what has been gathered since. */
  readonly flush: () => void;
}

/**
 * Gathers rows of several pairs over the same time, so that values of many rows can be written beside each other.
 *
 * @param take - Called with values of some rows from `start` on, which are good until it returns, and the rows' numbers.
 */
export function gatherRows(
  take: (start: number, numbers: readonly number[], rows: readonly Samples[]) => void,
): RowGatherer {
  // What is gathered of a pair: pieces, whose values stand one after another in two of the kept arrays.
  let pairs: { readonly rows: RowBlock["rows"]; readonly pieces: Piece[]; filled: number }[] = [];
  const kept: Samples[] = [];

  function keep(row: number, values: Samples, at: number): void {
    const room = kept[row];
    if (room === undefined || room.length < at + values.length) {
      const length = Math.max(VALUES, at + values.length);
      kept[row] = values instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
      if (room !== undefined) kept[row].set(room);
    }
    kept[row]!.set(values, at);
  }

  /** Hands over the pieces of the pairs from `first` up to, not including, `until`, which have the same ones. */
  function takePairs(first: number, until: number): void {
    const numbers: number[] = [];
    const arrays: Samples[] = [];
    for (let pair = first; pair < until; pair++) {
      pairs[pair]!.rows.forEach((row, i) => {
        numbers.push(row!);
        arrays.push(kept[2 * pair + i]!);
      });
    }
    let from = 0;
    for (const { start, length } of pairs[first]!.pieces) {
      const end = from + length;
      take(
        start,
        numbers,
        arrays.map((array) => array.subarray(from, end)),
      );
      from = end;
    }
  }

  function flush(): void {
    const alike = pairs.every(({ pieces }) => isSame(pieces, pairs[0]!.pieces));
    if (alike && pairs.length > 0) takePairs(0, pairs.length);
    else pairs.forEach((_, pair) => takePairs(pair, pair + 1));
    pairs = [];
  }

  return {
    visit({ start, rows, values: [a, b] }) {
      const { length } = a;
      const last = pairs.at(-1);
      if (last?.rows[0] === rows[0]) {
        if (last.filled >= VALUES) flush();
      } else {
        // The next pair begins where the first one began, unless it is that of other blocks.
        const [first] = pairs[0]?.pieces ?? [];
        if (pairs.length === PAIRS || first?.start !== start || first.length !== length) flush();
      }
      if (pairs.at(-1)?.rows[0] !== rows[0]) pairs.push({ rows, pieces: [], filled: 0 });
      const pair = pairs.at(-1)!;
      keep(2 * pairs.length - 2, a, pair.filled);
      keep(2 * pairs.length - 1, b, pair.filled);
      pair.pieces.push({ start, length });
      pair.filled += length;
    },
    flush,
  };
}

interface Piece {
  readonly start: number;
  readonly length: number;
}

function isSame(a: readonly Piece[], b: readonly Piece[]): boolean {
  return a.length === b.length && a.every(({ start, length }, i) => start === b[i]!.start && length === b[i]!.length);
}
