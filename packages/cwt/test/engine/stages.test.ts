import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { hopOf } from "../../src/engine/block-transform.js";
import { TILE, cutStages } from "../../src/engine/stages.js";
import type { Piece } from "../../src/engine/stages.js";

const group = fc
  .record({
    log: fc.integer({ min: 6, max: 12 }),
    past: fc.integer({ min: 0, max: 5 }),
    pairs: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ log, past, pairs }) => ({ blocking: { size: 2 ** log, past: 4 * past, ahead: 8 }, pairs }));

describe("cutStages", () => {
  it("covers every value of every signal once in each group, and counts units on", () => {
    fc.assert(
      fc.property(
        fc.array(group, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 50 }),
        fc.integer({ min: 1, max: 120_000 }),
        (shapes, signals, from, length) => {
          let first = 0;
          const groups = shapes.map(({ blocking, pairs }) => ({ blocking, first, end: (first += pairs) }));
          const stages = cutStages(groups, signals, from, from + length);
          let unit = 0;
          for (const one of groups) {
            const hop = hopOf(one.blocking);
            const next = Array.from({ length: signals }, () => from);
            for (const stage of stages.filter((candidate) => candidate.group === one)) {
              expect(stage.first).toBe(unit);
              unit += (one.end - one.first) * stage.batches.length;
              expect(stage.end).toBe(unit);
              let slot = 0;
              for (const piece of stage.pieces) {
                expect([piece.slot, piece.start]).toEqual([slot, next[piece.signal]]);
                slot += piece.count;
                next[piece.signal]! += piece.count * hop;
              }
              expect(slot).toBe(stage.blocks);
              expect(slot).toBeLessThanOrEqual(stage.slots);
              const blocksOf = (pieces: readonly Piece[]): number[][] =>
                pieces.flatMap(({ signal, start, slot: begin, count }) =>
                  Array.from({ length: count }, (_, i) => [signal, start + i * hop, begin + i]),
                );
              expect(blocksOf(stage.batches)).toEqual(blocksOf(stage.pieces));
              for (const { count } of stage.batches) expect(count).toBeLessThanOrEqual(stage.batch);
              // No more samples than a tile has, but for what rounding to whole blocks adds.
              expect(stage.slots * one.blocking.size).toBeLessThan(TILE + one.blocking.size);
            }
            for (const end of next) {
              expect(end).toBeGreaterThanOrEqual(from + length);
              expect(end - hop).toBeLessThan(from + length);
            }
          }
          expect(stages.at(-1)!.end).toBe(unit);
        },
      ),
      { numRuns: 100, seed: 3 },
    );
  });

  it("makes stages of one group about equally large", () => {
    const stages = cutStages([{ blocking: { size: 4096, past: 0, ahead: 0 }, first: 0, end: 1 }], 1, 0, 21 * 4096);
    expect(stages.map(({ blocks }) => blocks)).toEqual([11, 10]);
  });
});
