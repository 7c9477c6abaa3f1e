/** Columns that are taken at a time, so that the rows of a chunk stay in the cache. */
const chunk = 64;

/**
 * Adds `a` times the transpose of `b` to `out`: `out[i, j] += Σ a[i, k] b[j, k]`.
 *
 * @param out - `[a.length / width, b.length / width]`, row-major.
 * @param a - Rows of `width` numbers.
 * @param b - Rows of `width` numbers.
 * @param options.lower - Only what lies on and below the diagonal is wanted; what lies above is left undefined.
 */
export function addTransposedProduct(
  out: Float64Array,
  a: Float64Array,
  b: Float64Array,
  width: number,
  options: { readonly lower: boolean } = { lower: false },
): void {
  const rows = a.length / width;
  const columns = b.length / width;
  for (let start = 0; start < width; start += chunk) {
    const end = Math.min(width, start + chunk);
    for (let i = 0; i < rows; i += 2) {
      const last = options.lower ? Math.min(columns, i + 2) : columns;
      let j = 0;
      if (i + 1 < rows)
        for (; j < last && j + 4 <= columns; j += 4) addTile(out, a, b, width, columns, i, j, start, end);
      for (; j < last; j += 1) {
        addDot(out, a, b, width, columns, i, j, start, end);
        if (i + 1 < rows) addDot(out, a, b, width, columns, i + 1, j, start, end);
      }
    }
  }
}

// Eight sums in registers: each number that is read serves two or four of them.
function addTile(
  out: Float64Array,
  a: Float64Array,
  b: Float64Array,
  width: number,
  columns: number,
  i: number,
  j: number,
  start: number,
  end: number,
): void {
  const [a0, a1] = [i * width, (i + 1) * width];
  const b0 = j * width;
  const b1 = b0 + width;
  const b2 = b1 + width;
  const b3 = b2 + width;
  let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let k = start; k < end; k += 1) {
    const x = a[a0 + k]!;
    const y = a[a1 + k]!;
    const p = b[b0 + k]!;
    const q = b[b1 + k]!;
    const r = b[b2 + k]!;
    const s = b[b3 + k]!;
    s00 += x * p;
    s01 += x * q;
    s02 += x * r;
    s03 += x * s;
    s10 += y * p;
    s11 += y * q;
    s12 += y * r;
    s13 += y * s;
  }
  const first = i * columns + j;
  out[first]! += s00;
  out[first + 1]! += s01;
  out[first + 2]! += s02;
  out[first + 3]! += s03;
  const second = first + columns;
  out[second]! += s10;
  out[second + 1]! += s11;
  out[second + 2]! += s12;
  out[second + 3]! += s13;
}

function addDot(
  out: Float64Array,
  a: Float64Array,
  b: Float64Array,
  width: number,
  columns: number,
  i: number,
  j: number,
  start: number,
  end: number,
): void {
  let sum = 0;
  for (let k = start; k < end; k += 1) sum += a[i * width + k]! * b[j * width + k]!;
  out[i * columns + j]! += sum;
}
