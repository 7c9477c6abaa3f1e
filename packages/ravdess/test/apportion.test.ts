import * as fc from "fast-check";
import { expect, it } from "vitest";

import { apportion } from "../src/apportion.js";

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

it("meets both sums, with every cell at the floor or the ceiling of its share", () => {
  const table = fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 10 }).chain((rows) =>
    fc.record({
      rows: fc.constant(rows),
      // Cuts of the total make columns of the same sum.
      cuts: fc.array(fc.nat({ max: sum(rows) }), { minLength: 0, maxLength: 5 }),
    }),
  );
  fc.assert(
    fc.property(table, ({ rows, cuts }) => {
      const total = sum(rows);
      fc.pre(total > 0);
      const edges = [0, ...cuts.sort((a, b) => a - b), total];
      const columns = edges.slice(1).map((edge, index) => edge - edges[index]!);
      const counts = apportion(rows, columns);
      expect(counts.map(sum)).toEqual(rows);
      expect(columns.map((_, c) => sum(counts.map((row) => row[c]!)))).toEqual(columns);
      for (const [r, row] of counts.entries()) {
        for (const [c, count] of row.entries()) {
          const share = rows[r]! * columns[c]!;
          expect(count).toBeGreaterThanOrEqual(Math.floor(share / total));
          expect(count).toBeLessThanOrEqual(Math.ceil(share / total));
        }
      }
    }),
    { numRuns: 500 },
  );
});

it("serves cells that would stay empty first", () => {
  // Seven classes are due 0.9 of the small part, the last 1.7 of it: all get one before that one gets a second.
  const counts = apportion([9, 9, 9, 9, 9, 9, 9, 17], [72, 8]);
  expect(counts.map((row) => row[1])).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
});
