import { expect, it } from "vitest";

import { sumAndSquares } from "../src/sum-and-squares.js";

it.each([1, 3, 4, 1001])("adds up 0 to n - 1 and their squares for n = %i", (n) => {
  // Closed forms, all of them integers below 2^53.
  expect(sumAndSquares(Float32Array.from({ length: n }, (_, i) => i))).toEqual([
    (n * (n - 1)) / 2,
    (n * (n - 1) * (2 * n - 1)) / 6,
  ]);
});
