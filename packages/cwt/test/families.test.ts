import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  complexGaussianDerivative,
  complexMorlet,
  frequencyBSpline,
  gaussianDerivative,
  mexicanHat,
  morlet,
  shannon,
} from "../src/families.js";
import type { Complex } from "../src/families.js";

const orders = [1, 2, 3, 4, 5, 6, 7, 8];
const abscissa = () => fc.double({ min: -5, max: 5, noNaN: true });

/** The rectangle rule; for smooth functions that vanish at both ends it is exact to rounding. */
function integrate(f: (x: number) => number): number {
  let sum = 0;
  for (let i = -1000; i <= 1000; i++) sum += f(i / 100);
  return sum / 100;
}

describe("families of wavelets", () => {
  it.each(orders)("derivative %i of the Gaussian has unit energy and zero mean", (order) => {
    const psi = gaussianDerivative(order);
    expect(integrate((x) => psi(x) ** 2)).toBeCloseTo(1, 12);
    expect(integrate(psi)).toBeCloseTo(0, 12);
  });

  it.each(orders)("derivative %i of the complex Gaussian has unit energy and zero mean", (order) => {
    const psi = complexGaussianDerivative(order);
    expect(integrate((x) => psi(x).re ** 2 + psi(x).im ** 2)).toBeCloseTo(1, 12);
    expect(integrate((x) => psi(x).re)).toBeCloseTo(0, 12);
    expect(integrate((x) => psi(x).im)).toBeCloseTo(0, 12);
  });

  it.each(orders)("derivative %i of the Gaussian is even or odd with its order", (order) => {
    const psi = gaussianDerivative(order);
    fc.assert(
      fc.property(abscissa(), (x) => {
        expect(psi(-x) - (-1) ** order * psi(x)).toBe(0);
      }),
    );
  });

  it("Mexican hat is the second derivative of a Gaussian with the sign turned, of unit energy", () => {
    expect(integrate((x) => mexicanHat(x) ** 2)).toBeCloseTo(1, 12);
    const gaus2 = gaussianDerivative(2);
    fc.assert(
      fc.property(abscissa(), (x) => {
        expect(mexicanHat(x)).toBeCloseTo(gaus2(x / Math.SQRT2) / 2 ** 0.25, 12);
      }),
    );
  });

  it("Morlet is 1 at its centre and even", () => {
    expect(morlet(0)).toBe(1);
    fc.assert(
      fc.property(abscissa(), (x) => {
        expect(morlet(-x)).toBe(morlet(x));
      }),
    );
  });

  it.each([
    ["shannon", shannon(1.5, 1)],
    ["frequencyBSpline", frequencyBSpline(3, 1.5, 1)],
    ["complexMorlet", complexMorlet(1.5, 1)],
  ])("%s is conjugate symmetric", (_, psi: (x: number) => Complex) => {
    fc.assert(
      fc.property(abscissa(), (x) => {
        expect(psi(-x).re).toBe(psi(x).re);
        expect(psi(-x).im + psi(x).im).toBe(0);
      }),
    );
  });

  it("complex Morlet has an envelope of unit area, so it passes its centre frequency with gain 1", () => {
    const psi = complexMorlet(1.5, 1);
    expect(integrate((x) => psi(x).re * Math.cos(2 * Math.PI * x) + psi(x).im * Math.sin(2 * Math.PI * x))).toBeCloseTo(
      1,
      12,
    );
  });
});
