import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { weightedAccuracy } from "../../src/metrics/accuracy.js";
import { decideClasses } from "../../src/metrics/decision.js";
import { roundedUnweightedAccuracy, roundedWeightedAccuracy } from "../../src/metrics/rounded-accuracy.js";

describe("roundedWeightedAccuracy", () => {
  it("counts a right class below one half as wrong, and one half too, as Keras rounds", () => {
    const probabilities = { data: [0.4, 0.3, 0.3, 0.5, 0.25, 0.25, 0.51, 0.4, 0.09], shape: [3, 3] as const };
    expect(roundedWeightedAccuracy([0, 0, 0], probabilities)).toBeCloseTo(1 / 3, 15);
  });

  it("is never above the accuracy of the most probable class", () => {
    const row = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), row), { minLength: 1 }), (items) => {
        const labels = items.map(([label]) => label);
        const data = items.flatMap(([, values]) => values.map((v) => v / values.reduce((sum, w) => sum + w, 0)));
        const probabilities = { data, shape: [items.length, 4] as const };
        expect(roundedWeightedAccuracy(labels, probabilities)).toBeLessThanOrEqual(
          weightedAccuracy(labels, decideClasses(probabilities)),
        );
      }),
    );
  });

  it("rejects a label beyond the last column", () => {
    expect(() => roundedWeightedAccuracy([2], { data: [1, 0], shape: [1, 2] })).toThrow(
      new RangeError('"labels" must hold integers from 0 to 1, got 2 at index 0'),
    );
  });
});

describe("roundedUnweightedAccuracy", () => {
  it("averages over the classes present", () => {
    const probabilities = { data: [0.9, 0.1, 0, 0.8, 0.2, 0, 0.6, 0.4, 0], shape: [3, 3] as const };
    expect(roundedUnweightedAccuracy([0, 0, 1], probabilities)).toBe(0.5);
  });

  it("rejects rows that do not match the labels", () => {
    expect(() => roundedUnweightedAccuracy([0], { data: [1, 0, 0, 1], shape: [2, 2] })).toThrow(
      new RangeError('"probabilities" must have as many items as "labels" (1), got 2'),
    );
  });
});
