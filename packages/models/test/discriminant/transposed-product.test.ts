import { describe, expect, it } from "vitest";

import { addTransposedProduct } from "../../src/discriminant/transposed-product.js";

/** Small integers, so that every sum is exact in whatever order. */
function integers(count: number, seed: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => ((i * 7919 + seed * 104_729) % 13) - 6);
}

function plain(a: Float64Array, b: Float64Array, width: number): Float64Array {
  const columns = b.length / width;
  return Float64Array.from({ length: (a.length / width) * columns }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    let sum = 1;
    for (let k = 0; k < width; k += 1) sum += a[i * width + k]! * b[j * width + k]!;
    return sum;
  });
}

describe("addTransposedProduct", () => {
  it.each([
    [1, 1, 1],
    [2, 4, 64],
    [3, 5, 65],
    [8, 7, 130],
    [1, 9, 3],
  ])("adds the product of %d and %d rows of %d numbers", (m, n, width) => {
    const [a, b] = [integers(m * width, 1), integers(n * width, 2)];
    const out = new Float64Array(m * n).fill(1);
    addTransposedProduct(out, a, b, width);
    expect(out).toEqual(plain(a, b, width));
  });

  it.each([1, 2, 5, 8, 11])("fills the lower triangle for %d rows", (n) => {
    const a = integers(n * 70, 3);
    const out = new Float64Array(n * n).fill(1);
    addTransposedProduct(out, a, a, 70, { lower: true });
    const expected = plain(a, a, 70);
    for (let i = 0; i < n; i += 1) {
      expect(out.subarray(i * n, i * n + i + 1)).toEqual(expected.subarray(i * n, i * n + i + 1));
    }
  });
});
