import { array, assert, double, property } from "fast-check";
import { describe, expect, it } from "vitest";

import { applyTemperature, fitTemperature } from "../../src/discriminant/temperature.js";
import golden from "../fixtures/calibration.json" with { type: "json" };

const { classes, labels } = golden;
const matrixOf = (data: readonly number[]) => ({ data, shape: [data.length / classes, classes] }) as const;

function loss(scores: readonly number[], temperature: number): number {
  const { data } = applyTemperature(matrixOf(scores), temperature);
  return -labels.reduce((sum, label, row) => sum + data[row * classes + label]!, 0) / labels.length;
}

describe("fitTemperature", () => {
  it("equals SciPy", () => {
    for (const { scores, temperature, loss: least } of golden.cases) {
      const found = fitTemperature(matrixOf(scores), labels);
      // SciPy compares losses, which near their minimum tell temperatures apart to about the root of the rounding.
      expect(found / temperature).toBeCloseTo(1, 5);
      expect(loss(scores, found)).toBeCloseTo(least, 12);
    }
  });

  it("makes the confidence of two classes the part that is right", () => {
    const scores = { data: [4, 0, 4, 0, 4, 0, 4, 0], shape: [4, 2] } as const;
    expect(fitTemperature(scores, [0, 0, 0, 1])).toBeCloseTo(4 / Math.log(3), 10);
  });

  it("grows with the scores", () => {
    const { scores, temperature } = golden.cases[0]!;
    for (const factor of [0.5, 3, 10]) {
      const scaled = matrixOf(scores.map((score) => score * factor));
      expect(fitTemperature(scaled, labels) / (temperature * factor)).toBeCloseTo(1, 5);
    }
  });

  it("stops at an end where all are told right, or none", () => {
    const scores = { data: [1, 0, 1, 0], shape: [2, 2] } as const;
    expect(fitTemperature(scores, [0, 0])).toBeCloseTo(0.01, 12);
    expect(fitTemperature(scores, [1, 1])).toBeCloseTo(100, 9);
  });

  it("rejects scores that are not finite", () => {
    expect(() => fitTemperature({ data: [0, 1, NaN, 0], shape: [2, 2] }, [0, 1])).toThrow(
      new RangeError('"scores" must be finite, got NaN in row 1, column 0'),
    );
    expect(() => fitTemperature({ data: [0, -Infinity], shape: [1, 2] }, [0])).toThrow(
      new RangeError('"scores" must be finite, got -Infinity in row 0, column 1'),
    );
  });

  it("rejects labels of another number, and of no class", () => {
    const scores = { data: [1, 0], shape: [1, 2] } as const;
    expect(() => fitTemperature(scores, [0, 0])).toThrow(
      new RangeError('"labels" must have as many items as "scores" (1), got 2'),
    );
    expect(() => fitTemperature(scores, [2])).toThrow(
      new RangeError('"labels" must hold integers from 0 to 1, got 2 at index 0'),
    );
  });

  it("rejects no scores at all", () => {
    expect(() => fitTemperature({ data: [], shape: [0, 2] }, [])).toThrow(
      new RangeError('"scores" must not be empty, got the shape [0, 2]'),
    );
  });
});

describe("applyTemperature", () => {
  it("gives probabilities that add up to 1, in the order of the scores, and leaves the scores as they are", () => {
    const score = double({ min: -1e3, max: 1e3, noNaN: true });
    assert(
      property(array(score, { minLength: 2, maxLength: 9 }), double({ min: 0.01, max: 100, noNaN: true }), (row, t) => {
        const scores = { data: row.slice(), shape: [1, row.length] } as const;
        const { data } = applyTemperature(scores, t);
        expect(scores.data).toEqual(row);
        // At most nine numbers, each rounded.
        expect(data.reduce((sum, value) => sum + Math.exp(value), 0)).toBeCloseTo(1, 10);
        expect(data[row.indexOf(Math.max(...row))]).toBe(Math.max(...data));
      }),
    );
  });

  it("takes the root of the odds at a temperature of 2", () => {
    const { data } = applyTemperature({ data: [Math.log(0.9), Math.log(0.1)], shape: [1, 2] }, 2);
    expect(Array.from(data, Math.exp)).toEqual([expect.closeTo(0.75, 12), expect.closeTo(0.25, 12)]);
  });

  it.each([0, -1, NaN, Infinity])("rejects a temperature of %d", (temperature) => {
    expect(() => applyTemperature({ data: [1, 0], shape: [1, 2] }, temperature)).toThrow(
      new RangeError(`"temperature" must be finite and > 0, got ${temperature}`),
    );
  });
});
