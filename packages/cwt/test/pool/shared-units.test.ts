import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { MOST_UNITS, abandon, createSharedUnits, isAbandoned, takeUnits } from "../../src/pool/shared-units.js";

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

  it("come from the beginning of one's own range first, then from the end of the fullest", () => {
    const units = createSharedUnits([
      [0, 2],
      [2, 4],
      [4, 9],
    ]);
    const own = takeUnits(units, 0);
    expect(Array.from({ length: 5 }, () => own.next().value)).toEqual([0, 1, 8, 7, 6]);
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
