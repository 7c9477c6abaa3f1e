import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { MOST_UNITS, abandon, createSharedUnits, isAbandoned, takeUnits } from "../../src/pool/shared-units.js";

type Taker = Generator<number, void, void>;

describe.skipIf(typeof SharedArrayBuffer !== "function")("shared units", () => {
  it("go each to one thread, whatever the order in which threads ask", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fc.nat()),
        (counts, turns) => {
          let first = 0;
          const units = createSharedUnits(counts.map((count): [number, number] => [first, (first += count)]));
          const threads = counts.map((_, thread) => takeUnits(units, thread));
          const taken: number[] = [];
          for (const turn of turns) {
            const next = threads[turn % threads.length]!.next();
            if (next.done === true) break;
            taken.push(next.value);
          }
          expect(taken.sort((a, b) => a - b)).toEqual(Array.from({ length: first }, (_, i) => i));
        },
      ),
      { numRuns: 200, seed: 5 },
    );
  });

  it("come from the two ends of what falls to two neighbours, then from the end of the fullest", () => {
    const units = createSharedUnits([
      [0, 2],
      [2, 4],
      [4, 9],
    ]);
    const [first, second, third] = [0, 1, 2].map((thread) => takeUnits(units, thread)) as [Taker, Taker, Taker];
    const taken = [first, second, third, first].map((thread) => thread.next().value);
    expect(taken).toEqual([0, 3, 4, 1]);
    expect([first, first, second, second, third].map((thread) => thread.next().value)).toEqual([2, 8, 7, 6, 5]);
    expect([first, second, third].every((thread) => thread.next().done)).toBe(true);
  });

  it("may be as many as stated", () => {
    const units = createSharedUnits([[MOST_UNITS - 2, MOST_UNITS]]);
    expect([...takeUnits(units, 0)]).toEqual([MOST_UNITS - 2, MOST_UNITS - 1]);
  });

  it("can be abandoned", () => {
    const units = createSharedUnits([[0, 1]]);
    expect(isAbandoned(units)).toBe(false);
    abandon(units);
    expect(isAbandoned(units)).toBe(true);
  });
});
