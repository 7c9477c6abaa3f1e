import { describe, expect, it } from "vitest";

import { fitKernelRidge } from "../../src/discriminant/kernel-ridge.js";
import golden from "../fixtures/discriminant.json" with { type: "json" };
import { relativeError } from "../golden.js";

const { features, labels } = golden;
const rows = { data: golden.rows, shape: [labels.length, features] } as const;
const asked = { data: golden.asked, shape: [golden.asked.length / features, features] } as const;

describe("fitKernelRidge", () => {
  it("equals scikit-learn", () => {
    for (const { gamma, alpha, scores } of golden.kernelRidge) {
      const model = fitKernelRidge(rows, labels, { alpha, ...(gamma === null ? {} : { gamma }) });
      const { data, shape } = model.predictScores(asked);
      expect(shape).toEqual([6, 4]);
      // Both sides are float64; the factorisation and the order of the sums differ.
      expect(relativeError(data, scores)).toBeLessThan(1e-10);
    }
  });

  it("gives scores that add up to nothing", () => {
    const { data } = fitKernelRidge(rows, labels).predictScores(asked);
    for (let i = 0; i < data.length; i += 4) {
      expect(data.subarray(i, i + 4).reduce((sum, score) => sum + score, 0)).toBeCloseTo(0, 12);
    }
  });

  it.each([0, -1, NaN, Infinity])("rejects a gamma of %d", (gamma) => {
    expect(() => fitKernelRidge(rows, labels, { gamma })).toThrow(
      new RangeError(`"gamma" must be finite and > 0, got ${gamma}`),
    );
  });

  it.each([0, NaN])("rejects an alpha of %d", (alpha) => {
    expect(() => fitKernelRidge(rows, labels, { alpha })).toThrow(
      new RangeError(`"alpha" must be finite and > 0, got ${alpha}`),
    );
  });

  it("rejects an alpha below the rounding of a kernel matrix with equal rows", () => {
    expect(() => fitKernelRidge({ data: [1, 1, 1], shape: [3, 1] }, [0, 1, 1], { alpha: 1e-20 })).toThrow(
      new RangeError('"alpha" must be larger: the kernel matrix of 3 rows is singular, got 1e-20'),
    );
  });

  it("rejects numbers that are not finite, in training and after", () => {
    const broken = { data: golden.rows.with(8, NaN), shape: rows.shape };
    const error = new RangeError('"rows" must be finite, got NaN in row 1, column 1');
    expect(() => fitKernelRidge(broken, labels)).toThrow(error);
    expect(() => fitKernelRidge(rows, labels).predictScores(broken)).toThrow(error);
  });

  it("rejects labels of another number", () => {
    expect(() => fitKernelRidge(rows, [0])).toThrow(
      new RangeError('"labels" must have as many items as "rows" (38), got 1'),
    );
  });

  it("rejects rows of another width", () => {
    expect(() => fitKernelRidge(rows, labels).predictScores({ data: [1], shape: [1, 1] })).toThrow(
      new RangeError('"rows" must have 7 features, got 1'),
    );
  });
});
