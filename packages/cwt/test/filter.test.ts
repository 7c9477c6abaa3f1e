import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { waveletFilter } from "../src/filter.js";
import { wavelet } from "../src/wavelet.js";
import { goldenCases, largestDifference } from "./golden.js";

function convolve(x: Float64Array, taps: Float64Array | undefined, offset: number): number[] {
  return Array.from(x, (_, n) => {
    let sum = 0;
    taps?.forEach((tap, q) => (sum += tap * (x[n + offset - q] ?? 0)));
    return sum;
  });
}

describe("waveletFilter", () => {
  it("convolves to what PyWavelets gives", () => {
    const errors = [...goldenCases()]
      .filter(({ title }) => title.endsWith("precision 5") || title.endsWith("impulse"))
      .map(({ title, wavelet: name, precision, x, scales, expected }) => {
        const filters = scales.map((scale) => waveletFilter(wavelet(name), scale, precision));
        const [re, im] = [
          filters.map((f) => convolve(x, f.re, f.offset)),
          filters.map((f) => convolve(x, f.im, f.offset)),
        ];
        const parts = expected.length === 1 ? [re] : [re, im];
        const largest = Math.max(
          ...expected.map((values) =>
            largestDifference(
              values,
              values.map(() => 0),
            ),
          ),
        );
        const error = Math.max(...parts.map((rows, p) => largestDifference(rows.flat(), expected[p]!)));
        return { title, error: error / largest };
      });
    expect(errors.length).toBe(8 + 28);
    // Sums of up to a few thousand rounded products.
    expect(errors.filter(({ error }) => !(error < 1e-13))).toEqual([]);
  });

  it("is centred: even and odd numbers of points differ by half a sample at most", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.2, max: 50, noNaN: true }), (scale) => {
        const { re, offset } = waveletFilter(wavelet("morl"), scale, 12);
        expect(Math.abs(offset - (re.length - 1) / 2)).toBeLessThanOrEqual(0.5);
      }),
    );
  });

  it("sums to zero, since a wavelet has no mean and the differences telescope", () => {
    const { re } = waveletFilter(wavelet("morl"), 20, 12);
    expect(re.reduce((sum, tap) => sum + tap, 0)).toBeCloseTo(0, 12);
  });

  it("does not depend on which precision was asked for before", () => {
    const mother = wavelet("mexh");
    const first = waveletFilter(mother, 5, 12);
    const other = waveletFilter(mother, 5, 6);
    expect(waveletFilter(mother, 5, 12)).toEqual(first);
    expect(other).not.toEqual(first);
    expect(other).toEqual(waveletFilter(wavelet("mexh"), 5, 6));
  });

  it.each([0, -1, Number.NaN, Infinity])("rejects a scale of %d", (scale) => {
    expect(() => waveletFilter(wavelet("morl"), scale, 12)).toThrow(
      new RangeError(`"scale" must be finite and > 0, got ${scale}`),
    );
  });

  it("rejects a scale at which fewer than two points of the wavelet remain", () => {
    expect(waveletFilter(wavelet("morl"), 0.0625, 4).re.length).toBe(3);
    expect(() => waveletFilter(wavelet("morl"), 0.05, 4)).toThrow(
      new RangeError('"scale" must be larger than about 0.0586 for wavelet morl at precision 4, got 0.05'),
    );
    expect(waveletFilter(wavelet("morl"), 0.05859375 * (1 + 1e-12), 4).re.length).toBe(3);
  });

  it.each([1e7, 1e300])("rejects a scale of %d, whose filter would not fit in memory", (scale) => {
    expect(() => waveletFilter(wavelet("morl"), scale, 12)).toThrow(
      new RangeError(`"scale" must be at most 8388607 for wavelet morl, got ${scale}`),
    );
  });

  it.each([0, 21, 1.5, Number.NaN])("rejects a precision of %d", (precision) => {
    expect(() => waveletFilter(wavelet("morl"), 1, precision)).toThrow(
      new RangeError(`"precision" must be an integer from 1 to 20, got ${precision}`),
    );
  });
});
