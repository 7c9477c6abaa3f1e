const BLOCK: usize = 64;

// @ts-ignore: decorator
@inline
function low(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

// @ts-ignore: decorator
@inline
function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3));
}

function sumRun(x: usize, count: usize): f64 {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let i: usize = 0;
  for (; i + 8 <= count; i += 8) {
    const u = v128.load(x);
    const v = v128.load(x, 16);
    s0 = f64x2.add(s0, low(u));
    s1 = f64x2.add(s1, high(u));
    s2 = f64x2.add(s2, low(v));
    s3 = f64x2.add(s3, high(v));
    x += 32;
  }
  s0 = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  let total = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  for (; i < count; i++) {
    total += <f64>load<f32>(x);
    x += 4;
  }
  return total;
}

/**
 * Sums of columns and of products of columns, in double precision: s1[c] = sum of x[r, c], s2[c] = sum of x[r, c] y[r, c].
 * With `y` 0 only s1. Rows are walked in blocks, so that wide matrices are read from memory once.
 */
export function columnSums(x: usize, y: usize, rows: usize, columns: usize, s1: usize, s2: usize): void {
  memory.fill(s1, 0, columns << 3);
  if (y) memory.fill(s2, 0, columns << 3);
  const step = columns << 2;
  for (let r0: usize = 0; r0 < rows; r0 += BLOCK) {
    const block = min<usize>(BLOCK, rows - r0);
    const base = r0 * step;
    let c: usize = 0;
    if (!y) {
      // Two vectors of a row at a time, as an addition waits for the one of the row before.
      for (; c + 8 <= columns; c += 8) {
        let p = x + base + (c << 2);
        const t = s1 + (c << 3);
        let a0 = v128.load(t);
        let a1 = v128.load(t, 16);
        let a2 = v128.load(t, 32);
        let a3 = v128.load(t, 48);
        for (let r: usize = 0; r < block; r++) {
          const u = v128.load(p);
          const v = v128.load(p, 16);
          a0 = f64x2.add(a0, low(u));
          a1 = f64x2.add(a1, high(u));
          a2 = f64x2.add(a2, low(v));
          a3 = f64x2.add(a3, high(v));
          p += step;
        }
        v128.store(t, a0);
        v128.store(t, a1, 16);
        v128.store(t, a2, 32);
        v128.store(t, a3, 48);
      }
    }
    for (; c + 4 <= columns; c += 4) {
      let p = x + base + (c << 2);
      const t = s1 + (c << 3);
      let a0 = v128.load(t);
      let a1 = v128.load(t, 16);
      if (y) {
        let q = y + base + (c << 2);
        const w = s2 + (c << 3);
        let b0 = v128.load(w);
        let b1 = v128.load(w, 16);
        for (let r: usize = 0; r < block; r++) {
          const u = v128.load(p);
          const v = v128.load(q);
          const ul = low(u);
          const uh = high(u);
          a0 = f64x2.add(a0, ul);
          a1 = f64x2.add(a1, uh);
          b0 = f64x2.add(b0, f64x2.mul(ul, low(v)));
          b1 = f64x2.add(b1, f64x2.mul(uh, high(v)));
          p += step;
          q += step;
        }
        v128.store(w, b0);
        v128.store(w, b1, 16);
      } else {
        for (let r: usize = 0; r < block; r++) {
          const u = v128.load(p);
          a0 = f64x2.add(a0, low(u));
          a1 = f64x2.add(a1, high(u));
          p += step;
        }
      }
      v128.store(t, a0);
      v128.store(t, a1, 16);
    }
    for (; c < columns; c++) {
      let p = x + base + (c << 2);
      let a = load<f64>(s1 + (c << 3));
      let b: f64 = 0;
      for (let r: usize = 0; r < block; r++) {
        const u = <f64>load<f32>(p);
        a += u;
        if (y) b += u * <f64>load<f32>(y + (p - x));
        p += step;
      }
      store<f64>(s1 + (c << 3), a);
      if (y) store<f64>(s2 + (c << 3), load<f64>(s2 + (c << 3)) + b);
    }
  }
}

/** out[o, i] = sum over r of x[o, r, i], divided by `divisor`; sums in double precision. `work`: 8 `inner` bytes. */
export function sum(
  x: usize,
  outer: usize,
  count: usize,
  inner: usize,
  divisor: f64,
  out: usize,
  work: usize,
): void {
  for (let o: usize = 0; o < outer; o++) {
    if (inner == 1) {
      store<f32>(out, <f32>(sumRun(x, count) / divisor));
    } else {
      columnSums(x, 0, count, inner, work, 0);
      for (let i: usize = 0; i < inner; i++) store<f32>(out + (i << 2), <f32>(load<f64>(work + (i << 3)) / divisor));
    }
    x += (count * inner) << 2;
    out += inner << 2;
  }
}

/** Gradient of `sum`: out[o, r, i] = factor y[o, i] for every r. */
export function spread(y: usize, outer: usize, count: usize, inner: usize, factor: f32, out: usize): void {
  const scale = f32x4.splat(factor);
  const whole = (inner & ~3) << 2;
  const step = inner << 2;
  for (let o: usize = 0; o < outer; o++) {
    if (inner == 1) {
      const value = load<f32>(y) * factor;
      const four = f32x4.splat(value);
      const vectors = out + ((count & ~3) << 2);
      const end = out + (count << 2);
      for (; out < vectors; out += 16) v128.store(out, four);
      for (; out < end; out += 4) store<f32>(out, value);
    } else {
      for (let r: usize = 0; r < count; r++) {
        for (let j: usize = 0; j < whole; j += 16) v128.store(out + j, f32x4.mul(v128.load(y + j), scale));
        for (let j = whole; j < step; j += 4) store<f32>(out + j, load<f32>(y + j) * factor);
        out += step;
      }
    }
    y += step;
  }
}

/** Adds row i of `x` to row segments[i] of `out`, which the caller has cleared. Segments out of range are left out. */
export function segmentSum(x: usize, segments: usize, rows: usize, columns: usize, groups: i32, out: usize): void {
  for (let r: usize = 0; r < rows; r++) {
    const group = load<i32>(segments + (r << 2));
    if (group < 0 || group >= groups) continue;
    const target = out + ((<usize>group * columns) << 2);
    const source = x + ((r * columns) << 2);
    for (let c: usize = 0; c < columns; c++) {
      store<f32>(target + (c << 2), load<f32>(target + (c << 2)) + load<f32>(source + (c << 2)));
    }
  }
}
