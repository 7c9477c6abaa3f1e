import { expect, it } from "vitest";

import { cwt } from "../src/cwt.js";
import { partsOf } from "../src/scalogram.js";

it("lists the arrays of a scalogram, without copying them", () => {
  const real = cwt(Float32Array.of(1, 2), [1]);
  expect(partsOf(real)).toEqual([real.data]);
  const complex = cwt(Float32Array.of(1, 2), [1], { wavelet: "cgau1" });
  const parts = partsOf(complex);
  expect(parts.length).toBe(2);
  expect(parts[0]).toBe(complex.re);
  expect(parts[1]).toBe(complex.im);
});
