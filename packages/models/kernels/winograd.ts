import { ADD, matmulColumns, matmulPacked, ZEROS } from "./matmul";
import { packPanels } from "./pack";

// Convolution with three neighbouring taps by the minimal algorithm F(4, 3) of Winograd ("Arithmetic Complexity of
// Computations", 1980; Lavin and Gray, arXiv:1509.09308): four outputs from six inputs take six products in place of twelve.
// Six inputs, and the taps, become values of polynomials at six points; the products of those are interpolated. The points
// 0, a, -a, b, -b and infinity with a = 3/4 and b = 3/2 keep errors within about three times those of plain sums, where the
// usual 1 and 2 make it ten.
//
// A line is [width, channels], in memory without gaps. Channels and outputs are multiples of four.

const A: f32 = 0.75;
const B: f32 = 1.5;
const A2: f32 = A * A;
const B2: f32 = B * B;
/** 1 over the products of the differences between a point and the other finite ones. */
const SCALE_0: f32 = 1 / (A2 * B2);
const SCALE_A: f32 = 1 / (2 * A2 * (A2 - B2));
const SCALE_B: f32 = 1 / (2 * B2 * (B2 - A2));

/** Tiles of four outputs that are transformed at a time: their values at the six points stay in the second-level cache. */
const TILES: usize = 32;
/** For the gradient of the filter, whose sums are taken up and put down once in so many. */
const TALL_TILES: usize = 64;

// @ts-ignore: decorator
@inline
function madd(sum: v128, x: v128, factor: f32): v128 {
  return f32x4.add(sum, f32x4.mul(x, f32x4.splat(factor)));
}

/** Bytes of the work area of `winograd`, and more than its filter takes while it is packed. */
export function winogradBytes(channels: usize, outputs: usize): usize {
  return (max<usize>(channels, outputs) + outputs + 6 * max<usize>(TILES * (channels + outputs), channels * outputs)) << 2;
}

/** Bytes of the work area of `winogradFilterGradient`. */
export function winogradGradientBytes(channels: usize, outputs: usize): usize {
  return (max<usize>(channels, outputs) + 6 * (TALL_TILES * (channels + outputs) + channels * outputs)) << 2;
}

/**
 * Packs a filter [3, channels, outputs] for `winograd`: its values at the six points, one matrix behind the other. With
 * `flipped`, of the taps backwards and transposed, for the gradient with respect to the input.
 */
export function packWinograd(filter: usize, channels: usize, outputs: usize, flipped: bool, target: usize, work: usize): void {
  const bytes = (channels * outputs) << 2;
  const first = filter + (flipped ? 2 * bytes : 0);
  const last = filter + (flipped ? 0 : 2 * bytes);
  for (let i: usize = 0; i < bytes; i += 16) {
    const w0 = v128.load(first + i);
    const w1 = v128.load(filter + bytes + i);
    const w2 = v128.load(last + i);
    const p = work + i;
    v128.store(p, f32x4.mul(w0, f32x4.splat(SCALE_0)));
    const evenA = f32x4.mul(madd(w0, w2, A2), f32x4.splat(SCALE_A));
    const oddA = f32x4.mul(w1, f32x4.splat(A * SCALE_A));
    v128.store(p + bytes, f32x4.add(evenA, oddA));
    v128.store(p + 2 * bytes, f32x4.sub(evenA, oddA));
    const evenB = f32x4.mul(madd(w0, w2, B2), f32x4.splat(SCALE_B));
    const oddB = f32x4.mul(w1, f32x4.splat(B * SCALE_B));
    v128.store(p + 3 * bytes, f32x4.add(evenB, oddB));
    v128.store(p + 4 * bytes, f32x4.sub(evenB, oddB));
    v128.store(p + 5 * bytes, w2);
  }
  for (let point: usize = 0; point < 6; point++) {
    const source = work + point * bytes;
    const packed = target + point * bytes;
    if (flipped) packPanels(source, 4, outputs << 2, outputs, channels, packed, outputs << 4);
    else packPanels(source, outputs << 2, 4, channels, outputs, packed, channels << 4);
  }
}

/** Values at the six points, `matrix` bytes apart, of `tiles` times six inputs from `start` on; zeros outside the line. */
function transformInputs(
  line: usize,
  width: isize,
  start: isize,
  tiles: usize,
  bytes: usize,
  zeros: usize,
  target: usize,
  matrix: usize,
): void {
  for (let tile: usize = 0; tile < tiles; tile++) {
    const p0 = pixel(line, width, start, bytes, zeros);
    const p1 = pixel(line, width, start + 1, bytes, zeros);
    const p2 = pixel(line, width, start + 2, bytes, zeros);
    const p3 = pixel(line, width, start + 3, bytes, zeros);
    const p4 = pixel(line, width, start + 4, bytes, zeros);
    const p5 = pixel(line, width, start + 5, bytes, zeros);
    for (let j: usize = 0; j < bytes; j += 16) {
      const d1 = v128.load(p1 + j);
      const d2 = v128.load(p2 + j);
      const d3 = v128.load(p3 + j);
      const d4 = v128.load(p4 + j);
      const t = target + j;
      v128.store(t, madd(madd(d4, d2, -(A2 + B2)), v128.load(p0 + j), A2 * B2));
      const evenA = madd(d4, d2, -B2);
      const oddA = f32x4.mul(madd(d3, d1, -B2), f32x4.splat(A));
      v128.store(t + matrix, f32x4.add(evenA, oddA));
      v128.store(t + 2 * matrix, f32x4.sub(evenA, oddA));
      const evenB = madd(d4, d2, -A2);
      const oddB = f32x4.mul(madd(d3, d1, -A2), f32x4.splat(B));
      v128.store(t + 3 * matrix, f32x4.add(evenB, oddB));
      v128.store(t + 4 * matrix, f32x4.sub(evenB, oddB));
      v128.store(t + 5 * matrix, madd(madd(v128.load(p5 + j), d3, -(A2 + B2)), d1, A2 * B2));
    }
    start += 4;
    target += bytes;
  }
}

// @ts-ignore: decorator
@inline
function pixel(line: usize, width: isize, at: isize, bytes: usize, otherwise: usize): usize {
  return at >= 0 && at < width ? line + at * bytes : otherwise;
}

/**
 * Convolution of lines with a filter of `packWinograd`: y[t] = start + sum of w[k] x[t + k - padLeft], zeros around x. `start`
 * is ZEROS or the address of a row. `work` takes `winogradBytes`.
 */
export function winograd(
  x: usize,
  packed: usize,
  y: usize,
  lines: usize,
  width: isize,
  channels: usize,
  outWidth: isize,
  outputs: usize,
  padLeft: isize,
  start: usize,
  work: usize,
): void {
  const inBytes = channels << 2;
  const outBytes = outputs << 2;
  const zeros = work;
  const aside = zeros + max<usize>(inBytes, outBytes);
  const values = aside + outBytes;
  const valueMatrix = TILES * inBytes;
  const products = values + 6 * valueMatrix;
  const productMatrix = TILES * outBytes;
  memory.fill(zeros, 0, max<usize>(inBytes, outBytes));
  const bias = start == ZEROS ? zeros : start;
  for (let i: usize = 0; i < lines; i++) {
    for (let from: isize = 0; from < outWidth; from += <isize>(4 * TILES)) {
      const tiles = min<usize>(TILES, <usize>(outWidth - from + 3) >> 2);
      transformInputs(x, width, from - padLeft, tiles, inBytes, zeros, values, valueMatrix);
      for (let point: usize = 0; point < 6; point++) {
        matmulPacked(
          values + point * valueMatrix,
          inBytes,
          packed + point * channels * outBytes,
          channels << 4,
          products + point * productMatrix,
          outBytes,
          tiles,
          outputs,
          channels,
          ZEROS,
        );
      }
      interpolate(products, productMatrix, tiles, y, outWidth, from, outBytes, bias, aside);
    }
    x += width * inBytes;
    y += outWidth * outBytes;
  }
}

/** Four outputs of each tile from the products at the six points; those behind the end of the line go `aside`. */
function interpolate(
  products: usize,
  matrix: usize,
  tiles: usize,
  line: usize,
  width: isize,
  start: isize,
  bytes: usize,
  bias: usize,
  aside: usize,
): void {
  for (let tile: usize = 0; tile < tiles; tile++) {
    const y0 = pixel(line, width, start, bytes, aside);
    const y1 = pixel(line, width, start + 1, bytes, aside);
    const y2 = pixel(line, width, start + 2, bytes, aside);
    const y3 = pixel(line, width, start + 3, bytes, aside);
    for (let j: usize = 0; j < bytes; j += 16) {
      const p = products + j;
      const plusA = v128.load(p + matrix);
      const minusA = v128.load(p + 2 * matrix);
      const plusB = v128.load(p + 3 * matrix);
      const minusB = v128.load(p + 4 * matrix);
      const evenA = f32x4.add(plusA, minusA);
      const oddA = f32x4.mul(f32x4.sub(plusA, minusA), f32x4.splat(A));
      const evenB = f32x4.add(plusB, minusB);
      const oddB = f32x4.mul(f32x4.sub(plusB, minusB), f32x4.splat(B));
      const b = v128.load(bias + j);
      v128.store(y0 + j, f32x4.add(b, f32x4.add(v128.load(p), f32x4.add(evenA, evenB))));
      v128.store(y1 + j, f32x4.add(b, f32x4.add(oddA, oddB)));
      v128.store(y2 + j, f32x4.add(b, madd(f32x4.mul(evenA, f32x4.splat(A2)), evenB, B2)));
      const last = madd(f32x4.mul(oddA, f32x4.splat(A2)), oddB, B2);
      v128.store(y3 + j, f32x4.add(b, f32x4.add(v128.load(p + 5 * matrix), last)));
    }
    start += 4;
    products += bytes;
  }
}

/**
 * Gradient of `winograd` with respect to its filter, by the same algorithm turned round: dw[k] = sum of x[t + k - padLeft]
 * dy[t]. `work` takes `winogradGradientBytes`.
 */
export function winogradFilterGradient(
  x: usize,
  dy: usize,
  dw: usize,
  lines: usize,
  width: isize,
  channels: usize,
  outWidth: isize,
  outputs: usize,
  padLeft: isize,
  work: usize,
): void {
  const inBytes = channels << 2;
  const outBytes = outputs << 2;
  const zeros = work;
  const values = zeros + max<usize>(inBytes, outBytes);
  const valueMatrix = TALL_TILES * inBytes;
  const gradients = values + 6 * valueMatrix;
  const gradientMatrix = TALL_TILES * outBytes;
  const sums = gradients + 6 * gradientMatrix;
  const sumMatrix = channels * outBytes;
  memory.fill(zeros, 0, max<usize>(inBytes, outBytes));
  memory.fill(sums, 0, 6 * sumMatrix);
  for (let i: usize = 0; i < lines; i++) {
    for (let from: isize = 0; from < outWidth; from += <isize>(4 * TALL_TILES)) {
      const tiles = min<usize>(TALL_TILES, <usize>(outWidth - from + 3) >> 2);
      transformInputs(x, width, from - padLeft, tiles, inBytes, zeros, values, valueMatrix);
      transformGradients(dy, outWidth, from, tiles, outBytes, zeros, gradients, gradientMatrix);
      for (let point: usize = 0; point < 6; point++) {
        matmulColumns(
          values + point * valueMatrix,
          inBytes,
          gradients + point * gradientMatrix,
          outBytes,
          4,
          sums + point * sumMatrix,
          outBytes,
          channels,
          outputs,
          tiles,
          ADD,
        );
      }
    }
    x += width * inBytes;
    dy += outWidth * outBytes;
  }
  for (let j: usize = 0; j < sumMatrix; j += 16) {
    const p = sums + j;
    const plusA = v128.load(p + sumMatrix);
    const minusA = v128.load(p + 2 * sumMatrix);
    const plusB = v128.load(p + 3 * sumMatrix);
    const minusB = v128.load(p + 4 * sumMatrix);
    const evenA = f32x4.mul(f32x4.add(plusA, minusA), f32x4.splat(SCALE_A));
    const evenB = f32x4.mul(f32x4.add(plusB, minusB), f32x4.splat(SCALE_B));
    const oddA = f32x4.mul(f32x4.sub(plusA, minusA), f32x4.splat(A * SCALE_A));
    const oddB = f32x4.mul(f32x4.sub(plusB, minusB), f32x4.splat(B * SCALE_B));
    v128.store(dw + j, madd(f32x4.add(evenA, evenB), v128.load(p), SCALE_0));
    v128.store(dw + j + sumMatrix, f32x4.add(oddA, oddB));
    const last = madd(f32x4.mul(evenA, f32x4.splat(A2)), evenB, B2);
    v128.store(dw + j + 2 * sumMatrix, f32x4.add(v128.load(p + 5 * sumMatrix), last));
  }
}

/** What the gradients of four outputs give to the products at the six points. */
function transformGradients(
  line: usize,
  width: isize,
  start: isize,
  tiles: usize,
  bytes: usize,
  zeros: usize,
  target: usize,
  matrix: usize,
): void {
  for (let tile: usize = 0; tile < tiles; tile++) {
    const p0 = pixel(line, width, start, bytes, zeros);
    const p1 = pixel(line, width, start + 1, bytes, zeros);
    const p2 = pixel(line, width, start + 2, bytes, zeros);
    const p3 = pixel(line, width, start + 3, bytes, zeros);
    for (let j: usize = 0; j < bytes; j += 16) {
      const g0 = v128.load(p0 + j);
      const g1 = v128.load(p1 + j);
      const g2 = v128.load(p2 + j);
      const g3 = v128.load(p3 + j);
      const t = target + j;
      v128.store(t, g0);
      const evenA = madd(g0, g2, A2);
      const oddA = f32x4.mul(madd(g1, g3, A2), f32x4.splat(A));
      v128.store(t + matrix, f32x4.add(evenA, oddA));
      v128.store(t + 2 * matrix, f32x4.sub(evenA, oddA));
      const evenB = madd(g0, g2, B2);
      const oddB = f32x4.mul(madd(g1, g3, B2), f32x4.splat(B));
      v128.store(t + 3 * matrix, f32x4.add(evenB, oddB));
      v128.store(t + 4 * matrix, f32x4.sub(evenB, oddB));
      v128.store(t + 5 * matrix, g3);
    }
    start += 4;
    target += bytes;
  }
}
