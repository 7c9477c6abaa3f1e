import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { instantiateKernel } from "../../src/kernels/load.js";
import { sumsKernelOf } from "../../src/kernels/sums.js";

const missing = instantiateKernel("float32") === undefined;

/** Rows beside each other, with a number on either side that nobody may touch. */
function rowsOf(bytes: number, length: number) {
  const memory = new WebAssembly.Memory({ initial: 4 });
  const ArrayType = bytes === 4 ? Float32Array : Float64Array;
  const all = new ArrayType(memory.buffer, 64, 2 * length + 3).fill(99);
  const re = all.subarray(1, 1 + length).map((_, n) => Math.sin(n * n) - 0.2);
  const im = all.subarray(2 + length, 2 + 2 * length).map((_, n) => Math.cos(3 * n * n));
  all.set(re, 1);
  all.set(im, 2 + length);
  return { kernel: sumsKernelOf(memory, bytes), all, re, im, reAt: 64 + bytes, imAt: 64 + (2 + length) * bytes };
}

const sumOver = (step: number, k: number, value: (n: number) => number): number => {
  let sum = 0;
  for (let n = k * step; n < (k + 1) * step; n++) sum += value(n);
  return sum;
};

describe.skipIf(missing).each([
  // Sums of 16 numbers in float32, and their storage; sums of 500 in float64.
  { bytes: 4, tolerance: 1e-6 },
  { bytes: 8, tolerance: 1e-13 },
])("sums of numbers of $bytes bytes", ({ bytes, tolerance }) => {
  const cases = fc.record({ step: fc.integer({ min: 1, max: 500 }), count: fc.integer({ min: 1, max: 9 }) });

  it("are those of squares and of magnitudes, and the rest of the row may be anything", () => {
    fc.assert(
      fc.property(cases, ({ step, count }) => {
        for (const method of ["squares", "magnitudes", "moduli"] as const) {
          const { kernel, all, re, im, reAt, imAt } = rowsOf(bytes, step * count);
          if (method === "squares") kernel.sumSquares(reAt, step, count);
          else kernel.sumMagnitudes(reAt, method === "moduli" ? imAt : 0, step, count);
          for (let k = 0; k < count; k++) {
            const expected = {
              squares: sumOver(step, k, (n) => re[n]! ** 2),
              magnitudes: sumOver(step, k, (n) => Math.abs(re[n]!)),
              moduli: sumOver(step, k, (n) => Math.hypot(re[n]!, im[n]!)),
            }[method];
            expect(Math.abs(all[1 + k]! / expected - 1)).toBeLessThan(tolerance);
          }
          expect([all[0], all[1 + step * count], all[2 + 2 * step * count]]).toEqual([99, 99, 99]);
          expect(all.slice(2 + step * count, 2 + 2 * step * count)).toEqual(im);
        }
      }),
      { numRuns: 60, seed: 2 },
    );
  });
});

describe.skipIf(missing)("sumsKernelOf", () => {
  it("gives one instance for a memory, and another for another", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    expect(sumsKernelOf(memory, 4)).toBe(sumsKernelOf(memory, 4));
    expect(sumsKernelOf(new WebAssembly.Memory({ initial: 1 }), 4)).not.toBe(sumsKernelOf(memory, 4));
  });
});
