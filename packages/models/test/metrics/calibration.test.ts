import { array, assert, double, integer, property, tuple } from "fast-check";
import { describe, expect, it } from "vitest";

import { applyTemperature } from "../../src/discriminant/temperature.js";
import { expectedCalibrationError, reliabilityBins } from "../../src/metrics/calibration.js";
import golden from "../fixtures/calibration.json" with { type: "json" };

const { classes, labels } = golden;

function probabilitiesOf(scores: readonly number[]): { data: Float64Array; shape: readonly [number, number] } {
  const { data, shape } = applyTemperature({ data: scores, shape: [labels.length, classes] }, 1);
  return { data: data.map(Math.exp), shape };
}

const closeTo = (value: number): unknown => (Number.isNaN(value) ? value : expect.closeTo(value, 12));

describe("expectedCalibrationError", () => {
  it("equals torchmetrics", () => {
    for (const { scores, errors } of golden.cases) {
      for (const [bins, error] of Object.entries(errors)) {
        // torchmetrics adds up in float32.
        expect(expectedCalibrationError(labels, probabilitiesOf(scores), { bins: Number(bins) })).toBeCloseTo(error, 6);
      }
    }
  });

  it("has 15 bins unless told otherwise", () => {
    const probabilities = probabilitiesOf(golden.cases[0]!.scores);
    expect(expectedCalibrationError(labels, probabilities)).toBeCloseTo(golden.cases[0]!.errors["15"], 6);
  });

  it("is nothing where every decision is certain and right, and everything where it is wrong", () => {
    const certain = { data: [1, 0, 0, 1], shape: [2, 2] } as const;
    expect(expectedCalibrationError([0, 1], certain)).toBe(0);
    expect(expectedCalibrationError([1, 0], certain)).toBe(1);
  });

  it("lies from 0 to 1, and is the distance of mean confidence and accuracy in a single bin", () => {
    const item = tuple(double({ min: 0, max: 1, noNaN: true }), integer({ min: 0, max: 1 }));
    assert(
      property(array(item, { minLength: 1 }), integer({ min: 1, max: 20 }), (items, bins) => {
        const probabilities = { data: items.flatMap(([p]) => [p, 1 - p]), shape: [items.length, 2] } as const;
        const truth = items.map(([, label]) => label);
        const error = expectedCalibrationError(truth, probabilities, { bins });
        expect(error).toBeGreaterThanOrEqual(0);
        expect(error).toBeLessThanOrEqual(1);
        const right = items.filter(([p, label]) => (p >= 1 - p ? 0 : 1) === label).length / items.length;
        const sure = items.reduce((sum, [p]) => sum + Math.max(p, 1 - p), 0) / items.length;
        // Sums of at most some hundred numbers of at most 1.
        expect(expectedCalibrationError(truth, probabilities, { bins: 1 })).toBeCloseTo(Math.abs(right - sure), 10);
      }),
    );
  });
});

describe("reliabilityBins", () => {
  it("equals NumPy", () => {
    for (const { scores, bins } of golden.cases) {
      const found = reliabilityBins(labels, probabilitiesOf(scores), { bins: 10 });
      for (const [i, [count, confidence, right]] of bins.entries()) {
        expect(found[i]!.count).toBe(count);
        expect(found[i]!.low).toBe(i / 10);
        // An empty bin has neither, 0 / 0. Float64 on both sides; the exponentials may differ in the last digit.
        expect(found[i]!.confidence).toEqual(closeTo(confidence! / count!));
        expect(found[i]!.accuracy).toEqual(closeTo(right! / count!));
      }
    }
  });

  it("puts an edge into the bin below it, 0 into the first and 1 into the last", () => {
    const probabilities = { data: [0.5, 0.5, 0, 0, 1, 0], shape: [3, 2] } as const;
    expect(reliabilityBins([0, 0, 0], probabilities, { bins: 2 }).map(({ count }) => count)).toEqual([2, 1]);
  });

  it.each([-0.1, 1.1, NaN])("rejects a probability of %d", (value) => {
    expect(() => reliabilityBins([0], { data: [0.5, value], shape: [1, 2] })).toThrow(
      new RangeError(`"probabilities" must be from 0 to 1, got ${value} in row 0, column 1`),
    );
  });

  it("rejects labels of another number, and of no class", () => {
    const probabilities = { data: [0.5, 0.5], shape: [1, 2] } as const;
    expect(() => reliabilityBins([0, 1], probabilities)).toThrow(
      new RangeError('"labels" must have as many items as "probabilities" (1), got 2'),
    );
    expect(() => reliabilityBins([2], probabilities)).toThrow(
      new RangeError('"labels" must hold integers from 0 to 1, got 2 at index 0'),
    );
  });

  it("rejects no items at all", () => {
    expect(() => reliabilityBins([], { data: [], shape: [0, 2] })).toThrow(
      new RangeError('"probabilities" must not be empty, got the shape [0, 2]'),
    );
  });

  it.each([0, 1.5, NaN])("rejects %d bins", (bins) => {
    expect(() => reliabilityBins([0], { data: [0.5, 0.5], shape: [1, 2] }, { bins })).toThrow(
      new RangeError(`"bins" must be a positive integer, got ${bins}`),
    );
  });
});
