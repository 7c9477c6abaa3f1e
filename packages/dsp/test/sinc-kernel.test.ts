import { describe, expect, it } from "vitest";

import { sincKernel, zeroCrossings } from "../src/sinc-kernel.js";

describe("sincKernel", () => {
  // numpy.sinc(t) * scipy.signal.windows.kaiser(513, 14)[256 + 4 * t], SciPy 1.17.1.
  it.each([
    [0, 1],
    [0.25, 0.9002236571513993],
    [0.5, 0.6363577306961515],
    [1.5, -0.2114216668868156],
    [25.25, -0.0029895852176100323],
    [63.5, -7.440446047900997e-8],
  ])("equals SciPy's Kaiser window times NumPy's sinc at %d", (t, value) => {
    expect(sincKernel(t)).toBeCloseTo(value, 15);
    expect(sincKernel(-t)).toBe(sincKernel(t));
  });

  it("is zero at the other whole numbers, up to rounding, and beyond its last crossing", () => {
    for (let t = 1; t < zeroCrossings; t++) expect(sincKernel(t)).toBeCloseTo(0, 15);
    expect(sincKernel(zeroCrossings)).toBe(0);
    expect(sincKernel(-zeroCrossings - 0.5)).toBe(0);
  });
});
