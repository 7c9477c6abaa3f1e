import { describe, expect, it } from "vitest";

import { hopMeasure } from "../src/hop-statistic.js";
import type { HopStatistic } from "../src/hop-statistic.js";

function finished(statistic: HopStatistic, sums: number[], hop: number, floor?: number): number[] {
  const values = Float64Array.from(sums);
  hopMeasure("statistic", statistic, floor).finish(values, hop);
  return [...values];
}

describe("hopMeasure", () => {
  it("divides by the hop, and takes decibels of a power down to the floor", () => {
    expect(finished("power", [8, 0], 4)).toEqual([2, 0]);
    expect(finished("magnitude", [8, 2], 4)).toEqual([2, 0.5]);
    expect(finished("logPower", [400, 4, 0, 4e-12], 4)).toEqual([20, 0, -100, -100]);
    expect(finished("logPower", [0.4, 0.04], 4, 0.1)).toEqual([-10, -10]);
  });

  it("sums squares for a power, and magnitudes for a magnitude", () => {
    expect(hopMeasure("statistic", "power").summand).toBe("squares");
    expect(hopMeasure("statistic", "logPower").summand).toBe("squares");
    expect(hopMeasure("statistic", "magnitude").summand).toBe("magnitudes");
  });

  it.each([Infinity, Number.NaN])("rejects a sum of %d", (sum) => {
    expect(() => finished("power", [1, sum], 2)).toThrow(
      new RangeError(`"x" must be small enough for a finite power, got ${sum} from its coefficients`),
    );
  });

  it("rejects a statistic that there is not", () => {
    expect(() => hopMeasure("output", "energy" as "power")).toThrow(
      new RangeError('"output" must be one of "power", "magnitude", "logPower", got "energy"'),
    );
    expect(() => hopMeasure("output", "toString" as "power")).toThrow(RangeError);
  });

  it.each([0, -1, Number.NaN, Infinity])("rejects a floor of %d", (floor) => {
    expect(() => hopMeasure("statistic", "power", floor)).toThrow(
      new RangeError(`"floor" must be finite and > 0, got ${floor}`),
    );
  });
});
