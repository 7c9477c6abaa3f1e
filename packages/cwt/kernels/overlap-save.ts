/**
 * Overlap-save convolution of a real signal with pairs of real filters, on 128-bit vectors.
 *
 * One complex transform serves two filters: the inverse transform of X (H1 + i H2) is y1 + i y2, for real y1 and y2.
 *
 * A transform of `size` points is LANES independent transforms of `rows = size / LANES` points, one in each lane, and one pass
 * that joins the lanes. So no butterfly but those of that pass moves numbers between lanes. A spectrum is `rows` entries of one
 * vector of real parts and one of imaginary parts. It stays in the order that the forward passes leave, since the
 * product of two spectra asks for no other; the inverse passes start from it, and nothing is ever permuted.
 *
 * Tables of one size, made by the host: first, for every LANES rows n, n + 1, ..., for l = 1 to LANES - 1, a vector of
 * cos(2 pi l n / size) and a vector of the sines; then for each span of the radix-4 passes, for each k below the span,
 * the cosine and sine of 2 pi l k / (4 span) for l = 1, 2, 3.
 *
 * Conditions such as `if (p1)` on an address are always true. V8 moves the loads of a stretch without branches above all of
 * its arithmetic; those of a butterfly and its results are more than its 15 vector registers, and for each that is missing
 * it stores a value and loads it again. One store a cycle was then what bounded the passes; now it is two additions a cycle.
 * A branch keeps the arithmetic of a few loads together with them.
 */
import {
  SHIFT,
  VECTOR,
  add,
  constant,
  differenceOfProducts,
  highHalves,
  interleaveHigh,
  interleaveLow,
  lowHalves,
  mul,
  splat0,
  splat1,
  splat2,
  splat3,
  splat4,
  splat5,
  sub,
  sumOfProducts,
  zero,
} from "./vector";

/** Bytes of one entry of a spectrum: a vector of real parts, a vector of imaginary parts. */
const ENTRY: usize = 2 * VECTOR;

/** Entries on which several passes run before the next part is touched: 32 KB, what the first-level cache holds. */
const CHUNK: i32 = 1024;

/** Bytes of the three twiddles of one radix-4 butterfly. */
const TWIDDLES: usize = 6 << SHIFT;

/** Bytes of the twiddles that join the lanes of one group of LANES rows. */
const JOIN: usize = 2 * (LANES - 1) * VECTOR;

// @ts-ignore: decorator
@inline
function isOddPower(rows: i32): bool {
  return (ctz(rows) & 1) == 1;
}

/** Twiddles of the radix-4 pass of a span; `firstSpan` is the span of the first such pass. */
// @ts-ignore: decorator
@inline
function twiddlesOf(tables: usize, rows: i32, firstSpan: i32, span: i32): usize {
  return tables + (<usize>rows / LANES) * JOIN + (<usize>((span - firstSpan) / 3)) * TWIDDLES;
}

/**
 * Spectrum of `size` numbers re + i im, decimated in frequency.
 *
 * @param re - Address of the real parts.
 * @param im - Address of the imaginary parts, 0 if they are all zero.
 * @param out - Address of the spectrum.
 * @param tables - Address of the tables of this size.
 * @param size - A power of two, at least 8 * LANES.
 */
export function forward(re: usize, im: usize, out: usize, tables: usize, size: i32): void {
  const rows = size / LANES;
  if (LANES == 4) splitFour(re, im, out, tables, rows);
  else splitTwo(re, im, out, tables, rows);
  const firstSpan = isOddPower(rows) ? 2 : 4;
  for (let span = rows >> 2; span >= firstSpan; span >>= 2) {
    forwardPass(out, rows, span, twiddlesOf(tables, rows, firstSpan, span));
  }
  if (isOddPower(rows)) forwardPairs(out, rows);
  else forwardQuads(out, rows);
}

/** Spectra of `count` blocks of a real signal; each begins `hop` samples after the one before. */
export function forwardBlocks(signal: usize, out: usize, tables: usize, size: i32, hop: i32, count: i32): void {
  for (let block = 0; block < count; block++) {
    forward(signal, 0, out, tables, size);
    signal += <usize>hop << SHIFT;
    out += <usize>size << (SHIFT + 1);
  }
}

/** First pass in float32: joins four quarters of the input, four rows at a time, and deals them to the lanes. */
function splitFour(re: usize, im: usize, out: usize, tables: usize, rows: i32): void {
  const quarter = <usize>rows << SHIFT;
  const end = re + quarter;
  while (re < end) {
    let r0 = v128.load(re);
    let r1 = v128.load(re + quarter);
    let r2 = v128.load(re + 2 * quarter);
    let r3 = v128.load(re + 3 * quarter);
    let i0 = zero();
    let i1 = zero();
    let i2 = zero();
    let i3 = zero();
    if (im) {
      i0 = v128.load(im);
      i1 = v128.load(im + quarter);
      i2 = v128.load(im + 2 * quarter);
      i3 = v128.load(im + 3 * quarter);
      im += VECTOR;
    }
    const ar = add(r0, r2);
    const ai = add(i0, i2);
    const br = sub(r0, r2);
    const bi = sub(i0, i2);
    const cr = add(r1, r3);
    const ci = add(i1, i3);
    const dr = sub(r1, r3);
    const di = sub(i1, i3);
    r0 = add(ar, cr);
    i0 = add(ai, ci);
    let x = add(br, di);
    let y = sub(bi, dr);
    let c = v128.load(tables);
    let s = v128.load(tables, VECTOR);
    r1 = sumOfProducts(x, c, y, s);
    i1 = differenceOfProducts(y, c, x, s);
    x = sub(ar, cr);
    y = sub(ai, ci);
    c = v128.load(tables, 2 * VECTOR);
    s = v128.load(tables, 3 * VECTOR);
    r2 = sumOfProducts(x, c, y, s);
    i2 = differenceOfProducts(y, c, x, s);
    x = sub(br, di);
    y = add(bi, dr);
    c = v128.load(tables, 4 * VECTOR);
    s = v128.load(tables, 5 * VECTOR);
    r3 = sumOfProducts(x, c, y, s);
    i3 = differenceOfProducts(y, c, x, s);
    storeColumns(out, r0, r1, r2, r3);
    storeColumns(out + VECTOR, i0, i1, i2, i3);
    re += VECTOR;
    tables += JOIN;
    out += 4 * ENTRY;
  }
}

/** Stores the columns of a matrix of four rows, one in each of four entries. */
// @ts-ignore: decorator
@inline
function storeColumns(out: usize, r0: v128, r1: v128, r2: v128, r3: v128): void {
  let low = interleaveLow(r0, r1);
  let high = interleaveLow(r2, r3);
  v128.store(out, lowHalves(low, high));
  v128.store(out, highHalves(low, high), ENTRY);
  low = interleaveHigh(r0, r1);
  high = interleaveHigh(r2, r3);
  v128.store(out, lowHalves(low, high), 2 * ENTRY);
  v128.store(out, highHalves(low, high), 3 * ENTRY);
}

/** First pass in float64: joins two halves of the input, two rows at a time, and deals them to the lanes. */
function splitTwo(re: usize, im: usize, out: usize, tables: usize, rows: i32): void {
  const half = <usize>rows << SHIFT;
  const end = re + half;
  while (re < end) {
    const r0 = v128.load(re);
    const r1 = v128.load(re + half);
    let i0 = zero();
    let i1 = zero();
    if (im) {
      i0 = v128.load(im);
      i1 = v128.load(im + half);
      im += VECTOR;
    }
    const x = sub(r0, r1);
    const y = sub(i0, i1);
    const c = v128.load(tables);
    const s = v128.load(tables, VECTOR);
    const sumRe = add(r0, r1);
    const sumIm = add(i0, i1);
    const turnedRe = sumOfProducts(x, c, y, s);
    const turnedIm = differenceOfProducts(y, c, x, s);
    v128.store(out, lowHalves(sumRe, turnedRe));
    v128.store(out, lowHalves(sumIm, turnedIm), VECTOR);
    v128.store(out, highHalves(sumRe, turnedRe), ENTRY);
    v128.store(out, highHalves(sumIm, turnedIm), ENTRY + VECTOR);
    re += VECTOR;
    tables += JOIN;
    out += 2 * ENTRY;
  }
}

/** Radix-4 pass in place: butterflies, then the conjugate twiddles. */
function forwardPass(data: usize, rows: i32, span: i32, twiddles: usize): void {
  const step = <usize>span * ENTRY;
  const end = data + <usize>rows * ENTRY;
  for (let group = data; group < end; group += 4 * step) {
    let p0 = group;
    let p1 = p0 + step;
    let p2 = p1 + step;
    let p3 = p2 + step;
    let w = twiddles;
    const stop = p1;
    while (p0 < stop) {
      let ar = zero();
      let br = zero();
      let cr = zero();
      let dr = zero();
      if (p0) {
        const r0 = v128.load(p0);
        const r2 = v128.load(p2);
        const r1 = v128.load(p1);
        const r3 = v128.load(p3);
        ar = add(r0, r2);
        br = sub(r0, r2);
        cr = add(r1, r3);
        dr = sub(r1, r3);
      }
      let ai = zero();
      let bi = zero();
      let ci = zero();
      let di = zero();
      if (p1) {
        const i0 = v128.load(p0, VECTOR);
        const i2 = v128.load(p2, VECTOR);
        const i1 = v128.load(p1, VECTOR);
        const i3 = v128.load(p3, VECTOR);
        ai = add(i0, i2);
        bi = sub(i0, i2);
        ci = add(i1, i3);
        di = sub(i1, i3);
      }
      v128.store(p0, add(ar, cr));
      v128.store(p0, add(ai, ci), VECTOR);
      storeTurnedBack(p1, add(br, di), sub(bi, dr), splat0(w), splat1(w));
      storeTurnedBack(p2, sub(ar, cr), sub(ai, ci), splat2(w), splat3(w));
      storeTurnedBack(p3, sub(br, di), add(bi, dr), splat4(w), splat5(w));
      p0 += ENTRY;
      p1 += ENTRY;
      p2 += ENTRY;
      p3 += ENTRY;
      w += TWIDDLES;
    }
  }
}

/** Stores (x + i y) (c - i s). */
// @ts-ignore: decorator
@inline
function storeTurnedBack(address: usize, x: v128, y: v128, c: v128, s: v128): void {
  v128.store(address, sumOfProducts(x, c, y, s));
  v128.store(address, differenceOfProducts(y, c, x, s), VECTOR);
}

/** Last forward pass if the number of rows is an even power of two: butterflies of four neighbours. */
function forwardQuads(data: usize, rows: i32): void {
  const end = data + <usize>rows * ENTRY;
  while (data < end) {
    const r0 = v128.load(data);
    const i0 = v128.load(data, VECTOR);
    const r1 = v128.load(data, ENTRY);
    const i1 = v128.load(data, ENTRY + VECTOR);
    const r2 = v128.load(data, 2 * ENTRY);
    const i2 = v128.load(data, 2 * ENTRY + VECTOR);
    const r3 = v128.load(data, 3 * ENTRY);
    const i3 = v128.load(data, 3 * ENTRY + VECTOR);
    const ar = add(r0, r2);
    const ai = add(i0, i2);
    const br = sub(r0, r2);
    const bi = sub(i0, i2);
    const cr = add(r1, r3);
    const ci = add(i1, i3);
    const dr = sub(r1, r3);
    const di = sub(i1, i3);
    v128.store(data, add(ar, cr));
    v128.store(data, add(ai, ci), VECTOR);
    v128.store(data, add(br, di), ENTRY);
    v128.store(data, sub(bi, dr), ENTRY + VECTOR);
    v128.store(data, sub(ar, cr), 2 * ENTRY);
    v128.store(data, sub(ai, ci), 2 * ENTRY + VECTOR);
    v128.store(data, sub(br, di), 3 * ENTRY);
    v128.store(data, add(bi, dr), 3 * ENTRY + VECTOR);
    data += 4 * ENTRY;
  }
}

/** Last forward pass if the number of rows is an odd power of two: butterflies of two neighbours. */
function forwardPairs(data: usize, rows: i32): void {
  const end = data + <usize>rows * ENTRY;
  while (data < end) {
    const r0 = v128.load(data);
    const i0 = v128.load(data, VECTOR);
    const r1 = v128.load(data, ENTRY);
    const i1 = v128.load(data, ENTRY + VECTOR);
    v128.store(data, add(r0, r1));
    v128.store(data, add(i0, i1), VECTOR);
    v128.store(data, sub(r0, r1), ENTRY);
    v128.store(data, sub(i0, i1), ENTRY + VECTOR);
    data += 2 * ENTRY;
  }
}

/**
 * Product of two spectra, transformed back, not divided by the size: real parts to one row, imaginary parts to another.
 * Of the `size` values those from `low` up to, not including, `high` are stored.
 *
 * @param signal - Address of the signal's spectrum.
 * @param filter - Address of the spectrum of the pair of filters.
 * @param work - Address of `size` complex numbers to work in.
 * @param tables - Address of the tables of this size.
 * @param size - A power of two, at least 8 * LANES.
 * @param outA - Address for real part number `low`.
 * @param outB - Address for imaginary part number `low`.
 * @param low - First value wanted, a multiple of LANES.
 * @param high - End of the values wanted, a multiple of LANES.
 */
export function inverse(
  signal: usize,
  filter: usize,
  work: usize,
  tables: usize,
  size: i32,
  outA: usize,
  outB: usize,
  low: i32,
  high: i32,
): void {
  const rows = size / LANES;
  const firstSpan = isOddPower(rows) ? 2 : 4;
  const done = isOddPower(rows) ? 8 : 4;
  let chunk = rows;
  while (chunk > CHUNK) chunk >>= 2;
  const bytes = <usize>chunk * ENTRY;
  const end = work + <usize>rows * ENTRY;
  for (let part = work; part < end; part += bytes) {
    if (isOddPower(rows)) productOctets(signal, filter, part, chunk);
    else productQuads(signal, filter, part, chunk);
    for (let span = done; span < chunk; span <<= 2) {
      inversePass(part, chunk, span, twiddlesOf(tables, rows, firstSpan, span));
    }
    signal += bytes;
    filter += bytes;
  }
  for (let span = chunk; span < rows; span <<= 2) {
    inversePass(work, rows, span, twiddlesOf(tables, rows, firstSpan, span));
  }
  const a = outA - (<usize>low << SHIFT);
  const b = outB - (<usize>low << SHIFT);
  joinBetween(work, tables, rows, a, b, low, high);
}

/** The inverse of `count` blocks by one pair of filters; their rows stand one after another. */
export function inverseBlocks(
  signal: usize,
  filter: usize,
  work: usize,
  tables: usize,
  size: i32,
  outA: usize,
  outB: usize,
  low: i32,
  high: i32,
  count: i32,
): void {
  const hop = <usize>(high - low) << SHIFT;
  for (let block = 0; block < count; block++) {
    inverse(signal, filter, work, tables, size, outA, outB, low, high);
    signal += <usize>size << (SHIFT + 1);
    outA += hop;
    outB += hop;
  }
}

/** Product of two spectra and butterflies of four neighbours. */
function productQuads(x: usize, h: usize, out: usize, rows: i32): void {
  const end = out + <usize>rows * ENTRY;
  while (out < end) {
    let r0 = zero();
    let i0 = zero();
    if (x) {
      const xr = v128.load(x);
      const xi = v128.load(x, VECTOR);
      const hr = v128.load(h);
      const hi = v128.load(h, VECTOR);
      r0 = differenceOfProducts(xr, hr, xi, hi);
      i0 = sumOfProducts(xr, hi, xi, hr);
    }
    let r2 = zero();
    let i2 = zero();
    if (h) {
      const xr = v128.load(x, 2 * ENTRY);
      const xi = v128.load(x, 2 * ENTRY + VECTOR);
      const hr = v128.load(h, 2 * ENTRY);
      const hi = v128.load(h, 2 * ENTRY + VECTOR);
      r2 = differenceOfProducts(xr, hr, xi, hi);
      i2 = sumOfProducts(xr, hi, xi, hr);
    }
    let r1 = zero();
    let i1 = zero();
    if (out) {
      const xr = v128.load(x, ENTRY);
      const xi = v128.load(x, ENTRY + VECTOR);
      const hr = v128.load(h, ENTRY);
      const hi = v128.load(h, ENTRY + VECTOR);
      r1 = differenceOfProducts(xr, hr, xi, hi);
      i1 = sumOfProducts(xr, hi, xi, hr);
    }
    let r3 = zero();
    let i3 = zero();
    if (end) {
      const xr = v128.load(x, 3 * ENTRY);
      const xi = v128.load(x, 3 * ENTRY + VECTOR);
      const hr = v128.load(h, 3 * ENTRY);
      const hi = v128.load(h, 3 * ENTRY + VECTOR);
      r3 = differenceOfProducts(xr, hr, xi, hi);
      i3 = sumOfProducts(xr, hi, xi, hr);
    }
    const ar = add(r0, r2);
    const br = sub(r0, r2);
    const ai = add(i0, i2);
    const bi = sub(i0, i2);
    storeButterfly(out, out + ENTRY, out + 2 * ENTRY, out + 3 * ENTRY, ar, br, ai, bi, r1, i1, r3, i3);
    x += 4 * ENTRY;
    h += 4 * ENTRY;
    out += 4 * ENTRY;
  }
}

/** Product of two spectra and butterflies of eight neighbours: those of two, then those of four, whose twiddles are known. */
function productOctets(x: usize, h: usize, out: usize, rows: i32): void {
  const end = out + <usize>rows * ENTRY;
  const root = constant(Math.SQRT1_2);
  const minusRoot = constant(-Math.SQRT1_2);
  while (out < end) {
    productPair(x, h, out);
    productPair(x + 2 * ENTRY, h + 2 * ENTRY, out + 2 * ENTRY);
    productPair(x + 4 * ENTRY, h + 4 * ENTRY, out + 4 * ENTRY);
    productPair(x + 6 * ENTRY, h + 6 * ENTRY, out + 6 * ENTRY);
    butterfly(out, out + 2 * ENTRY, out + 4 * ENTRY, out + 6 * ENTRY);
    turnedButterfly(out + ENTRY, out + 3 * ENTRY, out + 5 * ENTRY, out + 7 * ENTRY, root, minusRoot);
    x += 8 * ENTRY;
    h += 8 * ENTRY;
    out += 8 * ENTRY;
  }
}

/** Products of two entries, and the butterfly of two. */
// @ts-ignore: decorator
@inline
function productPair(x: usize, h: usize, out: usize): void {
  let xr = v128.load(x);
  let xi = v128.load(x, VECTOR);
  let hr = v128.load(h);
  let hi = v128.load(h, VECTOR);
  const r0 = differenceOfProducts(xr, hr, xi, hi);
  const i0 = sumOfProducts(xr, hi, xi, hr);
  xr = v128.load(x, ENTRY);
  xi = v128.load(x, ENTRY + VECTOR);
  hr = v128.load(h, ENTRY);
  hi = v128.load(h, ENTRY + VECTOR);
  const r1 = differenceOfProducts(xr, hr, xi, hi);
  const i1 = sumOfProducts(xr, hi, xi, hr);
  v128.store(out, add(r0, r1));
  v128.store(out, add(i0, i1), VECTOR);
  v128.store(out, sub(r0, r1), ENTRY);
  v128.store(out, sub(i0, i1), ENTRY + VECTOR);
}

/**
 * Radix-4 pass in place: twiddles, then butterflies. The first of each group has none, which halves the arithmetic of the
 * shortest span.
 */
function inversePass(data: usize, rows: i32, span: i32, twiddles: usize): void {
  const step = <usize>span * ENTRY;
  const end = data + <usize>rows * ENTRY;
  for (let group = data; group < end; group += 4 * step) {
    let p0 = group;
    let p1 = p0 + step;
    let p2 = p1 + step;
    let p3 = p2 + step;
    let w = twiddles;
    const stop = p1;
    butterfly(p0, p1, p2, p3);
    p0 += ENTRY;
    p1 += ENTRY;
    p2 += ENTRY;
    p3 += ENTRY;
    w += TWIDDLES;
    while (p0 < stop) {
      let r2 = zero();
      let i2 = zero();
      if (p2) {
        const x = v128.load(p2);
        const y = v128.load(p2, VECTOR);
        const c = splat2(w);
        const s = splat3(w);
        r2 = differenceOfProducts(x, c, y, s);
        i2 = sumOfProducts(x, s, y, c);
      }
      let r1 = zero();
      let i1 = zero();
      if (p1) {
        const x = v128.load(p1);
        const y = v128.load(p1, VECTOR);
        const c = splat0(w);
        const s = splat1(w);
        r1 = differenceOfProducts(x, c, y, s);
        i1 = sumOfProducts(x, s, y, c);
      }
      let r3 = zero();
      let i3 = zero();
      if (p3) {
        const x = v128.load(p3);
        const y = v128.load(p3, VECTOR);
        const c = splat4(w);
        const s = splat5(w);
        r3 = differenceOfProducts(x, c, y, s);
        i3 = sumOfProducts(x, s, y, c);
      }
      const r0 = v128.load(p0);
      const i0 = v128.load(p0, VECTOR);
      const ar = add(r0, r2);
      const br = sub(r0, r2);
      const ai = add(i0, i2);
      const bi = sub(i0, i2);
      storeButterfly(p0, p1, p2, p3, ar, br, ai, bi, r1, i1, r3, i3);
      p0 += ENTRY;
      p1 += ENTRY;
      p2 += ENTRY;
      p3 += ENTRY;
      w += TWIDDLES;
    }
  }
}

/**
 * The second half of a radix-4 butterfly, and its stores: a and b are the sum and the difference of values 0 and 2.
 */
// @ts-ignore: decorator
@inline
function storeButterfly(
  p0: usize,
  p1: usize,
  p2: usize,
  p3: usize,
  ar: v128,
  br: v128,
  ai: v128,
  bi: v128,
  r1: v128,
  i1: v128,
  r3: v128,
  i3: v128,
): void {
  let sum = add(r1, r3);
  let difference = sub(r1, r3);
  v128.store(p0, add(ar, sum));
  v128.store(p2, sub(ar, sum));
  v128.store(p1, add(bi, difference), VECTOR);
  v128.store(p3, sub(bi, difference), VECTOR);
  sum = add(i1, i3);
  difference = sub(i1, i3);
  v128.store(p0, add(ai, sum), VECTOR);
  v128.store(p2, sub(ai, sum), VECTOR);
  v128.store(p1, sub(br, difference));
  v128.store(p3, add(br, difference));
}

/** Radix-4 butterfly without twiddles. */
// @ts-ignore: decorator
@inline
function butterfly(p0: usize, p1: usize, p2: usize, p3: usize): void {
  let x0 = v128.load(p0);
  let x2 = v128.load(p2);
  let x1 = v128.load(p1);
  let x3 = v128.load(p3);
  const ar = add(x0, x2);
  const br = sub(x0, x2);
  const cr = add(x1, x3);
  const dr = sub(x1, x3);
  v128.store(p0, add(ar, cr));
  v128.store(p2, sub(ar, cr));
  x0 = v128.load(p0, VECTOR);
  x2 = v128.load(p2, VECTOR);
  x1 = v128.load(p1, VECTOR);
  x3 = v128.load(p3, VECTOR);
  const ai = add(x0, x2);
  const bi = sub(x0, x2);
  const ci = add(x1, x3);
  const di = sub(x1, x3);
  v128.store(p0, add(ai, ci), VECTOR);
  v128.store(p2, sub(ai, ci), VECTOR);
  v128.store(p1, sub(br, di));
  v128.store(p3, add(br, di));
  v128.store(p1, add(bi, dr), VECTOR);
  v128.store(p3, sub(bi, dr), VECTOR);
}

/** Radix-4 butterfly whose twiddles are the powers of e^(i pi / 4). */
// @ts-ignore: decorator
@inline
function turnedButterfly(p0: usize, p1: usize, p2: usize, p3: usize, root: v128, minusRoot: v128): void {
  let x = v128.load(p1);
  let y = v128.load(p1, VECTOR);
  const r1 = mul(root, sub(x, y));
  const i1 = mul(root, add(x, y));
  x = v128.load(p3);
  y = v128.load(p3, VECTOR);
  const r3 = mul(minusRoot, add(x, y));
  const i3 = mul(root, sub(x, y));
  const r0 = v128.load(p0);
  const i0 = v128.load(p0, VECTOR);
  const r2 = v128.load(p2);
  const i2 = v128.load(p2, VECTOR);
  const ar = sub(r0, i2);
  const br = add(r0, i2);
  const ai = add(i0, r2);
  const bi = sub(i0, r2);
  storeButterfly(p0, p1, p2, p3, ar, br, ai, bi, r1, i1, r3, i3);
}

/**
 * Last pass: joins the lanes and stores the values in natural order, part l of them beginning at value l * rows.
 * Rows are cut where `low` or `high` falls into a part, so that within each range every part is wholly wanted or not.
 */
function joinBetween(work: usize, tables: usize, rows: i32, a: usize, b: usize, low: i32, high: i32): void {
  const lowCut = low & (rows - 1);
  const highCut = high & (rows - 1);
  const first = min(lowCut, highCut);
  const second = max(lowCut, highCut);
  joinWanted(work, tables, rows, a, b, low, high, 0, first);
  joinWanted(work, tables, rows, a, b, low, high, first, second);
  joinWanted(work, tables, rows, a, b, low, high, second, rows);
}

// The usual cases have code of their own; the wanted parts are bits of a constant there.
function joinWanted(
  work: usize,
  tables: usize,
  rows: i32,
  a: usize,
  b: usize,
  low: i32,
  high: i32,
  from: i32,
  to: i32,
): void {
  if (from >= to) return;
  let parts = 0;
  for (let part = 0; part < LANES; part++) {
    const value = from + part * rows;
    if (value >= low && value < high) parts |= 1 << part;
  }
  work += <usize>from * ENTRY;
  tables += (<usize>from / LANES) * JOIN;
  a += <usize>from << SHIFT;
  b += <usize>from << SHIFT;
  const stride = <usize>rows << SHIFT;
  const count = to - from;
  if (LANES == 4) {
    switch (parts) {
      case 0b1111:
        return joinAll(work, tables, stride, a, b, count);
      case 0b1110:
        return joinUpper(work, tables, stride, a, b, count);
      case 0b0111:
        return joinLower(work, tables, stride, a, b, count);
      default:
        return joinSome(work, tables, stride, a, b, count, parts);
    }
  } else joinTwo(work, tables, stride, a, b, count, parts);
}

function joinAll(work: usize, tables: usize, stride: usize, a: usize, b: usize, count: i32): void {
  joinFour(work, tables, stride, a, b, count, 0b1111);
}

function joinUpper(work: usize, tables: usize, stride: usize, a: usize, b: usize, count: i32): void {
  joinFour(work, tables, stride, a, b, count, 0b1110);
}

function joinLower(work: usize, tables: usize, stride: usize, a: usize, b: usize, count: i32): void {
  joinFour(work, tables, stride, a, b, count, 0b0111);
}

function joinSome(work: usize, tables: usize, stride: usize, a: usize, b: usize, count: i32, parts: i32): void {
  joinFour(work, tables, stride, a, b, count, parts);
}

// @ts-ignore: decorator
@inline
function joinFour(work: usize, tables: usize, stride: usize, a: usize, b: usize, count: i32, parts: i32): void {
  const end = work + <usize>count * ENTRY;
  let a2 = a + 2 * stride;
  let b2 = b + 2 * stride;
  while (work < end) {
    let r0 = zero();
    let r1 = zero();
    let r2 = zero();
    let r3 = zero();
    if (work) {
      const t0 = v128.load(work);
      const t1 = v128.load(work, ENTRY);
      const t2 = v128.load(work, 2 * ENTRY);
      const t3 = v128.load(work, 3 * ENTRY);
      const u0 = interleaveLow(t0, t1);
      const u1 = interleaveHigh(t0, t1);
      const u2 = interleaveLow(t2, t3);
      const u3 = interleaveHigh(t2, t3);
      r0 = lowHalves(u0, u2);
      r1 = highHalves(u0, u2);
      r2 = lowHalves(u1, u3);
      r3 = highHalves(u1, u3);
    }
    let i0 = zero();
    let i1 = zero();
    let i2 = zero();
    let i3 = zero();
    if (end) {
      const t0 = v128.load(work, VECTOR);
      const t1 = v128.load(work, ENTRY + VECTOR);
      const t2 = v128.load(work, 2 * ENTRY + VECTOR);
      const t3 = v128.load(work, 3 * ENTRY + VECTOR);
      const u0 = interleaveLow(t0, t1);
      const u1 = interleaveHigh(t0, t1);
      const u2 = interleaveLow(t2, t3);
      const u3 = interleaveHigh(t2, t3);
      i0 = lowHalves(u0, u2);
      i1 = highHalves(u0, u2);
      i2 = lowHalves(u1, u3);
      i3 = highHalves(u1, u3);
    }
    if (tables) {
      const c = v128.load(tables, 2 * VECTOR);
      const s = v128.load(tables, 3 * VECTOR);
      const turned = differenceOfProducts(r2, c, i2, s);
      i2 = sumOfProducts(r2, s, i2, c);
      r2 = turned;
    }
    if (a) {
      const c = v128.load(tables);
      const s = v128.load(tables, VECTOR);
      const turned = differenceOfProducts(r1, c, i1, s);
      i1 = sumOfProducts(r1, s, i1, c);
      r1 = turned;
    }
    if (b) {
      const c = v128.load(tables, 4 * VECTOR);
      const s = v128.load(tables, 5 * VECTOR);
      const turned = differenceOfProducts(r3, c, i3, s);
      i3 = sumOfProducts(r3, s, i3, c);
      r3 = turned;
    }
    const ar = add(r0, r2);
    const br = sub(r0, r2);
    const ai = add(i0, i2);
    const bi = sub(i0, i2);
    let sum = add(r1, r3);
    let difference = sub(i1, i3);
    if (parts & 1) v128.store(a, add(ar, sum));
    if (parts & 2) v128.store(a + stride, sub(br, difference));
    if (parts & 4) v128.store(a2, sub(ar, sum));
    if (parts & 8) v128.store(a2 + stride, add(br, difference));
    sum = add(i1, i3);
    difference = sub(r1, r3);
    if (parts & 1) v128.store(b, add(ai, sum));
    if (parts & 2) v128.store(b + stride, add(bi, difference));
    if (parts & 4) v128.store(b2, sub(ai, sum));
    if (parts & 8) v128.store(b2 + stride, sub(bi, difference));
    work += 4 * ENTRY;
    tables += JOIN;
    a += VECTOR;
    b += VECTOR;
    a2 += VECTOR;
    b2 += VECTOR;
  }
}

function joinTwo(work: usize, tables: usize, stride: usize, a: usize, b: usize, count: i32, parts: i32): void {
  const end = work + <usize>count * ENTRY;
  while (work < end) {
    let t0 = v128.load(work);
    let t1 = v128.load(work, ENTRY);
    const r0 = lowHalves(t0, t1);
    const r1 = highHalves(t0, t1);
    t0 = v128.load(work, VECTOR);
    t1 = v128.load(work, ENTRY + VECTOR);
    const i0 = lowHalves(t0, t1);
    const i1 = highHalves(t0, t1);
    const c = v128.load(tables);
    const s = v128.load(tables, VECTOR);
    const turnedRe = differenceOfProducts(r1, c, i1, s);
    const turnedIm = sumOfProducts(r1, s, i1, c);
    if (parts & 1) {
      v128.store(a, add(r0, turnedRe));
      v128.store(b, add(i0, turnedIm));
    }
    if (parts & 2) {
      v128.store(a + stride, sub(r0, turnedRe));
      v128.store(b + stride, sub(i0, turnedIm));
    }
    work += 2 * ENTRY;
    tables += JOIN;
    a += VECTOR;
    b += VECTOR;
  }
}
