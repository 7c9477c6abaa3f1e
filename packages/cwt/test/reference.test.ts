import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { WaveletFilter } from "../src/filter.js";
import { waveletFilter } from "../src/filter.js";
import { planReference } from "../src/reference.js";
import { wavelet } from "../src/wavelet.js";
import { goldenCases, largestDifference } from "./golden.js";

const values = (maxLength: number) =>
  fc
    .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength })
    .map((list) => Float64Array.from(list));

/** Filters as wavelets have them: one tap more than points, centred. */
const filter = (): fc.Arbitrary<WaveletFilter> =>
  fc.oneof(values(9), values(200)).map((taps) => {
    const re = taps.length < 3 ? Float64Array.of(1, -2, 1) : taps;
    return { re, offset: Math.floor((re.length - 1) / 2) };
  });

function direct(x: Float64Array, taps: Float64Array, offset: number): Float64Array {
  return x.map((_, n) => taps.reduce((sum, tap, q) => sum + tap * (x[n + offset - q] ?? 0), 0));
}

describe("planReference", () => {
  it("gives PyWavelets' coefficients", () => {
    const errors = [...goldenCases()].map(({ title, wavelet: name, precision, x, scales, expected }) => {
      const filters = scales.map((scale) => waveletFilter(wavelet(name), scale, precision));
      const parts = expected.map((part) => new Float64Array(part.length));
      planReference(filters, x.length)(x, { re: parts[0]!, ...(parts.length === 2 && { im: parts[1]! }) });
      const largest = Math.max(...expected.map((part) => part.reduce((a, b) => Math.max(a, Math.abs(b)), 0)));
      const error = Math.max(...parts.map((part, p) => largestDifference(part, expected[p]!)));
      return { title, error: error / largest };
    });
    expect(errors.length).toBe(32 + 28 * 3);
    // Sums of a few thousand rounded products on either side, about 1e-14 of the largest.
    expect(errors.filter(({ error }) => !(error < 1e-12))).toEqual([]);
  });

  it("convolves with every filter, whatever the lengths and the number of filters", () => {
    const inputs = fc.tuple(fc.array(filter(), { minLength: 1, maxLength: 5 }), fc.oneof(values(9), values(2000)));
    fc.assert(
      fc.property(inputs, ([filters, x]) => {
        const re = new Float64Array(filters.length * x.length).fill(Number.NaN);
        planReference(filters, x.length)(x, { re });
        filters.forEach(({ re: taps, offset }, row) => {
          const actual = re.subarray(row * x.length, (row + 1) * x.length);
          // Up to 200 taps of at most 1: errors of some units in the last place of 200.
          expect(largestDifference(actual, direct(x, taps, offset))).toBeLessThan(1e-12);
        });
      }),
      { numRuns: 60 },
    );
  });

  it("writes real and imaginary parts of complex filters", () => {
    const inputs = fc.tuple(fc.array(filter(), { minLength: 1, maxLength: 3 }), values(500));
    fc.assert(
      fc.property(inputs, ([filters, x]) => {
        const complexFilters = filters.map(({ re, offset }) => ({ re, im: re.toReversed(), offset }));
        const output = {
          re: new Float64Array(filters.length * x.length).fill(Number.NaN),
          im: new Float64Array(filters.length * x.length).fill(Number.NaN),
        };
        planReference(complexFilters, x.length)(x, output);
        complexFilters.forEach(({ re, im, offset }, row) => {
          const rowOf = (part: Float64Array): Float64Array => part.subarray(row * x.length, (row + 1) * x.length);
          expect(largestDifference(rowOf(output.re), direct(x, re, offset))).toBeLessThan(1e-12);
          expect(largestDifference(rowOf(output.im), direct(x, im, offset))).toBeLessThan(1e-12);
        });
      }),
      { numRuns: 40 },
    );
  });

  it("leaves the signal as it was and gives the same again", () => {
    const transform = planReference([{ re: Float64Array.of(1, 2, 3), offset: 1 }], 4);
    const x = Float64Array.of(1, -1, 2, 5);
    const [first, second] = [new Float64Array(4), new Float64Array(4)];
    transform(x, { re: first });
    transform(x, { re: second });
    expect([...x]).toEqual([1, -1, 2, 5]);
    expect(second).toEqual(first);
    // The sum of taps[q] * x[n + 1 - q], by hand.
    expect(largestDifference(first, [1, 3, 6, 16])).toBeLessThan(1e-14);
  });
});
