// The innermost products: one loop over whole tiles and nothing else; callers take care of the edges. Shape and unrolling were
// chosen by measurement: WebAssembly leaves an engine few vector registers, and smaller or larger tiles were slower.

/**
 * C[8, 4] = start[8, 4] + A[8, 4 quads] B[4 quads, 4]: rows of A contiguous and `aStep` bytes apart, B a panel. With a
 * `startStep` of 0 all rows start from the same values.
 */
export function tileRows(
  a: usize,
  aStep: usize,
  b: usize,
  quads: usize,
  start: usize,
  startStep: usize,
  c: usize,
  cStep: usize,
): void {
  let a0 = a;
  let a1 = a + aStep;
  let a2 = a + 2 * aStep;
  let a3 = a + 3 * aStep;
  let a4 = a + 4 * aStep;
  let a5 = a + 5 * aStep;
  let a6 = a + 6 * aStep;
  let a7 = a + 7 * aStep;
  let c0 = v128.load(start);
  let c1 = v128.load(start + startStep);
  let c2 = v128.load(start + 2 * startStep);
  let c3 = v128.load(start + 3 * startStep);
  let c4 = v128.load(start + 4 * startStep);
  let c5 = v128.load(start + 5 * startStep);
  let c6 = v128.load(start + 6 * startStep);
  let c7 = v128.load(start + 7 * startStep);
  for (let k: usize = 0; k < quads; k++) {
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
  v128.store(c, c0);
  v128.store(c + cStep, c1);
  v128.store(c + 2 * cStep, c2);
  v128.store(c + 3 * cStep, c3);
  v128.store(c + 4 * cStep, c4);
  v128.store(c + 5 * cStep, c5);
  v128.store(c + 6 * cStep, c6);
  v128.store(c + 7 * cStep, c7);
}

/** C[8, 4] += A[8, depth] B[depth, 4]: the one to three steps that `tileRows` leaves. */
export function tileRowsTail(a: usize, aStep: usize, b: usize, depth: usize, c: usize, cStep: usize): void {
  for (let r: usize = 0; r < 8; r++) {
    let sum = v128.load(c);
    for (let k: usize = 0; k < depth; k++) {
      sum = f32x4.add(sum, f32x4.mul(v128.load_splat<f32>(a + (k << 2)), v128.load(b + (k << 4))));
    }
    v128.store(c, sum);
    a += aStep;
    c += cStep;
  }
}

/** As `tileRows` for four rows and any depth. */
export function tileFourRows(
  a: usize,
  aStep: usize,
  b: usize,
  depth: usize,
  start: usize,
  startStep: usize,
  c: usize,
  cStep: usize,
): void {
  let a0 = a;
  let a1 = a + aStep;
  let a2 = a + 2 * aStep;
  let a3 = a + 3 * aStep;
  let c0 = v128.load(start);
  let c1 = v128.load(start + startStep);
  let c2 = v128.load(start + 2 * startStep);
  let c3 = v128.load(start + 3 * startStep);
  for (let k: usize = depth >> 2; k > 0; k--) {
    const b0 = v128.load(b);
    c0 = f32x4.add(c0, f32x4.mul(v128.load_splat<f32>(a0), b0));
    c1 = f32x4.add(c1, f32x4.mul(v128.load_splat<f32>(a1), b0));
    c2 = f32x4.add(c2, f32x4.mul(v128.load_splat<f32>(a2), b0));
    c3 = f32x4.add(c3, f32x4.mul(v128.load_splat<f32>(a3), b0));
    const b1 = v128.load(b, 16);
    c0 = f32x4.add(c0, f32x4.mul(v128.load_splat<f32>(a0, 4), b1));
    c1 = f32x4.add(c1, f32x4.mul(v128.load_splat<f32>(a1, 4), b1));
    c2 = f32x4.add(c2, f32x4.mul(v128.load_splat<f32>(a2, 4), b1));
    c3 = f32x4.add(c3, f32x4.mul(v128.load_splat<f32>(a3, 4), b1));
    const b2 = v128.load(b, 32);
    c0 = f32x4.add(c0, f32x4.mul(v128.load_splat<f32>(a0, 8), b2));
    c1 = f32x4.add(c1, f32x4.mul(v128.load_splat<f32>(a1, 8), b2));
    c2 = f32x4.add(c2, f32x4.mul(v128.load_splat<f32>(a2, 8), b2));
    c3 = f32x4.add(c3, f32x4.mul(v128.load_splat<f32>(a3, 8), b2));
    const b3 = v128.load(b, 48);
    c0 = f32x4.add(c0, f32x4.mul(v128.load_splat<f32>(a0, 12), b3));
    c1 = f32x4.add(c1, f32x4.mul(v128.load_splat<f32>(a1, 12), b3));
    c2 = f32x4.add(c2, f32x4.mul(v128.load_splat<f32>(a2, 12), b3));
    c3 = f32x4.add(c3, f32x4.mul(v128.load_splat<f32>(a3, 12), b3));
    b += 64;
    a0 += 16;
    a1 += 16;
    a2 += 16;
    a3 += 16;
  }
  for (let k: usize = depth & 3; k > 0; k--) {
    const b0 = v128.load(b);
    c0 = f32x4.add(c0, f32x4.mul(v128.load_splat<f32>(a0), b0));
    c1 = f32x4.add(c1, f32x4.mul(v128.load_splat<f32>(a1), b0));
    c2 = f32x4.add(c2, f32x4.mul(v128.load_splat<f32>(a2), b0));
    c3 = f32x4.add(c3, f32x4.mul(v128.load_splat<f32>(a3), b0));
    b += 16;
    a0 += 4;
    a1 += 4;
    a2 += 4;
    a3 += 4;
  }
  v128.store(c, c0);
  v128.store(c + cStep, c1);
  v128.store(c + 2 * cStep, c2);
  v128.store(c + 3 * cStep, c3);
}

/** C[1, 4] = start[1, 4] + A[1, depth] B[depth, 4]. */
export function rowTimesPanel(a: usize, b: usize, depth: usize, start: usize, c: usize): void {
  let s0 = v128.load(start);
  let s1 = f32x4.splat(0);
  let s2 = s1;
  let s3 = s1;
  for (let k: usize = depth >> 2; k > 0; k--) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load_splat<f32>(a), v128.load(b)));
    s1 = f32x4.add(s1, f32x4.mul(v128.load_splat<f32>(a, 4), v128.load(b, 16)));
    s2 = f32x4.add(s2, f32x4.mul(v128.load_splat<f32>(a, 8), v128.load(b, 32)));
    s3 = f32x4.add(s3, f32x4.mul(v128.load_splat<f32>(a, 12), v128.load(b, 48)));
    a += 16;
    b += 64;
  }
  for (let k: usize = depth & 3; k > 0; k--) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load_splat<f32>(a), v128.load(b)));
    a += 4;
    b += 16;
  }
  v128.store(c, f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
}

/** C[12, 4] = start[12, 4] + transpose(A[4 quads, 12]) B[4 quads, 4], A packed in rows of twelve, B a panel. */
export function tileColumns(
  a: usize,
  b: usize,
  quads: usize,
  start: usize,
  startStep: usize,
  c: usize,
  cStep: usize,
): void {
  let c0 = v128.load(start);
  let c1 = v128.load(start + startStep);
  let c2 = v128.load(start + 2 * startStep);
  let c3 = v128.load(start + 3 * startStep);
  let c4 = v128.load(start + 4 * startStep);
  let c5 = v128.load(start + 5 * startStep);
  let c6 = v128.load(start + 6 * startStep);
  let c7 = v128.load(start + 7 * startStep);
  let c8 = v128.load(start + 8 * startStep);
  let c9 = v128.load(start + 9 * startStep);
  let c10 = v128.load(start + 10 * startStep);
  let c11 = v128.load(start + 11 * startStep);
  for (let k: usize = 0; k < quads; k++) {
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
  v128.store(c, c0);
  v128.store(c + cStep, c1);
  v128.store(c + 2 * cStep, c2);
  v128.store(c + 3 * cStep, c3);
  v128.store(c + 4 * cStep, c4);
  v128.store(c + 5 * cStep, c5);
  v128.store(c + 6 * cStep, c6);
  v128.store(c + 7 * cStep, c7);
  v128.store(c + 8 * cStep, c8);
  v128.store(c + 9 * cStep, c9);
  v128.store(c + 10 * cStep, c10);
  v128.store(c + 11 * cStep, c11);
}

/** C[8, 4] = start[8, 4] + transpose(A[depth, 8]) B[depth, 4], A packed in rows of eight. Shuffles instead of splats: no unrolling needed. */
export function tileEightColumns(
  a: usize,
  b: usize,
  depth: usize,
  start: usize,
  startStep: usize,
  c: usize,
  cStep: usize,
): void {
  let c0 = v128.load(start);
  let c1 = v128.load(start + startStep);
  let c2 = v128.load(start + 2 * startStep);
  let c3 = v128.load(start + 3 * startStep);
  let c4 = v128.load(start + 4 * startStep);
  let c5 = v128.load(start + 5 * startStep);
  let c6 = v128.load(start + 6 * startStep);
  let c7 = v128.load(start + 7 * startStep);
  for (let k: usize = 0; k < depth; k++) {
    const b0 = v128.load(b);
    const low = v128.load(a);
    const high = v128.load(a, 16);
    c0 = f32x4.add(c0, f32x4.mul(v128.shuffle<f32>(low, low, 0, 0, 0, 0), b0));
    c1 = f32x4.add(c1, f32x4.mul(v128.shuffle<f32>(low, low, 1, 1, 1, 1), b0));
    c2 = f32x4.add(c2, f32x4.mul(v128.shuffle<f32>(low, low, 2, 2, 2, 2), b0));
    c3 = f32x4.add(c3, f32x4.mul(v128.shuffle<f32>(low, low, 3, 3, 3, 3), b0));
    c4 = f32x4.add(c4, f32x4.mul(v128.shuffle<f32>(high, high, 0, 0, 0, 0), b0));
    c5 = f32x4.add(c5, f32x4.mul(v128.shuffle<f32>(high, high, 1, 1, 1, 1), b0));
    c6 = f32x4.add(c6, f32x4.mul(v128.shuffle<f32>(high, high, 2, 2, 2, 2), b0));
    c7 = f32x4.add(c7, f32x4.mul(v128.shuffle<f32>(high, high, 3, 3, 3, 3), b0));
    a += 32;
    b += 16;
  }
  v128.store(c, c0);
  v128.store(c + cStep, c1);
  v128.store(c + 2 * cStep, c2);
  v128.store(c + 3 * cStep, c3);
  v128.store(c + 4 * cStep, c4);
  v128.store(c + 5 * cStep, c5);
  v128.store(c + 6 * cStep, c6);
  v128.store(c + 7 * cStep, c7);
}
