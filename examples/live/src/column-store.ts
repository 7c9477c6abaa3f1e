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

/**
 * Columns for which memory is taken at a time, when they come: zeros for an hour at once would keep the page's thread for
 * longer than a frame lasts.
 */
const blockColumns = 512;

interface Block {
  /** Shape [columns, rows]. */
  readonly levels: Int16Array;
  readonly lows: Float32Array;
  readonly highs: Float32Array;
}

/** Makes a store without columns. */
export function createColumnStore(frequencies: Float64Array, capacity: number): ColumnStore {
  const rows = frequencies.length;
  const blocks: (Block | undefined)[] = [];
  let end = 0;
  let loudest = -Infinity;

  function placeOf(column: number): { block: Block; at: number } {
    const place = column % capacity;
    const number = Math.floor(place / blockColumns);
    const block = (blocks[number] ??= {
      levels: new Int16Array(blockColumns * rows),
      lows: new Float32Array(blockColumns),
      highs: new Float32Array(blockColumns),
    });
    return { block, at: place % blockColumns };
  }

  function levels(column: number): Int16Array {
    const { block, at } = placeOf(column);
    return block.levels.subarray(at * rows, (at + 1) * rows);
  }

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
    append({ first, levels: newLevels, lows, highs }) {
      for (let k = 0; k < lows.length; k++) {
        const { block, at } = placeOf(first + k);
        block.levels.set(newLevels.subarray(k * rows, (k + 1) * rows), at * rows);
        block.lows[at] = lows[k]!;
        block.highs[at] = highs[k]!;
      }
      let top = -32_768;
      for (const level of newLevels) top = Math.max(top, level);
      loudest = Math.max(loudest, unpackLevel(top));
      end = first + lows.length;
    },
    level: (column, row) => unpackLevel(levels(column)[row]!),
    levels,
    extremes(column) {
      const { block, at } = placeOf(column);
      return [block.lows[at]!, block.highs[at]!];
    },
  };
}

/** The column that shows a time, in seconds. */
export function columnAt(time: number): number {
  return Math.floor(time / columnSeconds);
}
