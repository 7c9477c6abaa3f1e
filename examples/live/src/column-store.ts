import { unpackLevel } from "./columns.js";
import type { Columns } from "./columns.js";
import { columnSeconds } from "./transform.js";

/** Columns that are kept: all of a clip, or the last of a microphone's, which push out the first. */
export interface ColumnStore {
  /** In Hz, one for each row, descending. */
  readonly frequencies: Float64Array;
  /** Columns that there is room for. */
  readonly capacity: number;
  /** Columns that there are, from `begin` up to, not including, `end`. */
  readonly begin: number;
  readonly end: number;
  /** The highest level yet, in decibels. */
  readonly loudest: number;
  append(columns: Columns): void;
  /** Level in decibels; the column must be there. */
  level(column: number, row: number): number;
  /** Levels as they are kept, of a column that is there. */
  levels(column: number): Int16Array;
  /** Least and largest sample of a column that is there. */
  extremes(column: number): readonly [low: number, high: number];
}

/** Makes a store without columns. */
export function createColumnStore(frequencies: Float64Array, capacity: number): ColumnStore {
  const rows = frequencies.length;
  const kept = new Int16Array(capacity * rows);
  const lows = new Float32Array(capacity);
  const highs = new Float32Array(capacity);
  let end = 0;
  let loudest = -Infinity;
  return {
    frequencies,
    capacity,
    get begin() {
      return Math.max(0, end - capacity);
    },
    get end() {
      return end;
    },
    get loudest() {
      return loudest;
    },
    append({ first, levels, lows: newLows, highs: newHighs }) {
      for (let k = 0; k < newLows.length; k++) {
        const place = (first + k) % capacity;
        kept.set(levels.subarray(k * rows, (k + 1) * rows), place * rows);
        lows[place] = newLows[k]!;
        highs[place] = newHighs[k]!;
      }
      let top = -32_768;
      for (const level of levels) top = Math.max(top, level);
      loudest = Math.max(loudest, unpackLevel(top));
      end = first + newLows.length;
    },
    level: (column, row) => unpackLevel(kept[(column % capacity) * rows + row]!),
    levels: (column) => kept.subarray((column % capacity) * rows, ((column % capacity) + 1) * rows),
    extremes: (column) => [lows[column % capacity]!, highs[column % capacity]!],
  };
}

/** The column that shows a time, in seconds. */
export function columnAt(time: number): number {
  return Math.floor(time / columnSeconds);
}
