import { describe, expect, it } from "vitest";

import { mixSeed, normalRandom, randomOrder, uniformRandom } from "../src/random.js";

const draw = (count: number, random: () => number): number[] => Array.from({ length: count }, random);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("uniformRandom", () => {
  it("repeats itself for a seed and differs for another", () => {
    expect(draw(5, uniformRandom(1))).toEqual(draw(5, uniformRandom(1)));
    expect(draw(5, uniformRandom(1))).not.toEqual(draw(5, uniformRandom(2)));
  });

  it("fills [0, 1) evenly", () => {
    const values = draw(100_000, uniformRandom(3));
    expect(Math.min(...values.slice(0, 50_000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values.slice(0, 50_000))).toBeLessThan(1);
    // Four standard errors of a mean of 1e5 draws.
    expect(Math.abs(mean(values) - 0.5)).toBeLessThan((4 * Math.sqrt(1 / 12)) / Math.sqrt(100_000));
  });
});

describe("normalRandom", () => {
  it("has mean 0 and variance 1", () => {
    const values = draw(100_000, normalRandom(uniformRandom(4)));
    // Four standard errors.
    expect(Math.abs(mean(values))).toBeLessThan(4 / Math.sqrt(100_000));
    expect(Math.abs(mean(values.map((value) => value * value)) - 1)).toBeLessThan(4 * Math.sqrt(2 / 100_000));
  });
});

describe("randomOrder", () => {
  it("gives every index once, in an order that the seed decides", () => {
    const order = randomOrder(50, uniformRandom(5));
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(order).toEqual(randomOrder(50, uniformRandom(5)));
    expect(order).not.toEqual(randomOrder(50, uniformRandom(6)));
  });
});

describe("mixSeed", () => {
  it("gives 32-bit seeds without a collision among neighbours", () => {
    const seeds = Array.from({ length: 100 }, (_, a) => Array.from({ length: 100 }, (__, b) => mixSeed(a, b))).flat();
    expect(new Set(seeds).size).toBe(10_000);
    expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)).toBe(true);
  });
});
