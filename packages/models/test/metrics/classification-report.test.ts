import { describe, expect, it } from "vitest";

import { classificationReport } from "../../src/metrics/classification-report.js";
import golden from "../fixtures/metrics.json" with { type: "json" };

// Both sides are float64; sums of a few terms differ by their order alone.
const tolerance = 1e-12;

describe("classificationReport", () => {
  it("equals scikit-learn's figures", () => {
    for (const c of golden.cases) {
      const report = classificationReport(c.yTrue, c.yPred, { classes: c.classes });
      for (const name of ["precision", "recall", "f1", "support"] as const) {
        for (const [i, expected] of c[name].entries()) {
          expect(Math.abs(report.classes[i]![name] - expected)).toBeLessThan(tolerance);
        }
      }
      for (const name of ["weightedAccuracy", "unweightedAccuracy", "kappa"] as const) {
        expect(Math.abs(report[name] - c[name])).toBeLessThan(tolerance);
      }
      expect([...report.confusion.data]).toEqual(c.confusion.flat());
    }
  });

  it("gives 0 where a class was neither met nor predicted", () => {
    const { classes } = classificationReport([0, 1], [1, 0], { classes: 3 });
    expect(classes[2]).toEqual({ precision: 0, recall: 0, f1: 0, support: 0 });
    expect(classes[0]).toEqual({ precision: 0, recall: 0, f1: 0, support: 1 });
  });

  it("has no kappa where all is one class, as scikit-learn", () => {
    expect(classificationReport([1, 1], [1, 1]).kappa).toBeNaN();
  });

  it("rejects lists of different lengths", () => {
    expect(() => classificationReport([0, 1], [0])).toThrow(
      new RangeError('"predictions" must have as many items as "labels" (2), got 1'),
    );
  });
});
