import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { fitLinearDiscriminant, linearDiscriminantFrom } from "../../src/discriminant/linear-discriminant.js";
import { CheckpointError } from "../../src/errors.js";
import golden from "../fixtures/discriminant.json" with { type: "json" };
import { relativeError } from "../golden.js";

const { features, labels } = golden;
const rows = { data: golden.rows, shape: [labels.length, features] } as const;
const asked = { data: golden.asked, shape: [golden.asked.length / features, features] } as const;
// Both sides are float64; the factorisation and the order of the sums differ, on matrices of condition below 1e4.
const tolerance = 1e-10;

describe("fitLinearDiscriminant", () => {
  it("equals scikit-learn with empirical priors", () => {
    for (const { shrinkage, coefficients, intercepts, empirical } of golden.cases) {
      const model = fitLinearDiscriminant(rows, labels, { shrinkage });
      const record = model.toJSON();
      expect(relativeError(record.coefficients.flat(), coefficients.flat())).toBeLessThan(tolerance);
      expect(relativeError(record.intercepts, intercepts)).toBeLessThan(tolerance);
      const { data, shape } = model.predictLogProbabilities(asked);
      expect(shape).toEqual([6, 4]);
      expect(relativeError(data, empirical)).toBeLessThan(tolerance);
    }
  });

  it("equals scikit-learn less its priors with equal priors", () => {
    for (const { shrinkage, equal } of golden.cases) {
      const model = fitLinearDiscriminant(rows, labels, { shrinkage, priors: "equal" });
      expect(relativeError(model.predictLogProbabilities(asked).data, equal)).toBeLessThan(tolerance);
    }
  });

  it("equals scikit-learn with more features than rows", () => {
    const wide = { data: golden.wide.rows, shape: [12, 20] } as const;
    const model = fitLinearDiscriminant(wide, golden.wide.labels, { shrinkage: 0.3 });
    expect(relativeError(model.predictLogProbabilities(wide).data, golden.wide.logProbabilities)).toBeLessThan(
      tolerance,
    );
  });

  it("gives probabilities that add up to 1, and the same whatever is added to a feature", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -100, max: 100, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (shift, s) => {
          const moved = { data: rows.data.map((value) => value + shift), shape: rows.shape };
          const plain = fitLinearDiscriminant(rows, labels, { shrinkage: s }).predictLogProbabilities(rows).data;
          const other = fitLinearDiscriminant(moved, labels, { shrinkage: s }).predictLogProbabilities(moved).data;
          for (let i = 0; i < plain.length; i += 4) {
            const sum = plain.subarray(i, i + 4).reduce((total, value) => total + Math.exp(value), 0);
            expect(sum).toBeCloseTo(1, 12);
          }
          expect(relativeError(other, plain)).toBeLessThan(1e-7);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("is not moved by the order of the rows", () => {
    const order = labels.map((_, i) => labels.length - 1 - i);
    const turned = {
      data: order.flatMap((i) => golden.rows.slice(i * features, (i + 1) * features)),
      shape: rows.shape,
    };
    const model = fitLinearDiscriminant(
      turned,
      order.map((i) => labels[i]!),
      { shrinkage: 0.1 },
    );
    expect(relativeError(model.predictLogProbabilities(asked).data, golden.cases[1]!.empirical)).toBeLessThan(
      tolerance,
    );
  });

  it("reads float32 rows", () => {
    const model = fitLinearDiscriminant({ data: Float32Array.from(rows.data), shape: rows.shape }, labels, {
      shrinkage: 0.3,
    });
    // Rounding of the rows to 24 bits.
    expect(relativeError(model.predictLogProbabilities(asked).data, golden.cases[2]!.empirical)).toBeLessThan(1e-5);
  });

  it("rejects labels of another number", () => {
    expect(() => fitLinearDiscriminant(rows, [0, 1])).toThrow(
      new RangeError(`"labels" must have as many items as "rows" (38), got 2`),
    );
  });

  it("rejects a class without rows", () => {
    expect(() => fitLinearDiscriminant(rows, labels, { classes: 5 })).toThrow(
      new RangeError('"labels" must hold every class below 5, got no row of class 4'),
    );
  });

  it.each([-0.1, 1.1, NaN])("rejects a shrinkage of %d", (shrinkage) => {
    expect(() => fitLinearDiscriminant(rows, labels, { shrinkage })).toThrow(
      new RangeError(`"shrinkage" must be from 0 to 1, got ${shrinkage}`),
    );
  });

  it("rejects a shrinkage that is no number", () => {
    expect(() => fitLinearDiscriminant(rows, labels, { shrinkage: "auto" as never })).toThrow(
      new TypeError('"shrinkage" must be a number, got string'),
    );
  });

  it("rejects unknown priors", () => {
    expect(() => fitLinearDiscriminant(rows, labels, { priors: "flat" as never })).toThrow(
      new RangeError('"priors" must be "empirical" or "equal", got "flat"'),
    );
  });

  it("rejects a singular covariance", () => {
    const wide = { data: golden.wide.rows, shape: [12, 20] } as const;
    expect(() => fitLinearDiscriminant(wide, golden.wide.labels)).toThrow(
      new RangeError('"shrinkage" must be larger: the covariance of 20 features in 12 rows is singular, got 0'),
    );
  });

  it.each([NaN, Infinity])("rejects a row that holds %d", (value) => {
    const data = golden.rows.with(8, value);
    expect(() => fitLinearDiscriminant({ data, shape: rows.shape }, labels)).toThrow(
      new RangeError(`"rows" must be finite, got a mean of ${value} in column 1`),
    );
  });

  it("rejects rows of another width, or that are not finite, when it predicts", () => {
    const model = fitLinearDiscriminant(rows, labels, { shrinkage: 0.1 });
    expect(() => model.predictLogProbabilities({ data: [1, 2], shape: [1, 2] })).toThrow(
      new RangeError('"rows" must have 7 features, got 2'),
    );
    expect(() => model.predictLogProbabilities({ data: golden.rows.slice(0, 7).with(2, NaN), shape: [1, 7] })).toThrow(
      new RangeError('"rows" must be finite, got a score of NaN in row 0'),
    );
  });
});

describe("linearDiscriminantFrom", () => {
  it("restores a model from its JSON, number by number", () => {
    const model = fitLinearDiscriminant(rows, labels, { shrinkage: 0.3 });
    const restored = linearDiscriminantFrom(JSON.parse(JSON.stringify(model)));
    expect([restored.classes, restored.features]).toEqual([4, 7]);
    expect(restored.predictLogProbabilities(asked)).toEqual(model.predictLogProbabilities(asked));
  });

  it.each([
    null,
    {},
    { kind: "linear-discriminant", coefficients: [[1], [1, 2]], intercepts: [0, 0] },
    { kind: "linear-discriminant", coefficients: [[1]], intercepts: [0, 0] },
    { kind: "linear-discriminant", coefficients: [[null]], intercepts: [0] },
  ])("rejects %j", (record) => {
    expect(() => linearDiscriminantFrom(record as never)).toThrow(
      new CheckpointError("this is not the record of a linear discriminant"),
    );
  });
});
