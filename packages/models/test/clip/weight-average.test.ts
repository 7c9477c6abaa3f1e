import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { WeightAverage } from "../../src/clip/weight-average.js";
import { useCpu } from "../../src/node/use-cpu.js";

beforeAll(useCpu);

/** The average of a weight that starts at 0 and then takes values. */
function averageOf(values: readonly number[], decay: number): number {
  const before = tf.memory().numTensors;
  const weight = tf.variable(tf.scalar(0));
  const average = new WeightAverage([weight], decay);
  for (const value of values) {
    weight.assign(tf.scalar(value));
    average.update();
  }
  average.take();
  const result = weight.dataSync()[0]!;
  average.dispose();
  weight.dispose();
  // The scalars that were assigned are the test's own.
  expect(tf.memory().numTensors - before).toBeLessThanOrEqual(values.length + 1);
  return result;
}

describe("WeightAverage", () => {
  it("with no memory keeps the last weights", () => {
    expect(averageOf([5, 7, 9], 0)).toBe(9);
  });

  it("remembers little at first: 2/11, then 3/12 of what was", () => {
    const first = (9 / 11) * 8;
    expect(averageOf([8], 0.99)).toBeCloseTo(first, 5);
    expect(averageOf([8, 4], 0.99)).toBeCloseTo((3 / 12) * first + (9 / 12) * 4, 5);
  });

  it("forgets the weights it began with", () => {
    expect(averageOf(Array<number>(60).fill(1), 0.9)).toBeCloseTo(1, 4);
  });
});
