import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { RowBlock } from "../../src/engine/engine.js";
import { gatherRows } from "../../src/engine/gather.js";
import { largestDifference } from "../golden.js";

/** Blocks in an engine's order: for every group, for every tile, for every pair, the pieces of the tile. */
function* blocksOf(
  groups: readonly { rows: number; piece: number; pieces: number }[],
  length: number,
): Generator<RowBlock> {
  let firstRow = 0;
  for (const { rows, piece, pieces } of groups) {
    const tile = pieces * piece;
    for (let begin = 0; begin < length; begin += tile) {
      for (let row = firstRow; row < firstRow + rows; row += 2) {
        for (let start = begin; start < Math.min(begin + tile, length); start += piece) {
          const count = Math.min(piece, length - start);
          const values = [row, row + 1].map((r) => Float32Array.from({ length: count }, (_, n) => 1e4 * r + start + n));
          const numbers: RowBlock["rows"] = row + 1 < firstRow + rows ? [row, row + 1] : [row];
          yield { signal: 0, start, rows: numbers, values: [values[0]!, values[1]!], memory: undefined };
          values.forEach((array) => array.fill(-1));
        }
      }
    }
    firstRow += rows;
  }
}

describe("gatherRows", () => {
  it("hands over every value of every row once, many rows at a time", () => {
    const group = fc.record({
      rows: fc.integer({ min: 1, max: 20 }),
      piece: fc.integer({ min: 1, max: 300 }),
      // Pieces of a tile. Groups that agree in a piece may differ in this.
      pieces: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(
        fc.array(group, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 2000 }),
        (groups, length) => {
          const count = groups.reduce((sum, { rows }) => sum + rows, 0);
          const all = new Float64Array(count * length).fill(Number.NaN);
          let most = 0;
          const gatherer = gatherRows((start, numbers, rows) => {
            expect(rows).toHaveLength(numbers.length);
            most = Math.max(most, rows.length);
            rows.forEach((row, i) => all.set(row, numbers[i]! * length + start));
          });
          for (const block of blocksOf(groups, length)) gatherer.visit(block);
          gatherer.flush();
          const expected = all.map((_, i) => 1e4 * Math.floor(i / length) + (i % length));
          expect(largestDifference(all, expected)).toBe(0);
          expect(most).toBeGreaterThanOrEqual(groups.length === 1 ? Math.min(8, count) : 1);
          expect(most).toBeLessThanOrEqual(8);
        },
      ),
      { numRuns: 50, seed: 10 },
    );
  });

  it("hands over a long row of a pair alone before it has all of it", () => {
    let calls = 0;
    let kept = 0;
    const gatherer = gatherRows((_, __, [row]) => {
      calls += 1;
      kept += row!.length;
    });
    for (const block of blocksOf([{ rows: 2, piece: 20_000, pieces: 3 }], 400_000)) gatherer.visit(block);
    expect(calls).toBeGreaterThan(10);
    gatherer.flush();
    expect(kept).toBe(400_000);
  });
});
