import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { factorCholesky, solveCholesky } from "../../src/discriminant/cholesky.js";

describe("factorCholesky", () => {
  it("finds the factor of a known matrix", () => {
    const matrix = Float64Array.of(4, 0, 0, 12, 37, 0, -16, -43, 98);
    expect(factorCholesky(matrix, 3)).toBe(true);
    expect(matrix).toEqual(Float64Array.of(2, 0, 0, 6, 1, 0, -8, 5, 3));
  });

  it("refuses a matrix that is not positive definite", () => {
    expect(factorCholesky(Float64Array.of(1, 0, 2, 1), 2)).toBe(false);
    expect(factorCholesky(Float64Array.of(1, 0, 1, 1), 2)).toBe(false);
    expect(factorCholesky(Float64Array.of(NaN), 1)).toBe(false);
  });
});

describe("solveCholesky", () => {
  it("gives back x from A x, for A = B Bᵀ + 1", () => {
    const size = 7;
    const numbers = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
      minLength: size * size,
      maxLength: size * size,
    });
    fc.assert(
      fc.property(numbers, (b) => {
        const a = new Float64Array(size * size);
        for (let i = 0; i < size; i += 1) {
          for (let j = 0; j < size; j += 1) {
            for (let k = 0; k < size; k += 1) a[i * size + j]! += b[i * size + k]! * b[j * size + k]!;
          }
          a[i * size + i]! += 1;
        }
        const x = Float64Array.from({ length: 2 * size }, (_, i) => i - 3);
        const right = x.map((_, i) => {
          const row = i % size;
          const start = i - row;
          return x.subarray(start, start + size).reduce((sum, value, k) => sum + a[row * size + k]! * value, 0);
        });
        expect(factorCholesky(a, size)).toBe(true);
        solveCholesky(a, right, size);
        for (const [i, value] of right.entries()) expect(value).toBeCloseTo(x[i]!, 10);
      }),
    );
  });
});
