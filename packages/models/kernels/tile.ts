// The innermost products. V8 schedules all loads of a loop body before its arithmetic, so the number of rows, the panel
// width and the unrolling were chosen by measurement among some forty combinations: 8 by 4 unrolled four times and 12 by 4
// unrolled four times reach 50 GFLOP/s on a Zen 4 core, their neighbours (8 by 4 unrolled twice, 7 by 4) half of that.

/** Writes the first `width` lanes, added to what is there if `accumulate`. */
// @ts-ignore: decorator
@inline
function write(target: usize, sum: v128, width: usize, accumulate: bool): void {
  if (width >= 4) {
    v128.store(target, accumulate ? f32x4.add(v128.load(target), sum) : sum);
  } else {
    writePart(target, sum, width, accumulate);
  }
}

function writePart(target: usize, sum: v128, width: usize, accumulate: bool): void {
  for (let j: usize = 0; j < width; j++) {
    const value = f32x4.extract_lane(sum, 0);
    store<f32>(target, accumulate ? load<f32>(target) + value : value);
    sum = v128.shuffle<f32>(sum, sum, 1, 2, 3, 0);
    target += 4;
  }
}

/**
 * Eight rows of A, each contiguous along the depth, by one panel of B: C[rows, width] (+)= A[rows, depth] B[depth, width].
 * Rows beyond `rows` repeat the last one and are not written.
 */
export function tileRows(
  a: usize,
  aStep: usize,
  rows: usize,
  b: usize,
  depth: usize,
  c: usize,
  cStep: usize,
  width: usize,
  accumulate: bool,
): void {
  const last = rows - 1;
  let a0 = a;
  let a1 = a + min<usize>(1, last) * aStep;
  let a2 = a + min<usize>(2, last) * aStep;
  let a3 = a + min<usize>(3, last) * aStep;
  let a4 = a + min<usize>(4, last) * aStep;
  let a5 = a + min<usize>(5, last) * aStep;
  let a6 = a + min<usize>(6, last) * aStep;
  let a7 = a + min<usize>(7, last) * aStep;
  let c0 = f32x4.splat(0);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  let c4 = c0;
  let c5 = c0;
  let c6 = c0;
  let c7 = c0;
  const unrolled = b + ((depth & ~3) << 4);
  const end = b + (depth << 4);
  while (b < unrolled) {
    const b0 = v128.load(b);
    c0 = f32x4.add(c0, f32x4.mul(v128.load_splat<f32>(a0), b0));
    c1 = f32x4.add(c1, f32x4.mul(v128.load_splat<f32>(a1), b0));
    c2 = f32x4.add(c2, f32x4.mul(v128.load_splat<f32>(a2), b0));
    c3 = f32x4.add(c3, f32x4.mul(v128.load_splat<f32>(a3), b0));
    c4 = f32x4.add(c4, f32x4.mul(v128.load_splat<f32>(a4), b0));
    c5 = f32x4.add(c5, f32x4.mul(v128.load_splat<f32>(a5), b0));
    c6 = f32x4.add(c6, f32x4.mul(v128.load_splat<f32>(a6), b0));
    c7 = f32x4.add(c7, f32x4.mul(v128.load_splat<f32>(a7), b0));
    const b1 = v128.load(b, 16);
    c0 = f32x4.add(c0, f32x4.mul(v128.load_splat<f32>(a0, 4), b1));
    c1 = f32x4.add(c1, f32x4.mul(v128.load_splat<f32>(a1, 4), b1));
    c2 = f32x4.add(c2, f32x4.mul(v128.load_splat<f32>(a2, 4), b1));
    c3 = f32x4.add(c3, f32x4.mul(v128.load_splat<f32>(a3, 4), b1));
    c4 = f32x4.add(c4, f32x4.mul(v128.load_splat<f32>(a4, 4), b1));
    c5 = f32x4.add(c5, f32x4.mul(v128.load_splat<f32>(a5, 4), b1));
    c6 = f32x4.add(c6, f32x4.mul(v128.load_splat<f32>(a6, 4), b1));
    c7 = f32x4.add(c7, f32x4.mul(v128.load_splat<f32>(a7, 4), b1));
    const b2 = v128.load(b, 32);
    c0 = f32x4.add(c0, f32x4.mul(v128.load_splat<f32>(a0, 8), b2));
    c1 = f32x4.add(c1, f32x4.mul(v128.load_splat<f32>(a1, 8), b2));
    c2 = f32x4.add(c2, f32x4.mul(v128.load_splat<f32>(a2, 8), b2));
    c3 = f32x4.add(c3, f32x4.mul(v128.load_splat<f32>(a3, 8), b2));
    c4 = f32x4.add(c4, f32x4.mul(v128.load_splat<f32>(a4, 8), b2));
    c5 = f32x4.add(c5, f32x4.mul(v128.load_splat<f32>(a5, 8), b2));
    c6 = f32x4.add(c6, f32x4.mul(v128.load_splat<f32>(a6, 8), b2));
    c7 = f32x4.add(c7, f32x4.mul(v128.load_splat<f32>(a7, 8), b2));
    const b3 = v128.load(b, 48);
    c0 = f32x4.add(c0, f32x4.mul(v128.load_splat<f32>(a0, 12), b3));
    c1 = f32x4.add(c1, f32x4.mul(v128.load_splat<f32>(a1, 12), b3));
    c2 = f32x4.add(c2, f32x4.mul(v128.load_splat<f32>(a2, 12), b3));
    c3 = f32x4.add(c3, f32x4.mul(v128.load_splat<f32>(a3, 12), b3));
    c4 = f32x4.add(c4, f32x4.mul(v128.load_splat<f32>(a4, 12), b3));
    c5 = f32x4.add(c5, f32x4.mul(v128.load_splat<f32>(a5, 12), b3));
    c6 = f32x4.add(c6, f32x4.mul(v128.load_splat<f32>(a6, 12), b3));
    c7 = f32x4.add(c7, f32x4.mul(v128.load_splat<f32>(a7, 12), b3));
    b += 64;
    a0 += 16;
    a1 += 16;
    a2 += 16;
    a3 += 16;
    a4 += 16;
    a5 += 16;
    a6 += 16;
    a7 += 16;
  }
  while (b < end) {
    const b0 = v128.load(b);
    c0 = f32x4.add(c0, f32x4.mul(v128.load_splat<f32>(a0), b0));
    c1 = f32x4.add(c1, f32x4.mul(v128.load_splat<f32>(a1), b0));
    c2 = f32x4.add(c2, f32x4.mul(v128.load_splat<f32>(a2), b0));
    c3 = f32x4.add(c3, f32x4.mul(v128.load_splat<f32>(a3), b0));
    c4 = f32x4.add(c4, f32x4.mul(v128.load_splat<f32>(a4), b0));
    c5 = f32x4.add(c5, f32x4.mul(v128.load_splat<f32>(a5), b0));
    c6 = f32x4.add(c6, f32x4.mul(v128.load_splat<f32>(a6), b0));
    c7 = f32x4.add(c7, f32x4.mul(v128.load_splat<f32>(a7), b0));
    b += 16;
    a0 += 4;
    a1 += 4;
    a2 += 4;
    a3 += 4;
    a4 += 4;
    a5 += 4;
    a6 += 4;
    a7 += 4;
  }
  write(c, c0, width, accumulate);
  if (rows > 1) write((c += cStep), c1, width, accumulate);
  if (rows > 2) write((c += cStep), c2, width, accumulate);
  if (rows > 3) write((c += cStep), c3, width, accumulate);
  if (rows > 4) write((c += cStep), c4, width, accumulate);
  if (rows > 5) write((c += cStep), c5, width, accumulate);
  if (rows > 6) write((c += cStep), c6, width, accumulate);
  if (rows > 7) write((c += cStep), c7, width, accumulate);
}

/**
 * Twelve columns of A, packed [depth][12], by one panel of B: C[rows, width] (+)= transpose(A[depth, rows]) B[depth, width].
 */
export function tileColumns(
  a: usize,
  rows: usize,
  b: usize,
  depth: usize,
  c: usize,
  cStep: usize,
  width: usize,
  accumulate: bool,
): void {
  let c0 = f32x4.splat(0);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  let c4 = c0;
  let c5 = c0;
  let c6 = c0;
  let c7 = c0;
  let c8 = c0;
  let c9 = c0;
  let c10 = c0;
  let c11 = c0;
  const unrolled = b + ((depth & ~3) << 4);
  const end = b + (depth << 4);
  while (b < unrolled) {
    const b0 = v128.load(b);
    c0 = f32x4.add(c0, f32x4.mul(v128.load_splat<f32>(a), b0));
    c1 = f32x4.add(c1, f32x4.mul(v128.load_splat<f32>(a, 4), b0));
    c2 = f32x4.add(c2, f32x4.mul(v128.load_splat<f32>(a, 8), b0));
    c3 = f32x4.add(c3, f32x4.mul(v128.load_splat<f32>(a, 12), b0));
    c4 = f32x4.add(c4, f32x4.mul(v128.load_splat<f32>(a, 16), b0));
    c5 = f32x4.add(c5, f32x4.mul(v128.load_splat<f32>(a, 20), b0));
    c6 = f32x4.add(c6, f32x4.mul(v128.load_splat<f32>(a, 24), b0));
    c7 = f32x4.add(c7, f32x4.mul(v128.load_splat<f32>(a, 28), b0));
    c8 = f32x4.add(c8, f32x4.mul(v128.load_splat<f32>(a, 32), b0));
    c9 = f32x4.add(c9, f32x4.mul(v128.load_splat<f32>(a, 36), b0));
    c10 = f32x4.add(c10, f32x4.mul(v128.load_splat<f32>(a, 40), b0));
    c11 = f32x4.add(c11, f32x4.mul(v128.load_splat<f32>(a, 44), b0));
    const b1 = v128.load(b, 16);
    c0 = f32x4.add(c0, f32x4.mul(v128.load_splat<f32>(a, 48), b1));
    c1 = f32x4.add(c1, f32x4.mul(v128.load_splat<f32>(a, 52), b1));
    c2 = f32x4.add(c2, f32x4.mul(v128.load_splat<f32>(a, 56), b1));
    c3 = f32x4.add(c3, f32x4.mul(v128.load_splat<f32>(a, 60), b1));
    c4 = f32x4.add(c4, f32x4.mul(v128.load_splat<f32>(a, 64), b1));
    c5 = f32x4.add(c5, f32x4.mul(v128.load_splat<f32>(a, 68), b1));
    c6 = f32x4.add(c6, f32x4.mul(v128.load_splat<f32>(a, 72), b1));
    c7 = f32x4.add(c7, f32x4.mul(v128.load_splat<f32>(a, 76), b1));
    c8 = f32x4.add(c8, f32x4.mul(v128.load_splat<f32>(a, 80), b1));
    c9 = f32x4.add(c9, f32x4.mul(v128.load_splat<f32>(a, 84), b1));
    c10 = f32x4.add(c10, f32x4.mul(v128.load_splat<f32>(a, 88), b1));
    c11 = f32x4.add(c11, f32x4.mul(v128.load_splat<f32>(a, 92), b1));
    const b2 = v128.load(b, 32);
    c0 = f32x4.add(c0, f32x4.mul(v128.load_splat<f32>(a, 96), b2));
    c1 = f32x4.add(c1, f32x4.mul(v128.load_splat<f32>(a, 100), b2));
    c2 = f32x4.add(c2, f32x4.mul(v128.load_splat<f32>(a, 104), b2));
    c3 = f32x4.add(c3, f32x4.mul(v128.load_splat<f32>(a, 108), b2));
    c4 = f32x4.add(c4, f32x4.mul(v128.load_splat<f32>(a, 112), b2));
    c5 = f32x4.add(c5, f32x4.mul(v128.load_splat<f32>(a, 116), b2));
    c6 = f32x4.add(c6, f32x4.mul(v128.load_splat<f32>(a, 120), b2));
    c7 = f32x4.add(c7, f32x4.mul(v128.load_splat<f32>(a, 124), b2));
    c8 = f32x4.add(c8, f32x4.mul(v128.load_splat<f32>(a, 128), b2));
    c9 = f32x4.add(c9, f32x4.mul(v128.load_splat<f32>(a, 132), b2));
    c10 = f32x4.add(c10, f32x4.mul(v128.load_splat<f32>(a, 136), b2));
    c11 = f32x4.add(c11, f32x4.mul(v128.load_splat<f32>(a, 140), b2));
    const b3 = v128.load(b, 48);
    c0 = f32x4.add(c0, f32x4.mul(v128.load_splat<f32>(a, 144), b3));
    c1 = f32x4.add(c1, f32x4.mul(v128.load_splat<f32>(a, 148), b3));
    c2 = f32x4.add(c2, f32x4.mul(v128.load_splat<f32>(a, 152), b3));
    c3 = f32x4.add(c3, f32x4.mul(v128.load_splat<f32>(a, 156), b3));
    c4 = f32x4.add(c4, f32x4.mul(v128.load_splat<f32>(a, 160), b3));
    c5 = f32x4.add(c5, f32x4.mul(v128.load_splat<f32>(a, 164), b3));
    c6 = f32x4.add(c6, f32x4.mul(v128.load_splat<f32>(a, 168), b3));
    c7 = f32x4.add(c7, f32x4.mul(v128.load_splat<f32>(a, 172), b3));
    c8 = f32x4.add(c8, f32x4.mul(v128.load_splat<f32>(a, 176), b3));
    c9 = f32x4.add(c9, f32x4.mul(v128.load_splat<f32>(a, 180), b3));
    c10 = f32x4.add(c10, f32x4.mul(v128.load_splat<f32>(a, 184), b3));
    c11 = f32x4.add(c11, f32x4.mul(v128.load_splat<f32>(a, 188), b3));
    a += 192;
    b += 64;
  }
  while (b < end) {
    const b0 = v128.load(b);
    c0 = f32x4.add(c0, f32x4.mul(v128.load_splat<f32>(a), b0));
    c1 = f32x4.add(c1, f32x4.mul(v128.load_splat<f32>(a, 4), b0));
    c2 = f32x4.add(c2, f32x4.mul(v128.load_splat<f32>(a, 8), b0));
    c3 = f32x4.add(c3, f32x4.mul(v128.load_splat<f32>(a, 12), b0));
    c4 = f32x4.add(c4, f32x4.mul(v128.load_splat<f32>(a, 16), b0));
    c5 = f32x4.add(c5, f32x4.mul(v128.load_splat<f32>(a, 20), b0));
    c6 = f32x4.add(c6, f32x4.mul(v128.load_splat<f32>(a, 24), b0));
    c7 = f32x4.add(c7, f32x4.mul(v128.load_splat<f32>(a, 28), b0));
    c8 = f32x4.add(c8, f32x4.mul(v128.load_splat<f32>(a, 32), b0));
    c9 = f32x4.add(c9, f32x4.mul(v128.load_splat<f32>(a, 36), b0));
    c10 = f32x4.add(c10, f32x4.mul(v128.load_splat<f32>(a, 40), b0));
    c11 = f32x4.add(c11, f32x4.mul(v128.load_splat<f32>(a, 44), b0));
    a += 48;
    b += 16;
  }
  write(c, c0, width, accumulate);
  if (rows > 1) write((c += cStep), c1, width, accumulate);
  if (rows > 2) write((c += cStep), c2, width, accumulate);
  if (rows > 3) write((c += cStep), c3, width, accumulate);
  if (rows > 4) write((c += cStep), c4, width, accumulate);
  if (rows > 5) write((c += cStep), c5, width, accumulate);
  if (rows > 6) write((c += cStep), c6, width, accumulate);
  if (rows > 7) write((c += cStep), c7, width, accumulate);
  if (rows > 8) write((c += cStep), c8, width, accumulate);
  if (rows > 9) write((c += cStep), c9, width, accumulate);
  if (rows > 10) write((c += cStep), c10, width, accumulate);
  if (rows > 11) write((c += cStep), c11, width, accumulate);
}

/** As `tileColumns` for eight columns, packed [depth][8]; the shuffles keep the loop small. */
export function tileEightColumns(
  a: usize,
  rows: usize,
  b: usize,
  depth: usize,
  c: usize,
  cStep: usize,
  width: usize,
  accumulate: bool,
): void {
  let c0 = f32x4.splat(0);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  let c4 = c0;
  let c5 = c0;
  let c6 = c0;
  let c7 = c0;
  const end = b + (depth << 4);
  while (b < end) {
    const b0 = v128.load(b);
    const low = v128.load(a);
    c0 = f32x4.add(c0, f32x4.mul(v128.shuffle<f32>(low, low, 0, 0, 0, 0), b0));
    c1 = f32x4.add(c1, f32x4.mul(v128.shuffle<f32>(low, low, 1, 1, 1, 1), b0));
    c2 = f32x4.add(c2, f32x4.mul(v128.shuffle<f32>(low, low, 2, 2, 2, 2), b0));
    c3 = f32x4.add(c3, f32x4.mul(v128.shuffle<f32>(low, low, 3, 3, 3, 3), b0));
    const high = v128.load(a, 16);
    c4 = f32x4.add(c4, f32x4.mul(v128.shuffle<f32>(high, high, 0, 0, 0, 0), b0));
    c5 = f32x4.add(c5, f32x4.mul(v128.shuffle<f32>(high, high, 1, 1, 1, 1), b0));
    c6 = f32x4.add(c6, f32x4.mul(v128.shuffle<f32>(high, high, 2, 2, 2, 2), b0));
    c7 = f32x4.add(c7, f32x4.mul(v128.shuffle<f32>(high, high, 3, 3, 3, 3), b0));
    a += 32;
    b += 16;
  }
  write(c, c0, width, accumulate);
  if (rows > 1) write((c += cStep), c1, width, accumulate);
  if (rows > 2) write((c += cStep), c2, width, accumulate);
  if (rows > 3) write((c += cStep), c3, width, accumulate);
  if (rows > 4) write((c += cStep), c4, width, accumulate);
  if (rows > 5) write((c += cStep), c5, width, accumulate);
  if (rows > 6) write((c += cStep), c6, width, accumulate);
  if (rows > 7) write((c += cStep), c7, width, accumulate);
}
