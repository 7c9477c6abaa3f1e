import { beforeAll, describe, expect, it } from "vitest";

import { useCpu } from "../src/node/use-cpu.js";
import { orthogonal, orthogonalMatrix } from "../src/orthogonal.js";

beforeAll(useCpu);

function gram(matrix: Float64Array, rows: number, columns: number): number[][] {
  return Array.from({ length: rows }, (_, a) =>
    Array.from({ length: rows }, (__, b) => {
      let dot = 0;
      for (let i = 0; i < columns; i += 1) dot += matrix[a * columns + i]! * matrix[b * columns + i]!;
      return dot;
    }),
  );
}

describe("orthogonalMatrix", () => {
  it("has orthonormal rows where it is wide, at the size of the classifier's LSTM", () => {
    for (const [a, row] of gram(orthogonalMatrix(128, 512, 1), 128, 512).entries()) {
      // Rounding of 512 float64 products.
      for (const [b, dot] of row.entries()) expect(Math.abs(dot - (a === b ? 1 : 0))).toBeLessThan(2e-13);
    }
  });

  it("has orthonormal columns where it is tall", () => {
    const matrix = orthogonalMatrix(6, 3, 2);
    const transposed = Float64Array.from({ length: 18 }, (_, i) => matrix[(i % 6) * 3 + Math.floor(i / 6)]!);
    for (const [a, row] of gram(transposed, 3, 6).entries()) {
      for (const [b, dot] of row.entries()) expect(dot).toBeCloseTo(a === b ? 1 : 0, 14);
    }
  });

  it("follows from the seed", () => {
    expect(orthogonalMatrix(4, 4, 1)).toEqual(orthogonalMatrix(4, 4, 1));
    expect(orthogonalMatrix(4, 4, 1)).not.toEqual(orthogonalMatrix(4, 4, 2));
  });
});

describe("orthogonal", () => {
  it("makes a float32 tensor, and is stored as Keras' initialiser of that name", () => {
    const initializer = orthogonal({ seed: 3 });
    const tensor = initializer.apply([4, 16]);
    expect(tensor.shape).toEqual([4, 16]);
    expect([...tensor.dataSync()]).toEqual([...Float32Array.from(orthogonalMatrix(4, 16, 3))]);
    expect(initializer.getClassName()).toBe("Orthogonal");
    expect(initializer.getConfig()).toEqual({ gain: 1, seed: 3 });
  });
});
