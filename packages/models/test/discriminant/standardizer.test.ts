import { describe, expect, it } from "vitest";

import { fitStandardizer, standardizeRows } from "../../src/discriminant/standardizer.js";

const rows = { data: [1, 10, 0.1, 3, 30, 0.1, 8, 20, 0.1], shape: [3, 3] } as const;

describe("fitStandardizer", () => {
  it("takes mean and population deviation of each column, and 1 for a constant one", () => {
    const { means, deviations } = fitStandardizer(rows);
    expect(means).toEqual([4, 20, expect.closeTo(0.1, 15)]);
    expect(deviations).toEqual([Math.sqrt(26 / 3), Math.sqrt(200 / 3), 1]);
  });

  it.each([NaN, Infinity])("rejects a row that holds %d", (value) => {
    expect(() => fitStandardizer({ data: [1, value], shape: [1, 2] })).toThrow(
      new RangeError(`"rows" must be finite, got a mean of ${value} in column 1`),
    );
  });
});

describe("standardizeRows", () => {
  it("gives columns of mean 0 and deviation 1, and leaves the rows as they are", () => {
    const data = [...rows.data];
    const result = standardizeRows({ data, shape: rows.shape }, fitStandardizer(rows));
    const again = fitStandardizer(result);
    for (const mean of again.means) expect(mean).toBeCloseTo(0, 14);
    expect(again.deviations[0]).toBeCloseTo(1, 14);
    expect(data).toEqual(rows.data);
  });

  it("cuts what lies farther out than clip", () => {
    const standardizer = { means: [0], deviations: [1] };
    expect(standardizeRows({ data: [-9, 2, 9], shape: [3, 1] }, standardizer, { clip: 4 }).data).toEqual(
      Float64Array.of(-4, 2, 4),
    );
  });

  it("rejects rows of another width", () => {
    expect(() => standardizeRows({ data: [1], shape: [1, 1] }, fitStandardizer(rows))).toThrow(
      new RangeError('"rows" must have 3 features, as those of the standardizer, got 1'),
    );
  });

  it.each([0, NaN])("rejects a clip of %d", (clip) => {
    expect(() => standardizeRows(rows, fitStandardizer(rows), { clip })).toThrow(
      new RangeError(`"clip" must be finite and > 0, got ${clip}`),
    );
  });
});
