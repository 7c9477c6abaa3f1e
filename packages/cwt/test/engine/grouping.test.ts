import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { hopOf } from "../../src/engine/block-transform.js";
import { pairFilters, reachWithin } from "../../src/engine/filter-pairs.js";
import type { FilterPair } from "../../src/engine/filter-pairs.js";
import { groupCost, groupPairs } from "../../src/engine/grouping.js";

const pairsOf = (lengths: readonly number[]): FilterPair[] =>
  pairFilters(
    lengths.map((length) => ({
      re: new Float64Array(length),
      im: new Float64Array(length),
      offset: Math.floor(length / 2),
    })),
  );
const lengths = (maximum: number, maxLength: number) =>
  fc.array(fc.integer({ min: 2, max: maximum }), { minLength: 1, maxLength });

describe("groupPairs", () => {
  it("covers every pair once, with blocks that leave room for its filters", () => {
    fc.assert(
      fc.property(lengths(20_000, 150), fc.integer({ min: 1, max: 200_000 }), (taps, length) => {
        const pairs = pairsOf(taps);
        const groups = groupPairs(pairs, length);
        let next = 0;
        for (const { blocking, first, end } of groups) {
          expect(first).toBe(next);
          expect(end).toBeGreaterThan(first);
          next = end;
          expect(hopOf(blocking) % 4).toBe(0);
          expect(hopOf(blocking)).toBeGreaterThan(0);
          for (const { past, ahead } of pairs.slice(first, end)) {
            const whole = past <= blocking.past && ahead <= blocking.ahead;
            // A cut filter may only meet a signal that is no longer than what is left of it.
            expect(whole || length <= reachWithin(blocking.size)).toBe(true);
          }
        }
        expect(next).toBe(pairs.length);
      }),
      { numRuns: 200, seed: 2 },
    );
  });

  it("costs no more than any other division into groups, by its own model", () => {
    fc.assert(
      fc.property(lengths(3000, 7), fc.integer({ min: 1, max: 100_000 }), (taps, length) => {
        const pairs = pairsOf(taps);
        const cost = groupPairs(pairs, length).reduce(
          (sum, { blocking, first, end }) => sum + groupCost(blocking, end - first, length),
          0,
        );
        // Each division is a binary number: bit i cuts after pair i. Each group takes the cheapest size of its own.
        for (let cuts = 0; cuts < 2 ** (pairs.length - 1); cuts++) {
          let other = 0;
          let first = 0;
          for (let i = 0; i < pairs.length; i++) {
            if (i < pairs.length - 1 && (cuts & (1 << i)) === 0) continue;
            const whole = groupPairs(pairs.slice(i, i + 1), length)[0]!;
            let cheapest = Infinity;
            for (let { size } = whole.blocking; size <= 2 ** 20; size *= 2) {
              const past = 4 * Math.ceil(Math.max(...pairs.slice(first, i + 1).map((pair) => pair.past)) / 4);
              const ahead = 4 * Math.ceil(Math.max(...pairs.slice(first, i + 1).map((pair) => pair.ahead)) / 4);
              if (Math.max(past, ahead) > reachWithin(size)) continue;
              cheapest = Math.min(cheapest, groupCost({ size, past, ahead }, i + 1 - first, length));
            }
            other += cheapest;
            first = i + 1;
          }
          expect(cost).toBeLessThanOrEqual(other * (1 + 1e-12));
        }
      }),
      { numRuns: 20, seed: 3 },
    );
  });

  it("shares one small block between all filters of a short signal", () => {
    const groups = groupPairs(pairsOf([2000, 20_000, 200_000]), 100);
    expect(groups).toHaveLength(1);
    expect(groups[0]!.blocking.size).toBe(512);
  });
});
