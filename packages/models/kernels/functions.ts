// Elementary functions on four values.

// @ts-ignore: decorator
@inline
function madd(p: v128, x: v128, constant: f32): v128 {
  return f32x4.add(f32x4.mul(p, x), f32x4.splat(constant));
}

/** Adding it to a small float leaves the nearest integer in the low bits: cheaper than rounding and converting. */
// @ts-ignore: decorator
@inline
const MAGIC: f32 = 12582912;

/** x / ln 2 to the nearest integer, plus MAGIC. */
// @ts-ignore: decorator
@inline
function octaves(x: v128): v128 {
  return madd(x, f32x4.splat(1.44269504), MAGIC);
}

/** x - n ln 2, in two steps for accuracy. */
// @ts-ignore: decorator
@inline
function remainder(x: v128, shifted: v128): v128 {
  const n = f32x4.sub(shifted, f32x4.splat(MAGIC));
  const r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  return f32x4.add(r, f32x4.mul(n, f32x4.splat(2.12194440e-4)));
}

/** 2^n as a float, from MAGIC + n. */
// @ts-ignore: decorator
@inline
function power2(shifted: v128): v128 {
  return i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(0x3f800000));
}

/** exp(r) - 1 on |r| <= ln 2 / 2, the polynomial of Cephes expf. */
// @ts-ignore: decorator
@inline
function expm1Core(r: v128): v128 {
  let p = madd(f32x4.splat(1.9875691500e-4), r, 1.3981999507e-3);
  p = madd(p, r, 8.3334519073e-3);
  p = madd(p, r, 4.1665795894e-2);
  p = madd(p, r, 1.6666665459e-1);
  p = madd(p, r, 5.0000001201e-1);
  return f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r);
}

/** exp(x) within 2 units in the last place; about 1e-38 below -87, 1.7e38 above 88. NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  x = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-87)), f32x4.splat(88));
  const n = octaves(x);
  return f32x4.mul(f32x4.add(expm1Core(remainder(x, n)), f32x4.splat(1)), power2(n));
}

/** exp(x) - 1 for x <= 0, without cancellation near 0. */
// @ts-ignore: decorator
@inline
export function expm1Negative4(x: v128): v128 {
  x = f32x4.pmax(x, f32x4.splat(-87));
  const n = octaves(x);
  const scale = power2(n);
  return f32x4.add(f32x4.mul(expm1Core(remainder(x, n)), scale), f32x4.sub(scale, f32x4.splat(1)));
}

// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
}

/** tanh(x) = -e / (2 + e) with e = exp(-2 |x|) - 1 and the sign of x: exact near 0. */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const e = expm1Negative4(f32x4.mul(f32x4.abs(x), f32x4.splat(-2)));
  const positive = f32x4.div(f32x4.neg(e), f32x4.add(e, f32x4.splat(2)));
  return v128.bitselect(x, positive, f32x4.splat(-0.0));
}
