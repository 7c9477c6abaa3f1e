import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { butterworthBandpass, type Section } from "../src/butterworth.js";
import { sosfilt, sosfiltfilt } from "../src/sosfilt.js";
import golden from "./fixtures/filters.json" with { type: "json" };
import { float64, largestDifference } from "./golden.js";
import { sine } from "./signals.js";

const signal = float64(golden.signal);
const sections = butterworthBandpass(4, [100, 2000], 16_000);
const difference: Section = [1, -1, 0, 1, 0, 0];
const functions = { sosfilt, sosfiltfilt };
const names = ["sosfilt", "sosfiltfilt"] as const;

describe.each(golden.filtered)("order $order, $low to $high Hz at $sampleRate Hz", (reference) => {
  const designed = butterworthBandpass(reference.order, [reference.low, reference.high], reference.sampleRate);

  it.each(names)("%s equals SciPy", (name) => {
    expect(largestDifference(functions[name](designed, signal), float64(reference[name]))).toBeLessThan(1e-9);
  });
});

describe("sosfilt", () => {
  it("follows its difference equation, section by section", () => {
    expect(sosfilt([difference], Float32Array.of(1, 3, 6))).toEqual(Float32Array.of(1, 2, 3));
    expect(sosfilt([difference, difference], Float32Array.of(1, 3, 6))).toEqual(Float32Array.of(1, 1, 1));
    // y[n] = x[n] + y[n - 1] - y[n - 2] answers an impulse with a period of six.
    const impulse = Float64Array.of(1, 0, 0, 0, 0, 0, 0);
    expect(sosfilt([[1, 0, 0, 1, -1, 1]], impulse)).toEqual(Float64Array.of(1, 1, 0, -1, -1, 0, 1));
  });

  it("does not look ahead", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), (cut) => {
        const x = sine(1000, 300, 16_000);
        expect(sosfilt(sections, x.slice(0, cut))).toEqual(sosfilt(sections, x).slice(0, cut));
      }),
      { numRuns: 20 },
    );
  });
});

describe("sosfiltfilt", () => {
  it("does not move a sine inside the band", () => {
    const x = sine(8000, 500, 16_000);
    // Far from the ends of the band the squared magnitude is 1 within 1e-4, and transients of the ends have died out.
    const [middle, filtered] = [x, sosfiltfilt(sections, x)].map((y) => y.subarray(3000, 5000));
    expect(largestDifference(middle!, filtered!)).toBeLessThan(2e-4);
  });

  it("gives the same backwards, up to the ends", () => {
    const forwards = sosfiltfilt(sections, signal);
    const backwards = sosfiltfilt(sections, signal.toReversed()).reverse();
    expect(largestDifference(forwards.subarray(1500, 2500), backwards.subarray(1500, 2500))).toBeLessThan(1e-9);
  });

  it("needs more samples than it extends the ends by", () => {
    const message = '"x" must hold more than 27 samples for these 4 sections, got 27';
    expect(() => sosfiltfilt(sections, new Float32Array(27))).toThrow(new RangeError(message));
    expect(sosfiltfilt(sections, new Float32Array(28))).toEqual(new Float32Array(28));
  });

  it("extends less for sections of first order", () => {
    const message = '"x" must hold more than 6 samples for these 1 sections, got 6';
    expect(() => sosfiltfilt([difference], new Float32Array(6))).toThrow(new RangeError(message));
  });

  it("rejects a section without a steady state", () => {
    const message = '"sections[0]" must have no pole at 1, got one';
    expect(() => sosfiltfilt([[1, 0, 0, 1, -1, 0]], new Float32Array(50))).toThrow(new RangeError(message));
  });
});

describe.each(names)("%s", (name) => {
  const filter = functions[name];

  it("is linear", () => {
    const other = sine(signal.length, 700, 16_000);
    const mixed = filter(
      sections,
      signal.map((sample, i) => 2 * sample - 3 * other[i]!),
    );
    const [a, b] = [filter(sections, signal), filter(sections, other)];
    const expected = a.map((sample, i) => 2 * sample - 3 * b[i]!);
    expect(largestDifference(mixed, expected)).toBeLessThan(1e-12);
  });

  it("computes in float64 and rounds once for float32 samples", () => {
    const x = Float32Array.from(signal);
    expect(filter(sections, x)).toEqual(Float32Array.from(filter(sections, Float64Array.from(x))));
  });

  it("leaves its arguments alone", () => {
    const x = Float64Array.from(signal);
    filter(sections, x);
    expect(x).toEqual(signal);
    expect(sections).toEqual(butterworthBandpass(4, [100, 2000], 16_000));
  });

  it("rejects no sections", () => {
    expect(() => filter([], signal)).toThrow(new RangeError('"sections" must hold at least one section, got none'));
  });

  it.each([
    ["of five numbers", [1, 0, 0, 1, 0], "1, 0, 0, 1, 0"],
    ["whose a0 is not 1", [1, 0, 0, 2, 0, 0], "1, 0, 0, 2, 0, 0"],
    ["with NaN", [1, NaN, 0, 1, 0, 0], "1, NaN, 0, 1, 0, 0"],
  ])("rejects a section %s", (_, section, shown) => {
    const message = `"sections[1]" must be [b0, b1, b2, 1, a1, a2], all finite, got [${shown}]`;
    expect(() => filter([difference, section as unknown as Section], signal)).toThrow(new RangeError(message));
  });

  it("rejects sections of another kind", () => {
    const wrong = { sos: sections } as unknown as Section[];
    expect(() => filter(wrong, signal)).toThrow(new TypeError('"sections" must be an array of sections, got Object'));
    const flat = [1, 0, 0, 1, 0, 0] as unknown as Section[];
    expect(() => filter(flat, signal)).toThrow(new TypeError('"sections[0]" must be an array of 6 numbers, got 1'));
  });

  it("rejects a NaN sample", () => {
    const message = '"x" must hold finite samples only, got NaN at index 2';
    expect(() => filter(sections, Float32Array.of(0, 0, NaN))).toThrow(new RangeError(message));
  });
});
