import { describe, expect, it } from "vitest";

import { chooseWeights, fuse } from "../../src/parts/recognition/fusion.js";

const matrix = (...rows: number[][]) => ({ data: rows.flat(), shape: [rows.length, rows[0]!.length] as const });

describe("fuse", () => {
  it("adds scores by their weights", () => {
    const sum = fuse({ a: matrix([1, 2], [3, 4]), b: matrix([10, 0], [0, 10]) }, { a: 2, b: 0.5 });
    expect(sum).toEqual({ data: Float64Array.of(7, 4, 6, 13), shape: [2, 2] });
  });
});

describe("chooseWeights", () => {
  const right = matrix([3, 0], [0, 3], [3, 0], [0, 3]);
  const wrong = matrix([0, 3], [3, 0], [0, 3], [3, 0]);
  const labels = [0, 1, 0, 1];

  it("trusts the one that is right and leaves out the one that is wrong", () => {
    expect(chooseWeights({ right, wrong }, labels, { right: 1, wrong: 1 })).toEqual({ right: 4, wrong: 0 });
  });

  it("lowers the weight of scores that are sure and often wrong", () => {
    const sure = matrix([9, 0], [9, 0], [9, 0], [0, 9]);
    expect(chooseWeights({ sure }, labels, { sure: 1 })).toEqual({ sure: 0.25 });
  });
});
