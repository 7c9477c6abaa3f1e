import { describe, expect, it } from "vitest";

import { analyticMorlet } from "../src/analytic-morlet.js";
import { cwt } from "../src/cwt.js";
import { icwt } from "../src/icwt.js";
import { logScales } from "../src/log-scales.js";
import { wavelet as find } from "../src/wavelet.js";
import type { Wavelet, WaveletName } from "../src/wavelet.js";
import { relativeNorm, tones } from "./tones.js";

const band = { low: 0.01, high: 0.2, sampleRate: 1 };
const invertible: (WaveletName | Wavelet)[] = [
  analyticMorlet(),
  analyticMorlet({ norm: "l1", frequency: 9 }),
  "morl",
  "mexh",
  "gaus1",
  "gaus2",
  "gaus5",
  "cmor1.5-1.0",
  "cgau1",
  "cgau2",
  "cgau3",
];

describe("icwt", () => {
  // Tones between the outermost frequencies, under a Gaussian that has fallen to 1e-14 at the ends.
  const x = tones({ length: 4000, low: 0.013, high: 0.18, width: 350 });

  it.each(invertible.map((source) => [find(source).name, source] as const))(
    "gives back the signal from %s",
    (_, source) => {
      const wavelet = find(source);
      const scales = logScales(wavelet, band);
      expect(relativeNorm(icwt(cwt(x, scales, { wavelet, dtype: "float64" }), { wavelet }), x)).toBeLessThan(1e-12);
      expect(relativeNorm(icwt(cwt(x, scales, { wavelet }), { wavelet }), x)).toBeLessThan(1e-6);
    },
  );

  it.each(["fbsp2-1.5-1.0", "shan1.5-1.0"] as const)(
    "gives it back from %s, whose long tails are cut, less closely",
    (wavelet) => {
      const scales = logScales(wavelet, band);
      expect(relativeNorm(icwt(cwt(x, scales, { wavelet, dtype: "float64" }), { wavelet }), x)).toBeLessThan(1e-5);
    },
  );

  it("inverts integer scales, in any order, at any precision", () => {
    const scales = Array.from({ length: 125 }, (_, i) => 130 - i);
    const speech = tones({ length: 4000, low: 0.008, high: 0.12, width: 350 });
    const scalogram = cwt(speech, scales, { precision: 7 });
    expect(relativeNorm(icwt(scalogram, { precision: 7 }), speech)).toBeLessThan(1e-6);
  });

  it("keeps the type and length, and changes nothing", () => {
    const scalogram = cwt(x.subarray(0, 37), [5, 6, 7]);
    const kept = scalogram.data.slice();
    expect(icwt(scalogram)).toBeInstanceOf(Float32Array);
    expect(icwt(scalogram).length).toBe(37);
    expect(scalogram.data).toEqual(kept);
  });

  it("is linear", () => {
    const scales = logScales("morl", band);
    const [a, b] = [cwt(x, scales, { dtype: "float64" }), cwt(x.slice().reverse(), scales, { dtype: "float64" })];
    const sum = { ...a, data: a.data.map((value, i) => 2 * value + b.data[i]!) };
    const [first, second] = [icwt(a), icwt(b)];
    expect(
      relativeNorm(
        icwt(sum),
        first.map((value, i) => 2 * value + second[i]!),
      ),
    ).toBeLessThan(1e-13);
  });

  it("errs by a few percent near the ends of a signal that is cut off there, and by half a percent inside", () => {
    const cut = tones({ length: 4000, low: 0.013, high: 0.18, width: Infinity });
    const scales = logScales("morl", band);
    const back = icwt(cwt(cut, scales, { dtype: "float64" }));
    expect(relativeNorm(back, cut)).toBeLessThan(0.06);
    expect(relativeNorm(back.subarray(500, 3500), cut.subarray(500, 3500))).toBeLessThan(0.006);
  });

  it("fades out what lies beyond the scales", () => {
    const low = tones({ length: 4000, low: 0.0004, high: 0.001, width: 350 });
    const wavelet = analyticMorlet();
    const both = x.map((value, n) => value + low[n]!);
    const back = icwt(cwt(both, logScales(wavelet, band), { wavelet, dtype: "float64" }), { wavelet });
    expect(relativeNorm(back, x)).toBeLessThan(1e-4);
  });

  const scalogram = cwt(x.subarray(0, 200), [10, 12, 14]);

  it("rejects scales too far apart", () => {
    expect(() => icwt(cwt(x, [10, 40]))).toThrow(
      /^"scales" must see all frequencies between theirs, but wavelet morl responds to 0\.0\d+ cycles per sample with 0\.\d+ of its largest response$/,
    );
  });

  it("rejects a wavelet that is zero", () => {
    const zero = { name: "zero", family: "none", complex: false, lowerBound: -1, upperBound: 1, psi: () => 0 } as const;
    expect(() => icwt(scalogram, { wavelet: zero })).toThrow(
      /^"scales" must see .* wavelet zero responds .* with NaN of/,
    );
  });

  it("rejects a real scalogram for a complex wavelet, and the reverse", () => {
    expect(() => icwt(scalogram, { wavelet: "cmor1.5-1.0" })).toThrow(
      new RangeError('"scalogram" must be complex for wavelet cmor1.5-1.0, got a real one'),
    );
    expect(() => icwt(cwt(x, [5, 6], { wavelet: "cgau1" }))).toThrow(
      new RangeError('"scalogram" must be real for wavelet morl, got a complex one'),
    );
  });

  it("rejects NaN in a scalogram", () => {
    const data = scalogram.data.slice();
    data[201] = Number.NaN;
    expect(() => icwt({ ...scalogram, data })).toThrow(
      new RangeError('"scalogram" must be finite, got NaN at index 201'),
    );
  });

  it("rejects a single scale", () => {
    expect(() => icwt(cwt(x, [5]))).toThrow(new RangeError('"scales" must be at least two, got 1'));
  });

  it("rejects a scalogram that lacks scales", () => {
    expect(() => icwt({ ...scalogram, scales: Float64Array.of(10, 12) })).toThrow(
      new RangeError('"scalogram" must have 3 scales, got 2'),
    );
  });

  it("rejects a scale that is not above 0", () => {
    expect(() => icwt({ ...scalogram, scales: Float64Array.of(10, Number.NaN, 14) })).toThrow(
      new RangeError('"scalogram.scales[1]" must be finite and > 0, got NaN'),
    );
  });

  it("rejects what is no scalogram", () => {
    // @ts-expect-error: not a scalogram
    expect(() => icwt(x)).toThrow(TypeError);
  });

  it("rejects a precision of 0", () => {
    expect(() => icwt(scalogram, { precision: 0 })).toThrow(
      new RangeError('"precision" must be an integer from 1 to 20, got 0'),
    );
  });
});
