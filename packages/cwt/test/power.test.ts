import { describe, expect, it } from "vitest";

import { cwt } from "../src/cwt.js";
import { decibels, power } from "../src/power.js";
import type { RealScalogram } from "../src/scalogram.js";

function of(...values: number[]): RealScalogram<"float64"> {
  return {
    complex: false,
    data: Float64Array.from(values),
    shape: [1, values.length],
    scales: Float64Array.of(2),
    frequencies: Float64Array.of(0.5),
  };
}

describe("power", () => {
  it("squares, and keeps shape, axes and type", () => {
    const scalogram = of(1, -2, 0, 3);
    expect(power(scalogram)).toEqual({ ...scalogram, data: Float64Array.of(1, 4, 0, 9) });
    expect(power(cwt(Float32Array.of(1, 2), [1])).data).toBeInstanceOf(Float32Array);
  });

  it("adds the squares of both parts of a complex scalogram", () => {
    const { shape, scales, frequencies } = of(0, 0);
    const [re, im] = [Float64Array.of(3, 0), Float64Array.of(-4, 2)];
    const result = power({ complex: true, re, im, shape, scales, frequencies });
    expect(result).toEqual({ ...of(25, 4) });
    expect([...re, ...im]).toEqual([3, 0, -4, 2]);
  });
});

describe("decibels", () => {
  it("is relative to the largest power, down to 80 dB below it", () => {
    expect([...decibels(of(10, -1, 0.1, 1e-9, 0)).data]).toEqual([0, -20, -40, -80, -80]);
  });

  it("takes a reference and a range", () => {
    expect([...decibels(of(10, 1, 0.1, 0), { reference: 1, range: 30 }).data]).toEqual([20, 0, -10, -10]);
  });

  it("gives the lowest value for silence", () => {
    expect([...decibels(of(0, 0)).data]).toEqual([-80, -80]);
    expect([...decibels(of(0), { reference: 1e-6, range: 40 }).data]).toEqual([-40]);
  });

  it.each([0, -1, Number.NaN, Infinity])("rejects a range or a reference of %d", (value) => {
    expect(() => decibels(of(1), { range: value })).toThrow(
      new RangeError(`"range" must be finite and > 0, got ${value}`),
    );
    expect(() => decibels(of(1), { reference: value })).toThrow(
      new RangeError(`"reference" must be finite and > 0, got ${value}`),
    );
  });

  it.each([
    [Number.NaN, "NaN"],
    [-Infinity, "Infinity"],
  ])("rejects a coefficient of %d", (value, got) => {
    expect(() => decibels(of(1, value))).toThrow(
      new RangeError(`"scalogram" must be finite, got a power of ${got} at index 1`),
    );
  });
});
