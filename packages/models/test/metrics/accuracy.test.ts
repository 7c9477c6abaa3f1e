import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { unweightedAccuracy, weightedAccuracy } from "../../src/metrics/accuracy.js";
import golden from "../fixtures/metrics.json" with { type: "json" };

// Both sides are float64; sums of a few terms differ by their order alone.
const tolerance = 1e-12;
const items = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { minLength: 1, maxLength: 200 });

describe("weightedAccuracy", () => {
  it("equals scikit-learn's accuracy_score", () => {
    for (const c of golden.cases) {
      expect(Math.abs(weightedAccuracy(c.yTrue, c.yPred) - c.weightedAccuracy)).toBeLessThan(tolerance);
    }
  });

  it("counts every item alike", () => {
    expect(weightedAccuracy([0, 0, 0, 1], [0, 0, 0, 0])).toBe(0.75);
  });

  it("rejects empty lists", () => {
    expect(() => weightedAccuracy([], [])).toThrow(new RangeError('"labels" must not be empty'));
  });
});

describe("unweightedAccuracy", () => {
  it("equals scikit-learn's balanced_accuracy_score", () => {
    for (const c of golden.cases) {
      expect(Math.abs(unweightedAccuracy(c.yTrue, c.yPred) - c.unweightedAccuracy)).toBeLessThan(tolerance);
    }
  });

  it("counts every class alike", () => {
    expect(unweightedAccuracy([0, 0, 0, 1], [0, 0, 0, 0])).toBe(0.5);
  });

  it("leaves out classes that no item has", () => {
    expect(unweightedAccuracy([5, 5], [5, 1])).toBe(0.5);
  });

  it("stays the same when all items are repeated, in any order", () => {
    fc.assert(
      fc.property(items, (pairs) => {
        const [labels, predictions] = [pairs.map(([label]) => label), pairs.map(([, prediction]) => prediction)];
        const twice = unweightedAccuracy(
          [...labels, ...labels.toReversed()],
          [...predictions, ...predictions.toReversed()],
        );
        expect(twice).toBeCloseTo(unweightedAccuracy(labels, predictions), 12);
      }),
    );
  });
});
