import { describe, expect, it } from "vitest";

import { analyticMorlet } from "../src/analytic-morlet.js";
import { cwt } from "../src/cwt.js";
import { issq } from "../src/issq.js";
import { logScales } from "../src/log-scales.js";
import { ssq } from "../src/ssq.js";
import { relativeNorm, tones } from "./tones.js";

const scalesFor = (voices: number) => logScales(analyticMorlet(), { low: 0.01, high: 0.2, sampleRate: 1, voices });

describe("issq", () => {
  it.each(["float32", "float64"] as const)("gives back a signal an octave inside of the scales, in %s", (dtype) => {
    const x = tones({ length: 4000, low: 0.02, high: 0.1, width: 350 });
    for (const voices of [16, 32])
      expect(relativeNorm(issq(ssq(x, scalesFor(voices), { dtype })), x)).toBeLessThan(1e-3);
  });

  it("comes closer the farther the scales reach", () => {
    const x = tones({ length: 4000, low: 0.03, high: 0.06, width: 350 });
    // The highest tone is 1.7 octaves from the end: all but the bell beyond 4.2 deviations is there, a part of 1.3e-5.
    expect(relativeNorm(issq(ssq(x, scalesFor(16), { dtype: "float64" })), x)).toBeLessThan(2e-5);
  });

  it("takes two components apart that never meet", () => {
    const time = Array.from({ length: 4000 }, (_, n) => n);
    const slow = time.map((n) => (1 + 0.3 * Math.cos(0.003 * n)) * Math.cos(2 * Math.PI * (0.02 * n + 1e-6 * n * n)));
    const fast = time.map((n) => 0.8 * Math.cos(2 * Math.PI * (0.09 * n - 3e-6 * n * n)));
    const squeezed = ssq(
      Float32Array.from(time, (n) => slow[n]! + fast[n]!),
      scalesFor(32),
      { samplingPeriod: 1 / 1000 },
    );
    // 20 to 28 Hz, and 90 to 66 Hz.
    const [low, high] = [issq(squeezed, { high: 42 }), issq(squeezed, { low: 42 })];
    expect(relativeNorm(low.subarray(400, 3600), slow.slice(400, 3600))).toBeLessThan(0.01);
    expect(relativeNorm(high.subarray(400, 3600), fast.slice(400, 3600))).toBeLessThan(0.01);
  });

  it("counts rows at the ends of the band", () => {
    const squeezed = {
      complex: true,
      re: Float64Array.of(1, 2, 10, 20, 100, 200),
      im: new Float64Array(6),
      shape: [3, 2],
      scales: Float64Array.of(1, 2, 4),
      frequencies: Float64Array.of(4, 2, 1),
    } as const;
    expect([...issq(squeezed)]).toEqual([111, 222]);
    expect([...issq(squeezed, { low: 2 })]).toEqual([11, 22]);
    expect([...issq(squeezed, { low: 1.5, high: 2 })]).toEqual([10, 20]);
    expect(issq(squeezed)).toBeInstanceOf(Float64Array);
  });

  const squeezed = ssq(Float32Array.of(1, 2, 3), [5, 10]);

  it("rejects a band without rows", () => {
    expect(() => issq(squeezed, { low: 0.4 })).toThrow(
      new RangeError('"squeezed" must have a row between 0.4 and Infinity, got none'),
    );
  });

  it("rejects a band that is upside down", () => {
    expect(() => issq(squeezed, { low: 2, high: 1 })).toThrow(
      new RangeError('"low" must be at most "high", got 2 and 1'),
    );
  });

  it.each(["low", "high"])("rejects a %s of NaN", (name) => {
    expect(() => issq(squeezed, { [name]: Number.NaN })).toThrow(
      new RangeError(`"${name}" must be finite and > 0, got NaN`),
    );
  });

  it("rejects NaN in the transform", () => {
    const re = squeezed.re.slice();
    re[4] = Number.NaN;
    expect(() => issq({ ...squeezed, re })).toThrow(
      new RangeError('"squeezed" must be finite, got NaN or an infinity at sample 1'),
    );
  });

  it("rejects a real scalogram", () => {
    // @ts-expect-error: real
    expect(() => issq(cwt(Float32Array.of(1, 2, 3), [5]))).toThrow(
      new TypeError('"squeezed" must be complex, as ssq returns it, got a real scalogram'),
    );
  });
});
