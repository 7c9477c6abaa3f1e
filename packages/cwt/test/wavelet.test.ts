import { describe, expect, it } from "vitest";

import { wavefun } from "../src/wavefun.js";
import { wavelet, waveletNames } from "../src/wavelet.js";
import type { ComplexWavelet, RealWavelet, WaveletName } from "../src/wavelet.js";
import golden from "./fixtures/wavelets.json" with { type: "json" };
import { decode, decodeParts, largestDifference } from "./golden.js";

describe("wavelet", () => {
  it.each(golden.wavelets)("$name equals PyWavelets", (expected) => {
    const name = expected.name as WaveletName;
    const made = wavelet(name);
    expect(made.complex).toBe(expected.complex);
    expect([made.lowerBound, made.upperBound]).toEqual([expected.lowerBound, expected.upperBound]);
    const samples = wavefun(name, 8);
    expect(samples.x).toEqual(decode(expected.x));
    const parts = "psi" in samples ? [samples.psi] : [samples.re, samples.im];
    const expectedParts = decodeParts(expected.psi);
    expect(parts.length).toBe(expectedParts.length);
    // Values are of the order of 1 and computed by other, equivalent formulas: a few units in the last place.
    expectedParts.forEach((values, part) => expect(largestDifference(parts[part]!, values)).toBeLessThan(1e-14));
  });

  it("knows the 21 names of PyWavelets, in its order", () => {
    expect(golden.wavelets.slice(0, 21).map(({ name }) => name)).toEqual(waveletNames);
    for (const name of waveletNames) expect(wavelet(name).name.startsWith(name)).toBe(true);
  });

  it("reads bandwidth, centre and order from the name", () => {
    expect(wavelet("cmor2-0.5").psi(0)).toEqual({ re: 1 / Math.sqrt(2 * Math.PI), im: 0 });
    expect(wavelet("shan4-1.0").psi(0)).toEqual({ re: 2, im: 0 });
    expect(wavelet("fbsp3-9-1.").psi(0)).toEqual({ re: 3, im: 0 });
  });

  it.each([
    ["cmor", "cmor1.0-0.5"],
    ["shan", "shan0.5-1.0"],
    ["fbsp", "fbsp2-1.0-0.5"],
  ] as const)("takes the bare name %s as %s, PyWavelets' default", (bare, full) => {
    expect(wavelet(bare).name).toBe(full);
    expect(wavelet(bare).psi(0.3)).toEqual(wavelet(full).psi(0.3));
  });

  it("returns a wavelet of one's own as it is", () => {
    const haar: RealWavelet = {
      name: "haar",
      family: "own",
      complex: false,
      lowerBound: 0,
      upperBound: 1,
      psi: (x) => (x < 0.5 ? 1 : -1),
    };
    expect(wavelet(haar)).toBe(haar);
    expect(() => wavelet({ ...haar, upperBound: Number.NaN })).toThrow(
      new RangeError('"wavelet" must have finite bounds with lowerBound < upperBound, got 0 and NaN'),
    );
    expect(() => wavelet({ ...haar, upperBound: 0 })).toThrow(
      new RangeError('"wavelet" must have finite bounds with lowerBound < upperBound, got 0 and 0'),
    );
  });

  it("has types that tell real from complex", () => {
    const real: RealWavelet = wavelet("gaus3");
    const complex: ComplexWavelet = wavelet("cmor1.5-1.0");
    expect([real.complex, complex.complex]).toEqual([false, true]);
    // @ts-expect-error: there is no gaus9
    expect(() => wavelet("gaus9")).toThrow(RangeError);
  });

  it.each(["", "morlet", "Morl", "gaus", "gaus0", "gaus9", "gaus1.0", "cgau", "db4", "cmo", "toString"])(
    'rejects the unknown name "%s" and lists the known ones',
    (name) => {
      expect(() => wavelet(name as WaveletName)).toThrow(
        new RangeError(
          `"wavelet" must be one of ${waveletNames.join(", ")}, or cmorB-C, fbspM-B-C, shanB-C, got "${name}"`,
        ),
      );
    },
  );

  it.each(["cmor1.5", "cmor1.5-", "cmor-1", "cmor0-1", "cmor1-0", "cmor1-1-1", "cmor1e3-1", "cmorx-1", "cmor 1-1"])(
    'rejects the parameters of "%s"',
    (name) => {
      expect(() => wavelet(name as WaveletName)).toThrow(
        new RangeError(`"wavelet" must be cmorB-C with decimal B, C > 0, got "${name}"`),
      );
    },
  );

  it.each(["fbsp1-1", "fbsp1.5-1-1", "fbsp0-1-1", "fbsp1-1-0", "fbsp1-1-1-1"])(
    'rejects the parameters of "%s"',
    (name) => {
      expect(() => wavelet(name as WaveletName)).toThrow(
        new RangeError(`"wavelet" must be fbspM-B-C with an integer M >= 1 and decimal B, C > 0, got "${name}"`),
      );
    },
  );

  it.each([
    [null, "null"],
    [undefined, "undefined"],
    [3, "number"],
    [{ name: "morl" }, "Object"],
  ])("rejects %o, which is no wavelet", (value, got) => {
    expect(() => wavelet(value as unknown as WaveletName)).toThrow(
      new TypeError(`"wavelet" must be a name or a wavelet, got ${got}`),
    );
  });
});
