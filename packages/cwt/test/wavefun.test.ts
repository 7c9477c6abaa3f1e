import { describe, expect, it } from "vitest";

import { wavefun } from "../src/wavefun.js";
import golden from "./fixtures/frequency.json" with { type: "json" };
import { decode, decodeParts, largestDifference } from "./golden.js";
import type { ComplexWavelet, RealWavelet, WaveletName } from "../src/wavelet.js";

describe("wavefun", () => {
  it.each(golden.wavefun)("equals PyWavelets for $wavelet", ({ wavelet, level, x, psi }) => {
    const samples = wavefun(wavelet as WaveletName, level);
    expect(samples.x).toEqual(decode(x));
    const parts = "psi" in samples ? [samples.psi] : [samples.re, samples.im];
    const expected = decodeParts(psi);
    expect(parts.length).toBe(expected.length);
    expected.forEach((values, part) => expect(largestDifference(parts[part]!, values)).toBeLessThan(1e-12));
  });

  it("samples both ends of the interval, at 256 points by default", () => {
    const { x, psi } = wavefun("morl");
    expect([x.length, psi.length, x[0], x[255]]).toEqual([256, 256, -8, 8]);
    expect([...wavefun("gaus1", 1).x]).toEqual([-5, 5]);
  });

  it.each([0, 21, 2.5, -1, Number.NaN, Infinity])("rejects a level of %d", (level) => {
    expect(() => wavefun("morl", level)).toThrow(
      new RangeError(`"level" must be an integer from 1 to 20, got ${level}`),
    );
  });

  it("rejects a wavelet of one's own that is not finite everywhere", () => {
    const reciprocal: RealWavelet = {
      name: "reciprocal",
      family: "own",
      complex: false,
      lowerBound: 0,
      upperBound: 1,
      psi: (x) => 1 / x,
    };
    expect(() => wavefun(reciprocal)).toThrow(
      new RangeError('"wavelet" must be finite on its interval, got Infinity at x = 0'),
    );
    const half: ComplexWavelet = { ...reciprocal, complex: true, psi: (x) => ({ re: 0, im: x < 1 ? 1 : Number.NaN }) };
    expect(() => wavefun(half)).toThrow(new RangeError('"wavelet" must be finite on its interval, got NaN at x = 1'));
  });

  it("rejects a level that is no number", () => {
    // @ts-expect-error: a string is no level
    expect(() => wavefun("morl", "8")).toThrow(new TypeError('"level" must be a number, got string'));
  });
});
