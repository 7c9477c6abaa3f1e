/**
 * Sums over steps of a row: of squares, or of magnitudes. A build of its own, since most users of the transform need none;
 * it works on the memory of the transform's kernels, in place: sum k is stored as number k of the row that it was made of,
 * which is never ahead of what has been read.
 *
 * Float32 numbers are summed in float32 over a run of 128, eight partial sums of 16, and those in float64, so that
 * rounding does not grow with the step.
 */
import { SHIFT, VECTOR, add, mul, zero } from "./vector";

/** Numbers that are summed in the precision of the row. */
const RUN: i32 = 128;

/** Replaces the first `count` numbers of a row by the sums of the squares of `step` numbers each. */
export function sumSquares(row: usize, step: i32, count: i32): void {
  let at = row;
  for (let k = 0; k < count; k++) {
    let sum: f64 = 0;
    for (let left = step; left > 0; left -= RUN) {
      const run = min(left, RUN);
      sum += squares(at, run);
      at += <usize>run << SHIFT;
    }
    storeNumber(row + (<usize>k << SHIFT), sum);
  }
}

/**
 * Replaces the first `count` numbers of a row by the sums of the magnitudes of `step` numbers each.
 *
 * @param im - Row of the imaginary parts, 0 if there are none.
 */
export function sumMagnitudes(re: usize, im: usize, step: i32, count: i32): void {
  let a = re;
  let b = im;
  for (let k = 0; k < count; k++) {
    let sum: f64 = 0;
    for (let left = step; left > 0; left -= RUN) {
      const run = min(left, RUN);
      sum += im ? moduli(a, b, run) : magnitudes(a, run);
      a += <usize>run << SHIFT;
      b += <usize>run << SHIFT;
    }
    storeNumber(re + (<usize>k << SHIFT), sum);
  }
}

function squares(at: usize, count: i32): f64 {
  let first = zero();
  let second = zero();
  for (; count >= 2 * LANES; count -= 2 * LANES) {
    const a = v128.load(at);
    const b = v128.load(at, VECTOR);
    first = add(first, mul(a, a));
    second = add(second, mul(b, b));
    at += 2 * VECTOR;
  }
  let sum = total(first) + total(second);
  for (; count > 0; count--) {
    const value = loadNumber(at);
    sum += value * value;
    at += <usize>1 << SHIFT;
  }
  return sum;
}

function magnitudes(at: usize, count: i32): f64 {
  let first = zero();
  let second = zero();
  for (; count >= 2 * LANES; count -= 2 * LANES) {
    first = add(first, abs(v128.load(at)));
    second = add(second, abs(v128.load(at, VECTOR)));
    at += 2 * VECTOR;
  }
  let sum = total(first) + total(second);
  for (; count > 0; count--) {
    sum += Math.abs(loadNumber(at));
    at += <usize>1 << SHIFT;
  }
  return sum;
}

function moduli(re: usize, im: usize, count: i32): f64 {
  let first = zero();
  let second = zero();
  for (; count >= 2 * LANES; count -= 2 * LANES) {
    let a = v128.load(re);
    let b = v128.load(im);
    first = add(first, sqrt(add(mul(a, a), mul(b, b))));
    a = v128.load(re, VECTOR);
    b = v128.load(im, VECTOR);
    second = add(second, sqrt(add(mul(a, a), mul(b, b))));
    re += 2 * VECTOR;
    im += 2 * VECTOR;
  }
  let sum = total(first) + total(second);
  for (; count > 0; count--) {
    const a = loadNumber(re);
    const b = loadNumber(im);
    sum += Math.sqrt(a * a + b * b);
    re += <usize>1 << SHIFT;
    im += <usize>1 << SHIFT;
  }
  return sum;
}

// @ts-ignore: decorator
@inline
function abs(a: v128): v128 {
  if (LANES == 4) return f32x4.abs(a);
  else return f64x2.abs(a);
}

// @ts-ignore: decorator
@inline
function sqrt(a: v128): v128 {
  if (LANES == 4) return f32x4.sqrt(a);
  else return f64x2.sqrt(a);
}

/** Sum of the lanes, in float64. */
// @ts-ignore: decorator
@inline
function total(a: v128): f64 {
  if (LANES == 4) {
    return (
      <f64>f32x4.extract_lane(a, 0) +
      <f64>f32x4.extract_lane(a, 1) +
      <f64>f32x4.extract_lane(a, 2) +
      <f64>f32x4.extract_lane(a, 3)
    );
  } else return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}

// @ts-ignore: decorator
@inline
function loadNumber(at: usize): f64 {
  if (LANES == 4) return <f64>f32.load(at);
  else return f64.load(at);
}

// @ts-ignore: decorator
@inline
function storeNumber(at: usize, value: f64): void {
  if (LANES == 4) f32.store(at, <f32>value);
  else f64.store(at, value);
}
