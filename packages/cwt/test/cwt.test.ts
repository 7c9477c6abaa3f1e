import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { cwt } from "../src/cwt.js";
import { waveletFilter } from "../src/filter.js";
import { scale2frequency } from "../src/frequency.js";
import type { ComplexScalogram, RealScalogram, Scalogram } from "../src/scalogram.js";
import { wavelet, waveletNames } from "../src/wavelet.js";
import type { RealWavelet, WaveletName } from "../src/wavelet.js";
import { goldenCases, largestDifference, relativeError } from "./golden.js";

const float64 = { dtype: "float64" } as const;
const signal = (maxLength = 300) =>
  fc
    .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength })
    .map((values) => Float64Array.from(values));
const scale = () => fc.double({ min: 0.5, max: 40, noNaN: true });
const name = () => fc.constantFrom(...waveletNames);

function partsOf(scalogram: Scalogram): (Float32Array | Float64Array)[] {
  return scalogram.complex ? [scalogram.re, scalogram.im] : [scalogram.data];
}

/** Magnitude, in the middle, for a tone of the centre frequency at scale `s`. */
function toneMagnitude(s: number): number {
  const x = Float64Array.from({ length: 4000 }, (_, n) => Math.cos((2 * Math.PI * n) / s));
  const { re, im } = cwt(x, [s], { wavelet: "cmor2-1", ...float64 });
  return Math.hypot(re[2000]!, im[2000]!);
}

describe("cwt against PyWavelets", () => {
  it("gives its coefficients in float64", () => {
    const errors = [...goldenCases()].map(({ title, x, scales, expected, ...options }) => {
      const scalogram = cwt(x, scales, { ...options, ...float64 });
      expect(scalogram.shape).toEqual([scales.length, x.length]);
      return { title, error: relativeError(scalogram, expected) };
    });
    expect(errors.length).toBe(32 + 28 * 3);
    // Sums of a few thousand rounded products on either side, about 1e-14 of the largest.
    expect(errors.filter(({ error }) => !(error < 1e-12))).toEqual([]);
  });

  it("gives its coefficients in float32, by default", () => {
    const errors = [...goldenCases()].map(({ title, x, scales, expected, ...options }) => {
      const scalogram = cwt(x, scales, options);
      expect(partsOf(scalogram)[0]).toBeInstanceOf(Float32Array);
      return { title, error: relativeError(scalogram, expected) };
    });
    // Half a unit in the last place of float32 is 6e-8; the arithmetic may be float32 too.
    expect(errors.filter(({ error }) => !(error < 5e-7))).toEqual([]);
  });
});

describe("cwt", () => {
  it("has scales, and frequencies for the sampling period", () => {
    const scalogram = cwt(new Float32Array(10), [6, 130, 0.5], { samplingPeriod: 1 / 16_000 });
    expect(scalogram.scales).toEqual(Float64Array.of(6, 130, 0.5));
    expect(scalogram.frequencies).toEqual(
      scalogram.scales.map((s) => scale2frequency("morl", s, { precision: 12, samplingPeriod: 1 / 16_000 })),
    );
    expect(cwt(new Float32Array(10), [130]).frequencies[0]).toBe(0.8125 / 130);
  });

  it("is linear", () => {
    const inputs = fc.integer({ min: 1, max: 300 }).chain((length) => {
      const values = fc
        .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: length, maxLength: length })
        .map((list) => Float64Array.from(list));
      return fc.tuple(values, values, fc.double({ min: -3, max: 3, noNaN: true }), name(), scale());
    });
    fc.assert(
      fc.property(inputs, ([x, y, factor, mother, s]) => {
        const transform = (z: Float64Array) => partsOf(cwt(z, [s], { wavelet: mother, ...float64 }));
        const [ofX, ofY] = [transform(x), transform(y)];
        transform(x.map((value, n) => value + factor * y[n]!)).forEach((part, p) => {
          const expected = ofX[p]!.map((value, n) => value + factor * ofY[p]![n]!);
          expect(largestDifference(part, expected)).toBeLessThan(1e-11);
        });
      }),
    );
  });

  it("shifts with the signal", () => {
    fc.assert(
      fc.property(signal(), name(), scale(), fc.integer({ min: 1, max: 100 }), (x, mother, s, shift) => {
        const later = new Float64Array(x.length + shift);
        later.set(x, shift);
        const before = partsOf(cwt(x, [s], { wavelet: mother, ...float64 }));
        partsOf(cwt(later, [s], { wavelet: mother, ...float64 })).forEach((part, p) => {
          expect(largestDifference(part.subarray(shift), before[p]!)).toBeLessThan(1e-11);
        });
      }),
    );
  });

  it("answers an impulse with the filter", () => {
    fc.assert(
      fc.property(name(), scale(), fc.integer({ min: 0, max: 99 }), (mother, s, at) => {
        const x = new Float64Array(100);
        x[at] = 1;
        const { re, im, offset } = waveletFilter(wavelet(mother), s, 12);
        partsOf(cwt(x, [s], { wavelet: mother, ...float64 })).forEach((part, p) => {
          const taps = p === 0 ? re : im!;
          const expected = part.map((_, n) => taps[n + offset - at] ?? 0);
          expect(largestDifference(part, expected)).toBeLessThan(1e-12);
        });
      }),
    );
  });

  it("answers an impulse with the wavelet, stretched, turned around in time, conjugated and divided by the root of the scale", () => {
    const x = new Float64Array(401);
    x[200] = 1;
    const s = 20;
    const { re, im } = cwt(x, [s], { wavelet: "cgau1", precision: 20, ...float64 });
    const mother = wavelet("cgau1");
    const expected = Array.from({ length: 401 }, (_, n) =>
      Math.abs(200 - n) / s > 5 ? { re: 0, im: 0 } : mother.psi((200 - n) / s),
    );
    const stretched = (part: Float64Array): Float64Array => part.map((value) => value * Math.sqrt(s));
    // A tap is the mean of the wavelet over one sample, and up to half a sample aside: an error of the order of 1 / s.
    expect(
      largestDifference(
        stretched(re),
        expected.map((value) => value.re),
      ),
    ).toBeLessThan(1 / s);
    expect(
      largestDifference(
        stretched(im),
        expected.map((value) => -value.im),
      ),
    ).toBeLessThan(1 / s);
  });

  it("peaks for a tone at the scale of its frequency", () => {
    const scales = Array.from({ length: 60 }, (_, i) => 8 * 2 ** (i / 15));
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 50 }), (row) => {
        // The spectrum of the complex Morlet wavelet has its peak at its centre frequency, 1.
        const x = Float64Array.from({ length: 4000 }, (_, n) => Math.cos((2 * Math.PI * n) / scales[row]!));
        const { re, im } = cwt(x, scales, { wavelet: "cmor2-1", ...float64 });
        const middle = scales.map((s, i) => Math.hypot(re[i * 4000 + 2000]!, im[i * 4000 + 2000]!) / Math.sqrt(s));
        expect(middle.indexOf(Math.max(...middle))).toBe(row);
      }),
      { numRuns: 10 },
    );
  });

  it("grows with the root of the scale for the same tone at the same multiple of it", () => {
    // A tone has half of its amplitude at the positive frequency, which the wavelet passes with a gain of 1; the mean over
    // one sample, which a tap is, costs (π / s)² / 6, at most 0.1 %.
    for (const s of [40, 80, 160]) expect(toneMagnitude(s) / Math.sqrt(s)).toBeCloseTo(0.5, 2);
  });

  it("has complex coefficients whose real part is that of the real part of the wavelet", () => {
    const complex = wavelet("cmor1.5-1.0");
    const x = Float64Array.from({ length: 200 }, (_, n) => Math.sin(n * n * 0.01));
    const { re, im } = cwt(x, [3, 12.5], { wavelet: complex, ...float64 });
    const realPart: RealWavelet = { ...complex, complex: false, psi: (t) => complex.psi(t).re };
    const imaginaryPart: RealWavelet = { ...complex, complex: false, psi: (t) => complex.psi(t).im };
    const ofReal = cwt(x, [3, 12.5], { wavelet: realPart, ...float64 }).data;
    const ofImaginary = cwt(x, [3, 12.5], { wavelet: imaginaryPart, ...float64 }).data;
    expect(largestDifference(re, ofReal)).toBeLessThan(1e-12);
    expect(
      largestDifference(
        im.map((value) => -value),
        ofImaginary,
      ),
    ).toBeLessThan(1e-12);
  });

  it("gives a row whatever the other scales are", () => {
    fc.assert(
      fc.property(signal(), fc.array(scale(), { minLength: 1, maxLength: 6 }), name(), (x, scales, mother) => {
        const all = partsOf(cwt(x, scales, { wavelet: mother, ...float64 }));
        scales.forEach((s, row) => {
          partsOf(cwt(x, [s], { wavelet: mother, ...float64 })).forEach((part, p) => {
            const inAll = all[p]!.subarray(row * x.length, (row + 1) * x.length);
            expect(largestDifference(part, inAll)).toBeLessThan(1e-11);
          });
        });
      }),
      { numRuns: 40 },
    );
  });

  it("takes one sample, and scales longer than the signal", () => {
    const { re, offset } = waveletFilter(wavelet("morl"), 50, 12);
    expect(cwt(Float64Array.of(2), [50], float64).data[0]).toBeCloseTo(2 * re[offset]!, 12);
  });

  it("reads float32 tables at float64 positions, so that a float32 signal gives the same as its float64 copy", () => {
    const x = Float32Array.from({ length: 500 }, (_, n) => Math.sin(n));
    expect(cwt(x, [6, 31], float64).data).toEqual(cwt(Float64Array.from(x), [6, 31], float64).data);
  });

  it("writes to the caller's arrays and returns them", () => {
    const x = Float32Array.of(1, 2, 3);
    const output = new Float32Array(6);
    const { data } = cwt(x, [1, 2], { output });
    expect(data).toBe(output);
    expect(data).toEqual(cwt(x, [1, 2]).data);
    const pair = { re: new Float64Array(6), im: new Float64Array(6) };
    const complex = cwt(x, [1, 2], { wavelet: "cgau1", dtype: "float64", output: pair });
    expect(complex.re).toBe(pair.re);
    expect(complex.im).toBe(pair.im);
  });

  it("has types that follow wavelet and dtype", () => {
    const x = new Float32Array(4);
    const real: RealScalogram<"float32"> = cwt(x, [1]);
    const double: Float64Array = cwt(x, [1], { wavelet: "mexh", dtype: "float64" }).data;
    const complex: ComplexScalogram<"float32"> = cwt(x, [1], { wavelet: "cmor1.5-1.0" });
    const either: Scalogram<"float32"> = cwt(x, [1], { wavelet: "morl" as WaveletName });
    expect([real.complex, double.length, complex.complex, either.complex]).toEqual([false, 4, true, false]);
  });
});

describe("cwt rejects", () => {
  const x = Float32Array.of(1, 2, 3);

  it("a signal that is no float array", () => {
    // @ts-expect-error: an array of numbers is no signal
    expect(() => cwt([1, 2, 3], [1])).toThrow(new TypeError('"x" must be a Float32Array or a Float64Array, got Array'));
  });

  it("an empty signal", () => {
    expect(() => cwt(new Float32Array(0), [1])).toThrow(new RangeError('"x" must not be empty'));
  });

  it.each([Number.NaN, Infinity])("a sample of %d", (value) => {
    expect(() => cwt(Float64Array.of(0, value), [1])).toThrow(
      new RangeError(`"x" must be finite, got ${value} at index 1`),
    );
  });

  it("no scales at all", () => {
    expect(() => cwt(x, [])).toThrow(new RangeError('"scales" must not be empty'));
  });

  it("a single number for the scales", () => {
    // @ts-expect-error: a number is no array
    expect(() => cwt(x, 3)).toThrow(new TypeError('"scales" must be an array of numbers, got number'));
  });

  it.each([0, -2, Number.NaN, Infinity])("a scale of %d", (value) => {
    expect(() => cwt(x, [1, value])).toThrow(new RangeError(`"scales[1]" must be finite and > 0, got ${value}`));
  });

  it("a scale too small for the wavelet", () => {
    expect(() => cwt(x, [1, 0.01])).toThrow(
      new RangeError('"scale" must be larger than about 0.0625 for wavelet morl at precision 12, got 0.01'),
    );
  });

  it("an unknown wavelet", () => {
    const unknown = "morlet" as "morl";
    expect(() => cwt(x, [1], { wavelet: unknown })).toThrow(/^"wavelet" must be one of cgau1, .*, got "morlet"$/);
  });

  it.each([0, 21, 3.5, Number.NaN])("a precision of %d", (precision) => {
    expect(() => cwt(x, [1], { precision })).toThrow(
      new RangeError(`"precision" must be an integer from 1 to 20, got ${precision}`),
    );
  });

  it("a dtype that is neither float32 nor float64", () => {
    // @ts-expect-error: no such dtype
    expect(() => cwt(x, [1], { dtype: "float16" })).toThrow(
      new RangeError('"dtype" must be "float32" or "float64", got "float16"'),
    );
  });

  it("an output of another length, and leaves it alone", () => {
    const output = new Float32Array(4).fill(7);
    expect(() => cwt(x, [1], { output })).toThrow(new RangeError('"output" must have length 3, got 4'));
    expect([...output]).toEqual([7, 7, 7, 7]);
  });
});
