import { describe, expect, it } from "vitest";

import { frequencyOrder, kernelTables, tableLength } from "../../src/engine/tables.js";

describe("kernelTables", () => {
  it.each([2, 4] as const)("has the announced length, and cosines beside sines, for %d lanes", (lanes) => {
    for (const size of [64, 128, 2048]) {
      const tables = kernelTables(size, lanes);
      expect(tables).toHaveLength(tableLength(size, lanes));
      const joins = (2 * (lanes - 1) * size) / lanes;
      for (let i = 0; i < joins; i += 2 * lanes) {
        for (let lane = 0; lane < lanes; lane++) {
          expect(Math.hypot(tables[i + lane]!, tables[i + lanes + lane]!)).toBeCloseTo(1, 15);
        }
      }
      for (let i = joins; i < tables.length; i += 2) {
        expect(Math.hypot(tables[i]!, tables[i + 1]!)).toBeCloseTo(1, 15);
      }
    }
  });

  it("turns by an eighth in the second butterfly of the first span of an even power of two", () => {
    const tables = kernelTables(64, 4);
    const joins = (6 * 64) / 4;
    const eighth = Math.SQRT1_2;
    expect([...tables.subarray(joins, joins + 6)]).toEqual([1, 0, 1, 0, 1, 0]);
    const second = tables.subarray(joins + 12, joins + 18);
    [eighth, eighth, 0, 1, -eighth, eighth].forEach((value, i) => expect(second[i]).toBeCloseTo(value, 15));
  });
});

describe("frequencyOrder", () => {
  it.each([2, 4] as const)("names every frequency once, each in the lane of its remainder, for %d lanes", (lanes) => {
    for (const size of [64, 128, 4096]) {
      const order = frequencyOrder(size, lanes);
      expect(new Set(order).size).toBe(size);
      expect(Math.max(...order)).toBe(size - 1);
      expect(order.every((frequency, at) => frequency % lanes === at % lanes)).toBe(true);
    }
  });
});
