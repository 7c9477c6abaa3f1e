import { expm1Negative4 } from "./functions";
import { load4, store4 } from "./lanes";

// Whole vectors first, then the rest: a branch for the rest inside the loop would cost the constants their registers.

// @ts-ignore: decorator
@inline
function elu4(v: v128): v128 {
  const zero = f32x4.splat(0);
  // Of the two terms one is exactly 0. pmin and pmax are one instruction each, and keep a NaN that comes first.
  return f32x4.add(f32x4.pmax(v, zero), expm1Negative4(f32x4.pmin(v, zero)));
}

/** y = x above 0, exp(x) - 1 below; `y` may be `x`. */
export function elu(x: usize, y: usize, count: usize): void {
  const end = x + ((count & ~3) << 2);
  while (x < end) {
    v128.store(y, elu4(v128.load(x)));
    x += 16;
    y += 16;
  }
  if (count & 3) store4(y, elu4(load4(x, count & 3)), count & 3);
}

// @ts-ignore: decorator
@inline
function slope4(y: v128): v128 {
  return f32x4.add(f32x4.pmin(y, f32x4.splat(0)), f32x4.splat(1));
}

/** dx = dy where y >= 0, dy (y + 1) elsewhere, y being the output of `elu`. */
export function eluGradient(dy: usize, y: usize, dx: usize, count: usize): void {
  const end = y + ((count & ~3) << 2);
  while (y < end) {
    v128.store(dx, f32x4.mul(v128.load(dy), slope4(v128.load(y))));
    dy += 16;
    y += 16;
    dx += 16;
  }
  const rest = count & 3;
  if (rest) store4(dx, f32x4.mul(load4(dy, rest), slope4(load4(y, rest))), rest);
}
