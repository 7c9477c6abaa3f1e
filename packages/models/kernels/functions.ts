// Elementary functions on four values.

// @ts-ignore: decorator
@inline
function madd(p: v128, x: v128, constant: f32): v128 {
  return f32x4.add(f32x4.mul(p, x), f32x4.splat(constant));
}

// @ts-ignore: decorator
@inline
function power2(n: v128): v128 {
  return i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
}

/** (exp(r) - 1 - r) / r² on |r| <= ln 2 / 2, the polynomial of Cephes expf. */
// @ts-ignore: decorator
@inline
function tail(r: v128): v128 {
  let p = madd(f32x4.splat(1.9875691500e-4), r, 1.3981999507e-3);
  p = madd(p, r, 8.3334519073e-3);
  p = madd(p, r, 4.1665795894e-2);
  p = madd(p, r, 1.6666665459e-1);
  return madd(p, r, 5.0000001201e-1);
}

/** exp(x), within 2 units in the last place; flushes to about 1e-38 below -87. NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  x = f32x4.min(f32x4.max(x, f32x4.splat(-87)), f32x4.splat(88));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504)));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  const p = f32x4.add(f32x4.add(f32x4.mul(tail(r), f32x4.mul(r, r)), r), f32x4.splat(1));
  return f32x4.mul(p, power2(n));
}

/** exp(x) - 1 for x <= 0, without cancellation near 0. */
// @ts-ignore: decorator
@inline
export function expm1Negative4(x: v128): v128 {
  x = f32x4.max(x, f32x4.splat(-87));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504)));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  const scale = power2(n);
  const p = f32x4.add(f32x4.mul(tail(r), f32x4.mul(r, r)), r);
  return f32x4.add(f32x4.mul(p, scale), f32x4.sub(scale, f32x4.splat(1)));
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
