import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { accumulateRSquared, rSquared } from "../../src/metrics/r-squared.js";
import golden from "../fixtures/metrics.json" with { type: "json" };

const doubles = (data: string): Float64Array =>
  new Float64Array(Uint8Array.from(atob(data), (character) => character.charCodeAt(0)).buffer);

describe("rSquared", () => {
  it("equals the reference over all elements", () => {
    const { yTrue, yPred, value } = golden.rSquared;
    // Both sides are float64; 280 terms differ by their order alone.
    expect(Math.abs(rSquared(doubles(yTrue.data), doubles(yPred.data)) - value)).toBeLessThan(1e-12);
  });

  it("is 1 for a perfect prediction and 0 for the mean", () => {
    expect(rSquared([1, 2, 3], [1, 2, 3])).toBe(1);
    expect(rSquared([1, 2, 3], [2, 2, 2])).toBe(0);
  });

  it("is 1 or 0 where all expected values are equal, as in scikit-learn", () => {
    expect(rSquared([2, 2], [2, 2])).toBe(1);
    expect(rSquared([2, 2], [2, 3])).toBe(0);
  });

  it("rejects lists of different lengths", () => {
    expect(() => rSquared([1, 2], [1])).toThrow(
      new RangeError('"predicted" must have as many items as "expected" (2), got 1'),
    );
  });
});

describe("accumulateRSquared", () => {
  it("gives the same however the data is parted, with a large mean too", () => {
    const values = fc.array(
      fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })),
      {
        minLength: 3,
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 2 }), (pairs, cut) => {
        const expected = pairs.map(([value], i) => 1000 + value + i);
        const predicted = pairs.map(([, value], i) => 1000 + value + i);
        const parted = accumulateRSquared();
        parted.add(expected.slice(0, cut), predicted.slice(0, cut));
        parted.add(expected.slice(cut), predicted.slice(cut));
        expect(parted.rSquared).toBeCloseTo(rSquared(expected, predicted), 9);
      }),
    );
  });

  it("knows nothing before the first part", () => {
    expect(accumulateRSquared().rSquared).toBeNaN();
    expect(accumulateRSquared().meanSquaredError).toBeNaN();
  });

  it("gives the mean squared error", () => {
    const accumulator = accumulateRSquared();
    accumulator.add([1, 2], [1, 4]);
    accumulator.add([5], [4]);
    expect(accumulator.meanSquaredError).toBeCloseTo(5 / 3, 15);
  });
});
