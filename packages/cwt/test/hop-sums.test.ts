import * as fc from "fast-check";
import { expect, it } from "vitest";

import type { RowBlock } from "../src/engine/engine.js";
import { addHopSums } from "../src/hop-sums.js";
import { largestDifference } from "./golden.js";

const value = (row: number, n: number): number => Math.sin(row + n * n);

/** Blocks of two rows that begin at `origin`, cut at random lengths, without a memory or with one. */
function* blocksOf(lengths: readonly number[], origin: number, memory?: WebAssembly.Memory): Generator<RowBlock> {
  let start = origin;
  for (const length of lengths) {
    const rows = [0, 1].map((row) => {
      const values = memory ? new Float64Array(memory.buffer, 64 + 8192 * row, length) : new Float64Array(length);
      values.forEach((_, i) => (values[i] = value(row, start - origin + i)));
      return values;
    });
    yield { signal: 0, start, rows: [0, 1], values: [rows[0]!, rows[1]!], memory };
    start += length;
  }
}

it("sums every hop, however the rows are cut into blocks", () => {
  const arbitrary = fc.record({
    lengths: fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 6 }),
    hop: fc.integer({ min: 1, max: 900 }),
    origin: fc.integer({ min: 0, max: 50 }),
    complex: fc.boolean(),
    summand: fc.constantFrom("squares", "magnitudes"),
    inMemory: fc.boolean(),
  });
  fc.assert(
    fc.property(arbitrary, ({ lengths, hop, origin, complex, summand, inMemory }) => {
      const hops = Math.floor(lengths.reduce((sum, length) => sum + length, 0) / hop);
      const sums = new Float64Array((complex ? 1 : 2) * hops);
      const add = addHopSums({ sums, hop, hops, origin, complex, summand });
      const memory = inMemory ? new WebAssembly.Memory({ initial: 1 }) : undefined;
      for (const block of blocksOf(lengths, origin, memory)) add(block);
      const expected = sums.map((_, at) => {
        let sum = 0;
        for (let n = (at % hops) * hop; n < ((at % hops) + 1) * hop; n++) {
          const re = value(Math.floor(at / hops), n);
          const im = complex ? value(1, n) : 0;
          sum += summand === "squares" ? re * re + im * im : Math.hypot(re, im);
        }
        return sum;
      });
      expect(largestDifference(sums, expected)).toBeLessThan(1e-12 * hop);
    }),
    { numRuns: 100, seed: 3 },
  );
});
