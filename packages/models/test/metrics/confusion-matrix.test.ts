import { describe, expect, it } from "vitest";

import { confusionMatrix } from "../../src/metrics/confusion-matrix.js";
import golden from "../fixtures/metrics.json" with { type: "json" };

describe("confusionMatrix", () => {
  it("equals scikit-learn's", () => {
    for (const { classes, yTrue, yPred, confusion } of golden.cases) {
      const { data, shape } = confusionMatrix(yTrue, yPred, { classes });
      expect(shape).toEqual([classes, classes]);
      expect([...data]).toEqual(confusion.flat());
    }
  });

  it("takes the number of classes from the largest label or prediction", () => {
    expect(confusionMatrix([0, 1], [2, 1]).shape).toEqual([3, 3]);
    expect(confusionMatrix([0, 3], [2, 1]).shape).toEqual([4, 4]);
  });

  it("rejects empty lists", () => {
    expect(() => confusionMatrix([], [])).toThrow(new RangeError('"labels" must not be empty'));
  });

  it("rejects lists of different lengths", () => {
    expect(() => confusionMatrix([0, 1], [0])).toThrow(
      new RangeError('"predictions" must have as many items as "labels" (2), got 1'),
    );
  });

  it.each([-1, 0.5, NaN, Infinity])("rejects a label of %d", (label) => {
    expect(() => confusionMatrix([0, label], [0, 0])).toThrow(
      new RangeError(`"labels" must hold integers of 0 or more, got ${label} at index 1`),
    );
  });

  it("rejects a prediction beyond the last class", () => {
    expect(() => confusionMatrix([0, 1], [0, 2], { classes: 2 })).toThrow(
      new RangeError('"predictions" must hold integers from 0 to 1, got 2 at index 1'),
    );
  });
});
