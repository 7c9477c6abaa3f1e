import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { bitReversed, createFft } from "../src/fft.js";

const sequence = (length: number) =>
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: length, maxLength: length });

const complexSequence = () =>
  fc.integer({ min: 1, max: 7 }).chain((level) => fc.tuple(sequence(2 ** level), sequence(2 ** level)));

describe("createFft", () => {
  it("gives the discrete Fourier transform, in bit-reversed order", () => {
    fc.assert(
      fc.property(complexSequence(), ([real, imaginary]) => {
        const length = real.length;
        const re = Float64Array.from(real);
        const im = Float64Array.from(imaginary);
        createFft(length).forward(re, im);
        for (let k = 0; k < length; k++) {
          let sumRe = 0;
          let sumIm = 0;
          for (let n = 0; n < length; n++) {
            const angle = (-2 * Math.PI * ((k * n) % length)) / length;
            sumRe += real[n]! * Math.cos(angle) - imaginary[n]! * Math.sin(angle);
            sumIm += real[n]! * Math.sin(angle) + imaginary[n]! * Math.cos(angle);
          }
          expect(re[bitReversed(k, length)]).toBeCloseTo(sumRe, 12);
          expect(im[bitReversed(k, length)]).toBeCloseTo(sumIm, 12);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("is undone by the inverse, but for the factor of the length", () => {
    fc.assert(
      fc.property(complexSequence(), ([real, imaginary]) => {
        const length = real.length;
        const re = Float64Array.from(real);
        const im = Float64Array.from(imaginary);
        const fft = createFft(length);
        fft.forward(re, im);
        fft.inverse(re, im);
        for (let n = 0; n < length; n++) {
          expect(re[n]! / length).toBeCloseTo(real[n]!, 14);
          expect(im[n]! / length).toBeCloseTo(imaginary[n]!, 14);
        }
      }),
    );
  });
});

describe("bitReversed", () => {
  it("reverses the bits", () => {
    expect(Array.from({ length: 8 }, (_, k) => bitReversed(k, 8))).toEqual([0, 4, 2, 6, 1, 5, 3, 7]);
  });
});
