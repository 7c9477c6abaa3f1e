import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { analyticMorlet } from "../src/analytic-morlet.js";
import { cwt } from "../src/cwt.js";
import { logScales } from "../src/log-scales.js";
import { logWeights } from "../src/log-weights.js";
import { renderScalogram } from "../src/render.js";
import { ssq } from "../src/ssq.js";
import golden from "./fixtures/ssq.json" with { type: "json" };
import { decode, decodeParts, largestDifference, relativeError } from "./golden.js";

const scales = logScales(analyticMorlet(), { low: 0.01, high: 0.32, sampleRate: 1, voices: 16 });

const chirp = Float64Array.from({ length: 3000 }, (_, n) => 2 * Math.cos(2 * Math.PI * (0.03 * n + 1.5e-5 * n * n)));
const chirpFrequency = (n: number) => 0.03 + 3e-5 * n;

/** Number of the frequency that is nearest by its logarithm. */
function nearest(frequencies: Float64Array, frequency: number): number {
  const distances = frequencies.map((value) => Math.abs(Math.log(value / frequency)));
  return distances.indexOf(distances.reduce((a, b) => Math.min(a, b)));
}

function energies({ re, im }: { re: ArrayLike<number>; im: ArrayLike<number> }, time: number, n: number): number[] {
  return Array.from({ length: re.length / time }, (_, row) => re[row * time + n]! ** 2 + im[row * time + n]! ** 2);
}

/** Number of rows, strongest first, that hold 95 % of a column's energy. */
function rowsFor95(column: number[]): number {
  let held = 0;
  return 1 + column.toSorted((a, b) => b - a).findIndex((value) => (held += value) >= 0.95 * sum(column));
}

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

describe("ssq", () => {
  it.each(["l1", "l2"] as const)(
    "equals the definition, evaluated coefficient by coefficient, with norm %s",
    (norm) => {
      const wavelet = analyticMorlet({ frequency: golden.frequency, norm });
      const [x, at] = [decode(golden.signal), decode(golden.scales)];
      const squeezed = ssq(x, at, { wavelet, dtype: "float64" });
      expect(largestDifference(squeezed.frequencies, decode(golden.frequencies))).toBeLessThan(1e-15);
      // Rounding: no coefficient of this signal lies so near a border that it decides the row.
      expect(relativeError(squeezed, decodeParts(golden.squeezed))).toBeLessThan(1e-11);
      const rough = ssq(x, at, { wavelet, gamma: 2 ** -26 });
      expect(relativeError(rough, decodeParts(golden.squeezed))).toBeLessThan(2e-6);
    },
  );

  it("puts a tone into one row, with its amplitude and phase", () => {
    for (const frequency of [0.021, 0.1, 0.155]) {
      const x = Float32Array.from({ length: 2000 }, (_, n) => 0.3 * Math.cos(2 * Math.PI * frequency * (n - 1000) + 1));
      const { re, im, frequencies } = ssq(x, scales);
      const row = nearest(frequencies, frequency);
      const column = energies({ re, im }, 2000, 1000);
      expect(column[row]! / sum(column)).toBeGreaterThan(0.9999);
      // Of the last tone, the scales hear all but the bell beyond 3.1 deviations, a part of 1e-3.
      expect(Math.abs(re[row * 2000 + 1000]! - 0.3 * Math.cos(1))).toBeLessThan(1e-3);
      expect(Math.abs(im[row * 2000 + 1000]! - 0.3 * Math.sin(1))).toBeLessThan(1e-3);
    }
  });

  it("follows a chirp within one row, away from its ends", () => {
    const { re, im, frequencies } = ssq(chirp, scales);
    for (let n = 200; n < 2800; n += 20) {
      const column = energies({ re, im }, 3000, n);
      const ridge = column.indexOf(Math.max(...column));
      expect(Math.abs(ridge - nearest(frequencies, chirpFrequency(n)))).toBeLessThanOrEqual(1);
    }
  });

  it("holds 95 % of a chirp's energy in three rows, where the scalogram spreads it over four times as many", () => {
    const squeezed = ssq(chirp, scales);
    const spread = cwt(chirp, scales, { wavelet: analyticMorlet({ norm: "l1" }) });
    for (let n = 300; n < 2700; n += 100) {
      const rows = rowsFor95(energies(squeezed, 3000, n));
      expect(rows).toBeLessThanOrEqual(3);
      expect(rowsFor95(energies(spread, 3000, n))).toBeGreaterThanOrEqual(4 * rows);
    }
  });

  it("moves coefficients and loses none: columns keep the integral over the scales", () => {
    const wavelet = analyticMorlet();
    const { re, im } = ssq(chirp, scales, { wavelet, gamma: 0, dtype: "float64" });
    const w = cwt(chirp, scales, { wavelet, dtype: "float64" });
    const weights = logWeights(Float64Array.from(scales), "l2");
    const ratios = [150, 1500, 2900].flatMap((n) =>
      [
        [re, w.re],
        [im, w.im],
      ].map(([after, before]) => {
        const integral = scales.reduce((total, _, row) => total + weights[row]! * before![row * 3000 + n]!, 0);
        return sum(scales.map((_, row) => after![row * 3000 + n]!)) / integral;
      }),
    );
    for (const ratio of ratios) expect(ratio).toBeCloseTo(ratios[0]!, 10);
  });

  it("grows with the signal, whatever its level", () => {
    const x = chirp.subarray(0, 200);
    const whole = ssq(x, scales, { dtype: "float64" });
    fc.assert(
      fc.property(fc.integer({ min: -900, max: 900 }), (exponent) => {
        // Powers of two round nothing.
        const scaled = ssq(
          x.map((value) => value * 2 ** exponent),
          scales,
          { dtype: "float64" },
        );
        expect(scaled.re).toEqual(whole.re.map((value) => value * 2 ** exponent));
      }),
      { numRuns: 5 },
    );
  });

  it("does not depend on how many scales are held at a time", () => {
    const long = Float32Array.from({ length: 2 ** 17 }, (_, n) => (n < 3000 ? chirp[n]! : 0));
    const few = scales.slice(0, 13);
    const [short, whole] = [ssq(chirp, few), ssq(long, few)];
    for (const row of [0, 4, 12]) {
      const part = whole.re.subarray(row * 2 ** 17, row * 2 ** 17 + 2500);
      expect(largestDifference(part, short.re.subarray(row * 3000, row * 3000 + 2500))).toBeLessThan(2e-3);
    }
    expect(whole.shape).toEqual([13, 2 ** 17]);
  });

  it("sorts into the caller's frequencies, ascending or descending, in their unit", () => {
    const options = { samplingPeriod: 1 / 1000, dtype: "float64" } as const;
    const frequencies = [20, 50, 80, 110, 300];
    const up = ssq(chirp, scales, { ...options, frequencies });
    const down = ssq(chirp, scales, { ...options, frequencies: frequencies.toReversed() });
    expect([...up.frequencies]).toEqual(frequencies);
    expect(up.scales[0]).toBeCloseTo((analyticMorlet().centralFrequency * 1000) / 20, 10);
    for (let row = 0; row < 5; row++) {
      expect(up.re.slice(row * 3000, (row + 1) * 3000)).toEqual(down.re.slice((4 - row) * 3000, (5 - row) * 3000));
    }
    // At sample 1500 the chirp is at 75 Hz.
    const column = energies(up, 3000, 1500);
    expect(column.indexOf(Math.max(...column))).toBe(2);
    const all = ssq(chirp, scales, { ...options, frequencies: [1] });
    expect(all.re[1500]).toBeCloseTo(sum(frequencies.map((_, row) => up.re[row * 3000 + 1500]!)), 12);
  });

  it("leaves out coefficients below gamma", () => {
    const x = Float32Array.from({ length: 1000 }, (_, n) => Math.cos(0.2 * n) + 0.01 * Math.cos(1.2 * n));
    const column = (gamma: number) => {
      const { re, im, frequencies } = ssq(x, scales, { gamma });
      return energies({ re, im }, 1000, 500)[nearest(frequencies, 1.2 / (2 * Math.PI))]!;
    };
    expect(Math.sqrt(column(0.001))).toBeGreaterThan(0.009);
    expect(column(0.02)).toBe(0);
  });

  it("is zero for silence", () => {
    const { re, im } = ssq(new Float32Array(50), scales);
    expect([...re, ...im].every((value) => value === 0)).toBe(true);
  });

  it("can be drawn", () => {
    const image = renderScalogram(ssq(chirp, scales), { width: 30, height: 20 });
    expect(new Set(image.data).size).toBeGreaterThan(10);
  });

  it("changes neither the signal nor the scales", () => {
    const x = chirp.slice(0, 100);
    const given = scales.slice();
    ssq(x, given);
    expect(x).toEqual(chirp.slice(0, 100));
    expect(given).toEqual(scales);
  });

  describe("rejects", () => {
    const x = Float32Array.of(1, 2, 3);

    it("NaN in the signal", () => {
      expect(() => ssq(Float32Array.of(1, Number.NaN), scales)).toThrow(
        new RangeError('"x" must be finite, got NaN at index 1'),
      );
    });

    it("a wavelet that is not analytic", () => {
      // @ts-expect-error: a name
      expect(() => ssq(x, scales, { wavelet: "cmor1.5-1.0" })).toThrow(
        new TypeError('"wavelet" must be one that analyticMorlet gives, got string'),
      );
    });

    it.each([-1, Number.NaN, Infinity])("a gamma of %d", (gamma) => {
      expect(() => ssq(x, scales, { gamma })).toThrow(new RangeError(`"gamma" must be finite and >= 0, got ${gamma}`));
    });

    it("a gamma of another kind", () => {
      // @ts-expect-error: not a number
      expect(() => ssq(x, scales, { gamma: "0" })).toThrow(new TypeError('"gamma" must be a number, got string'));
    });

    it.each([0, Number.NaN])("a sampling period of %d", (samplingPeriod) => {
      expect(() => ssq(x, scales, { samplingPeriod })).toThrow(
        new RangeError(`"samplingPeriod" must be finite and > 0, got ${samplingPeriod}`),
      );
    });

    it("one scale", () => {
      expect(() => ssq(x, [5])).toThrow(new RangeError('"scales" must be at least two, got 1'));
    });

    it("a scale above half the sample rate", () => {
      expect(() => ssq(x, [20, 10, 1])).toThrow(/^"scale" must be at least 1\.9\d+ for wavelet analyticMorlet\(6\)/);
    });

    it("frequencies that neither ascend nor descend", () => {
      expect(() => ssq(x, scales, { frequencies: [3, 2, 2] })).toThrow(
        new RangeError('"frequencies" must ascend or descend, got 2 and then 2 at index 2'),
      );
      expect(() => ssq(x, scales, { frequencies: [2, 2] })).toThrow(RangeError);
    });

    it("a frequency of zero", () => {
      expect(() => ssq(x, scales, { frequencies: [1, 0] })).toThrow(
        new RangeError('"frequencies[1]" must be finite and > 0, got 0'),
      );
    });

    it("a signal whose coefficients overflow", () => {
      const loud = Float64Array.from({ length: 200 }, (_, n) => 3e38 * Math.cos(0.1 * n));
      expect(() => ssq(loud, scales)).toThrow(new RangeError('"x" must be smaller: its coefficients overflow float32'));
    });

    it("an unknown dtype", () => {
      // @ts-expect-error: no such type
      expect(() => ssq(x, scales, { dtype: "int8" })).toThrow(
        new RangeError('"dtype" must be "float32" or "float64", got "int8"'),
      );
    });
  });
});
