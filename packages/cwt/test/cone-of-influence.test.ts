import { describe, expect, it } from "vitest";

import { analyticMorlet } from "../src/analytic-morlet.js";
import { coneOfInfluence } from "../src/cone-of-influence.js";
import { cwt } from "../src/cwt.js";
import { wavelet } from "../src/wavelet.js";
import type { WaveletName } from "../src/wavelet.js";
import golden from "./fixtures/cone-of-influence.json" with { type: "json" };

const one = { length: 1, scales: [1] };

describe("coneOfInfluence", () => {
  it("has the e-folding time of the envelope that SciPy finds", () => {
    const errors = golden.times.map(({ wavelet: name, eFoldingTime }) => {
      const mother = wavelet(name as WaveletName);
      const own = coneOfInfluence({ ...one, wavelet: mother }).eFoldingTime;
      // The reference is the last of 2^14 samples inside, ours is interpolated.
      return { name, steps: (own - eFoldingTime) / ((mother.upperBound - mother.lowerBound) / 2 ** 14) };
    });
    expect(errors.length).toBe(23);
    expect(errors.filter(({ steps }) => !(steps > -0.2 && steps < 1.2))).toEqual([]);
  });

  it("has Torrence and Compo's for Morlet wavelets, and √B for those of bandwidth B", () => {
    expect(coneOfInfluence(one).eFoldingTime).toBeCloseTo(Math.SQRT2, 5);
    expect(coneOfInfluence({ ...one, wavelet: analyticMorlet() }).eFoldingTime).toBeCloseTo(Math.SQRT2, 5);
    expect(coneOfInfluence({ ...one, wavelet: "cmor2.0-1.0" }).eFoldingTime).toBeCloseTo(Math.SQRT2, 4);
  });

  it("states what its documentation states", () => {
    const times = (["mexh", "gaus1", "gaus2", "gaus4", "gaus8"] as const).map((name) =>
      coneOfInfluence({ ...one, wavelet: name }).eFoldingTime.toFixed(2),
    );
    expect(times).toEqual(["2.12", "1.62", "1.50", "1.46", "1.44"]);
  });

  it("marks the samples of each row that are free of both ends", () => {
    const { start, end } = coneOfInfluence({ length: 1000, scales: [500, 10, 100] });
    expect([...start]).toEqual([708, 15, 142]);
    expect([...end]).toEqual([708, 985, 858]);
  });

  it("keeps a row that is shorter than its cone within the signal", () => {
    const { start, end } = coneOfInfluence({ length: 7, scales: [1e9] });
    expect([...start, ...end]).toEqual([7, 7]);
  });

  it("gives the largest free scale and its frequency, alike from both ends", () => {
    const cone = coneOfInfluence({ length: 101, scales: [1], samplingPeriod: 0.5 });
    expect(cone.largestScale[0]).toBe(0);
    expect(cone.lowestFrequency[100]).toBe(Infinity);
    expect(cone.largestScale[50]).toBeCloseTo(50 / Math.SQRT2, 3);
    expect(cone.lowestFrequency[50]).toBeCloseTo(0.8125 / (50 / Math.SQRT2) / 0.5, 6);
    expect(cone.largestScale.slice().reverse()).toEqual(cone.largestScale);
  });

  it("begins where the power of an impulse at the end has fallen by e²", () => {
    const mother = analyticMorlet();
    const impulse = new Float64Array(501);
    impulse[0] = 1;
    const { re, im } = cwt(impulse, [40], { wavelet: mother, dtype: "float64" });
    const { start } = coneOfInfluence({ length: 501, scales: [40], wavelet: mother });
    const power = (n: number) => (re[n]! ** 2 + im[n]! ** 2) / (re[0]! ** 2 + im[0]! ** 2);
    expect(power(start[0]!)).toBeLessThanOrEqual(Math.exp(-2));
    expect(power(start[0]! - 1)).toBeGreaterThan(Math.exp(-2));
  });

  it("rejects a wavelet that is zero", () => {
    const zero = { name: "zero", family: "none", complex: false, lowerBound: -1, upperBound: 1, psi: () => 0 } as const;
    expect(() => coneOfInfluence({ ...one, wavelet: zero })).toThrow(
      new RangeError('"wavelet" must not be zero everywhere, got zero'),
    );
  });

  it.each([0, 1.5, Number.NaN])("rejects a length of %d", (length) => {
    expect(() => coneOfInfluence({ length, scales: [1] })).toThrow(
      new RangeError(`"length" must be an integer from 1 to 4294967295, got ${length}`),
    );
  });

  it.each([0, Number.NaN, Infinity])("rejects a scale of %d", (scale) => {
    expect(() => coneOfInfluence({ length: 1, scales: [2, scale] })).toThrow(
      new RangeError(`"scales[1]" must be finite and > 0, got ${scale}`),
    );
  });

  it("rejects scales of another kind, and none", () => {
    // @ts-expect-error: not an array
    expect(() => coneOfInfluence({ length: 1, scales: 5 })).toThrow(
      new TypeError('"scales" must be an array of numbers, got number'),
    );
    expect(() => coneOfInfluence({ length: 1, scales: [] })).toThrow(new RangeError('"scales" must not be empty'));
  });

  it("rejects a sampling period of zero", () => {
    expect(() => coneOfInfluence({ ...one, samplingPeriod: 0 })).toThrow(
      new RangeError('"samplingPeriod" must be finite and > 0, got 0'),
    );
  });
});
