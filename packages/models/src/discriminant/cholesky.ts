/**
 * Factors a symmetric positive definite matrix in place: its lower triangle becomes that of L, where A = L Lᵀ.
 *
 * @param matrix - `[size, size]`, row-major; what lies above the diagonal is neither read nor written.
 * @returns False if the matrix is not positive definite to working precision.
 */
export function factorCholesky(matrix: Float64Array, size: number): boolean {
  let largest = 0;
  for (let i = 0; i < size; i += 1) largest = Math.max(largest, matrix[i * size + i]!);
  const least = largest * size * Number.EPSILON;
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const rest = matrix[i * size + j]! - dot(matrix, i * size, j * size, j);
      if (j < i) {
        matrix[i * size + j] = rest / matrix[j * size + j]!;
      } else {
        if (!(rest > least)) return false;
        matrix[i * size + i] = Math.sqrt(rest);
      }
    }
  }
  return true;
}

/**
 * Solves L Lᵀ x = b for each row b of `rows`, in place.
 *
 * @param factor - What {@link factorCholesky} left, `[size, size]`.
 * @param rows - Right sides, `[count, size]`, row-major; they become the solutions.
 */
export function solveCholesky(factor: Float64Array, rows: Float64Array, size: number): void {
  for (let start = 0; start < rows.length; start += size) {
    const x = rows.subarray(start, start + size);
    for (let i = 0; i < size; i += 1) {
      let rest = x[i]!;
      for (let k = 0; k < i; k += 1) rest -= factor[i * size + k]! * x[k]!;
      x[i] = rest / factor[i * size + i]!;
    }
    for (let i = size - 1; i >= 0; i -= 1) {
      const value = x[i]! / factor[i * size + i]!;
      x[i] = value;
      for (let k = 0; k < i; k += 1) x[k]! -= factor[i * size + k]! * value;
    }
  }
}

function dot(data: Float64Array, first: number, second: number, count: number): number {
  // Four sums, because each addition has to wait for the one before it.
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 4 <= count; k += 4) {
    s0 += data[first + k]! * data[second + k]!;
    s1 += data[first + k + 1]! * data[second + k + 1]!;
    s2 += data[first + k + 2]! * data[second + k + 2]!;
    s3 += data[first + k + 3]! * data[second + k + 3]!;
  }
  for (; k < count; k += 1) s0 += data[first + k]! * data[second + k]!;
  return s0 + s1 + (s2 + s3);
}
