import { describe, expect, it } from "vitest";

import { analyticMorlet } from "../src/analytic-morlet.js";
import { cwt } from "../src/cwt.js";
import { waveletFilter } from "../src/filter.js";
import { centralFrequency, frequency2scale } from "../src/frequency.js";
import { planCwt } from "../src/plan.js";
import type { WaveletFilter } from "../src/filter.js";
import golden from "./fixtures/analytic-morlet.json" with { type: "json" };
import { decode, decodeParts, relativeError } from "./golden.js";

/** Response of a filter to a frequency in cycles per sample. */
function responseTo(frequency: number, { re, im, offset }: WaveletFilter): { re: number; im: number } {
  const sum = { re: 0, im: 0 };
  re.forEach((tap, q) => {
    const angle = 2 * Math.PI * frequency * (offset - q);
    sum.re += tap * Math.cos(angle) - im![q]! * Math.sin(angle);
    sum.im += tap * Math.sin(angle) + im![q]! * Math.cos(angle);
  });
  return sum;
}

/** ∫ f over the interval on which the wavelet is sampled; the rule is exact to rounding for what vanishes at its ends. */
function integrate(f: (x: number) => number): number {
  let sum = 0;
  for (let i = -4000; i <= 4000; i++) sum += f(i / 500);
  return sum / 500;
}

describe("analyticMorlet", () => {
  it("has unit energy, no mean, and the spectrum that it states", () => {
    const morlet = analyticMorlet({ frequency: 5.5 });
    expect(integrate((x) => morlet.psi(x).re ** 2 + morlet.psi(x).im ** 2)).toBeCloseTo(1, 12);
    for (const omega of [-1, 0, 0.3, 4, 5.5, 7]) {
      const value = integrate((x) => morlet.psi(x).re * Math.cos(omega * x) + morlet.psi(x).im * Math.sin(omega * x));
      expect(Math.abs(value - morlet.spectrum(omega))).toBeLessThan(1e-13);
    }
    expect(morlet.spectrum(0)).toBe(0);
  });

  it("peaks at 2 with norm l1", () => {
    const morlet = analyticMorlet({ norm: "l1" });
    expect(morlet.spectrum(2 * Math.PI * morlet.centralFrequency)).toBe(2);
    expect(morlet.spectrum(6.001)).toBeLessThan(2);
    expect(morlet.spectrum(5.999)).toBeLessThan(2);
  });

  it("responds most to its frequency over 2π", () => {
    expect(centralFrequency(analyticMorlet())).toBeCloseTo(6 / (2 * Math.PI), 12);
    expect(frequency2scale(analyticMorlet({ frequency: 10 }), 0.1)).toBeCloseTo(10 / (2 * Math.PI * 0.1), 10);
    expect(planCwt({ length: 1, scales: [30], wavelet: analyticMorlet() }).frequencies[0]).toBeCloseTo(
      0.2 / (2 * Math.PI),
    );
  });

  it("transforms as its spectrum says, from the smallest scale on", () => {
    const errors = golden.cases.flatMap(({ frequency, scales, coefs }) =>
      (["float64", "float32"] as const).map((dtype) => {
        const scalogram = cwt(decode(golden.signal), scales, { wavelet: analyticMorlet({ frequency }), dtype });
        // Rounding, and the 1.3e-14 of its peak at which the wavelet is cut; in float32 the precision of the numbers.
        const tolerance = dtype === "float64" ? 1e-13 : 5e-7;
        return { frequency, dtype, excess: relativeError(scalogram, decodeParts(coefs)) / tolerance };
      }),
    );
    expect(errors.length).toBe(6);
    expect(errors.filter(({ excess }) => !(excess < 1))).toEqual([]);
  });

  it("differs between its norms by the root of the scale and one factor", () => {
    const scales = [3, 20];
    const [first, second] = scales.map((scale) => {
      const l1 = analyticMorlet({ norm: "l1" }).filter(scale).re;
      const l2 = analyticMorlet({ norm: "l2" }).filter(scale).re;
      return l2[l2.length >> 1]! / l1[l1.length >> 1]! / Math.sqrt(scale);
    });
    // Half the peak of the uncorrected spectrum, which the correction moves by 2e-12.
    expect(first).toBeCloseTo((Math.SQRT2 * Math.PI ** 0.25) / 2, 10);
    expect(second).toBeCloseTo((Math.SQRT2 * Math.PI ** 0.25) / 2, 10);
  });

  it("gives a tone its amplitude and phase at its scale, and the height of the spectrum elsewhere", () => {
    const morlet = analyticMorlet({ norm: "l1" });
    for (const frequency of [0.01, 0.1, 0.3, 0.44]) {
      const x = Float64Array.from({ length: 4001 }, (_, n) => 3 * Math.cos(2 * Math.PI * frequency * (n - 2000) + 0.7));
      const own = morlet.centralFrequency / frequency;
      const scales = [own, Math.max(1.2 * own, 2), 1.4 * own];
      const { re, im } = cwt(x, scales, { wavelet: morlet, dtype: "float64" });
      scales.forEach((scale, row) => {
        const height = 1.5 * morlet.spectrum(2 * Math.PI * frequency * scale);
        // At negative frequencies 1.3e-8 is left, of 1.5 times 2.
        expect(Math.abs(re[row * 4001 + 2000]! - height * Math.cos(0.7))).toBeLessThan(4e-8);
        expect(Math.abs(im[row * 4001 + 2000]! - height * Math.sin(0.7))).toBeLessThan(4e-8);
      });
    }
  });

  it("gives a Gaussian atom the closed form of its coefficients", () => {
    const [width, omega, middle] = [40, 0.4, 500];
    const x = Float64Array.from({ length: 1001 }, (_, n) => {
      const t = n - middle;
      return Math.exp(-(t * t) / (2 * width * width)) * Math.cos(omega * t);
    });
    const scales = [8, 15, 30];
    const { re, im } = cwt(x, scales, { wavelet: analyticMorlet(), dtype: "float64" });
    let worst = 0;
    scales.forEach((scale, row) => {
      for (const b of [-60, -7, 0, 25, 90]) {
        // Integrals of Gaussians; the tone's other half, at -ω, meets e^-18 of the wavelet.
        const precision = 1 / width ** 2 + 1 / scale ** 2;
        const real = b / scale ** 2;
        const detuning = omega - 6 / scale;
        const size =
          Math.PI ** -0.25 *
          Math.sqrt((2 * Math.PI) / (precision * scale)) *
          Math.exp((real * real - detuning * detuning) / (2 * precision) - (b * b) / (2 * scale * scale));
        const phase = (real * detuning) / precision + (6 * b) / scale;
        const at = row * 1001 + middle + b;
        worst = Math.max(
          worst,
          Math.hypot(re[at]! - (size / 2) * Math.cos(phase), im[at]! - (size / 2) * Math.sin(phase)),
        );
      }
    });
    expect(worst).toBeLessThan(1e-7);
  });

  it("follows the ridge of a linear chirp", () => {
    const x = Float64Array.from({ length: 4000 }, (_, n) => Math.cos(2 * Math.PI * (0.02 * n + (0.1 / 8000) * n * n)));
    const wavelet = analyticMorlet({ norm: "l1", frequency: 8 });
    const scales = Array.from({ length: 161 }, (_, i) => 5 * 2 ** (i / 32));
    const { re, im, frequencies } = cwt(x, scales, { wavelet, dtype: "float64" });
    for (let n = 500; n < 3600; n += 100) {
      const magnitudes = scales.map((_, row) => Math.hypot(re[row * 4000 + n]!, im[row * 4000 + n]!));
      const ridge = frequencies[magnitudes.indexOf(Math.max(...magnitudes))]!;
      // One scale is a 32nd of an octave.
      expect(Math.abs(Math.log2(ridge / (0.02 + (0.1 / 4000) * n)))).toBeLessThan(1.01 / 32);
    }
  });

  it.each([
    [5, 2.5],
    [6, 1.92],
    [6, 5.1],
    [6, 30],
    [12, 20],
  ])("hears next to nothing at negative frequencies: μ = %d, scale %d", (frequency, scale) => {
    const morlet = analyticMorlet({ frequency, norm: "l1" });
    const filter = morlet.filter(scale);
    for (let f = -0.5; f < 0; f += 0.003) {
      const { re, im } = responseTo(f, filter);
      expect(Math.hypot(re, im) / 2).toBeLessThan(Math.exp((-frequency * frequency) / 2) + 1e-14);
    }
  });

  it("hears what its spectrum says up to 0.45 cycles per sample, and nothing at half the sample rate", () => {
    const morlet = analyticMorlet({ norm: "l1" });
    for (const scale of [1.92, 3, 5.1, 5.2]) {
      const filter = morlet.filter(scale);
      for (let f = 0.005; f <= 0.45; f += 0.005) {
        const { re, im } = responseTo(f, filter);
        expect(Math.hypot(re - morlet.spectrum(2 * Math.PI * f * scale), im)).toBeLessThan(2e-14);
      }
      const { re, im } = responseTo(0.5, filter);
      expect(Math.hypot(re, im)).toBeLessThan(2e-14);
    }
  });

  it("has a derivative that gives, over the scale, the coefficients' slope", () => {
    const wavelet = analyticMorlet();
    const x = Float64Array.from({ length: 600 }, (_, n) => Math.exp(-(((n - 300) / 80) ** 2)) * Math.sin(0.1 * n));
    const scales = [30, 60];
    const w = cwt(x, scales, { wavelet, dtype: "float64" });
    const slope = cwt(x, scales, { wavelet: wavelet.derivative, dtype: "float64" });
    scales.forEach((scale, row) => {
      for (let n = 100; n < 500; n += 7) {
        const at = row * 600 + n;
        // Central differences of sixth order: an error of ω⁷ / 140 of the coefficient, 1e-9.
        const difference = (v: Float64Array) =>
          (45 * (v[at + 1]! - v[at - 1]!) - 9 * (v[at + 2]! - v[at - 2]!) + v[at + 3]! - v[at - 3]!) / 60;
        expect(Math.abs(slope.re[at]! / scale - difference(w.re))).toBeLessThan(1e-7);
        expect(Math.abs(slope.im[at]! / scale - difference(w.im))).toBeLessThan(1e-7);
      }
    });
  });

  it("is the same object for the same options, so that transforms find their tables again", () => {
    expect(analyticMorlet({ frequency: 7 })).toBe(analyticMorlet({ norm: "l2", frequency: 7 }));
    expect(analyticMorlet({ frequency: 7, norm: "l1" })).not.toBe(analyticMorlet({ frequency: 7 }));
    const first = analyticMorlet({ frequency: 8 });
    for (let mu = 9; mu < 30; mu++) analyticMorlet({ frequency: mu });
    expect(analyticMorlet({ frequency: 8 })).not.toBe(first);
  });

  it("does not ask for a precision", () => {
    expect(waveletFilter(analyticMorlet(), 10, 1)).toEqual(waveletFilter(analyticMorlet(), 10, 20));
  });

  it.each([0, -6, Number.NaN, Infinity])("rejects a frequency of %d", (frequency) => {
    expect(() => analyticMorlet({ frequency })).toThrow(
      new RangeError(`"frequency" must be finite and > 0, got ${frequency}`),
    );
  });

  it("rejects a frequency at which it would not be analytic", () => {
    expect(() => analyticMorlet({ frequency: 4.9 })).toThrow(new RangeError('"frequency" must be at least 5, got 4.9'));
  });

  it("rejects a frequency of another kind", () => {
    // @ts-expect-error: not a number
    expect(() => analyticMorlet({ frequency: "6" })).toThrow(new TypeError('"frequency" must be a number, got string'));
  });

  it("rejects an unknown norm", () => {
    // @ts-expect-error: no such norm
    expect(() => analyticMorlet({ norm: "L1" })).toThrow(new RangeError('"norm" must be "l1" or "l2", got "L1"'));
  });

  it("rejects a scale whose frequency is above half the sample rate", () => {
    expect(() => cwt(new Float32Array(9), [1.9], { wavelet: analyticMorlet() })).toThrow(
      new RangeError(
        `"scale" must be at least ${6 / Math.PI} for wavelet analyticMorlet(6), whose peak would lie above half the sample rate, got 1.9`,
      ),
    );
  });

  it("rejects a scale whose filter would not fit in memory", () => {
    expect(() => analyticMorlet().filter(1e9)).toThrow(
      new RangeError('"scale" must be below 8388608 for wavelet analyticMorlet(6), got 1000000000'),
    );
  });

  it.each([0, Number.NaN])("rejects a scale of %d", (scale) => {
    expect(() => analyticMorlet().filter(scale)).toThrow(
      new RangeError(`"scale" must be finite and > 0, got ${scale}`),
    );
  });
});
