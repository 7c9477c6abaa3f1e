import { describe, expect, it } from "vitest";

import { cwt } from "../src/cwt.js";
import { sumFilters } from "../src/filter-sum.js";
import { wavelet } from "../src/wavelet.js";
import { largestDifference } from "./golden.js";

const scales = Float64Array.of(3, 4.5, 9);
const weights = Float64Array.of(1, -0.5, 2);
const impulse = Float64Array.from({ length: 401 }, (_, n) => (n === 200 ? 1 : 0));

describe("sumFilters", () => {
  it.each([
    ["morl", "re"],
    ["cmor1.5-1.0", "re"],
    ["cgau1", "im"],
    ["cgau2", "re"],
  ] as const)("is the weighted sum of what %s makes of an impulse, and takes its more even part", (name, expected) => {
    const { part, taps } = sumFilters(wavelet(name), scales, 12, weights);
    expect(part).toBe(expected);
    const scalogram = cwt(impulse, scales, { wavelet: wavelet(name), dtype: "float64" });
    const rows = scalogram.complex ? scalogram[part] : scalogram.data;
    const sum = Float64Array.from({ length: 401 }, (_, n) =>
      weights.reduce((total, weight, row) => total + weight * rows[row * 401 + n]!, 0),
    );
    const reach = (taps.length - 1) / 2;
    expect(largestDifference(taps, sum.subarray(200 - reach, 201 + reach))).toBeLessThan(1e-13);
  });
});
