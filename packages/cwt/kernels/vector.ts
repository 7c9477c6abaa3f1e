/**
 * Arithmetic on one 128-bit vector, for the three builds of the kernels. The compiler's `--use` flag sets two constants:
 *
 * - `LANES`: 4 for float32, 2 for float64.
 * - `RELAXED`: 1 to contract a multiplication and an addition into one instruction, where the machine has it.
 *
 * Every condition on them is decided while compiling; none is left in the binary.
 */

/** Bytes of one number, as a shift. */
export const SHIFT: usize = LANES == 4 ? 2 : 3;

/** Bytes of one vector. */
export const VECTOR: usize = 16;

// @ts-ignore: decorator
@inline
export function add(a: v128, b: v128): v128 {
  if (LANES == 4) return f32x4.add(a, b);
  else return f64x2.add(a, b);
}

// @ts-ignore: decorator
@inline
export function sub(a: v128, b: v128): v128 {
  if (LANES == 4) return f32x4.sub(a, b);
  else return f64x2.sub(a, b);
}

// @ts-ignore: decorator
@inline
export function mul(a: v128, b: v128): v128 {
  if (LANES == 4) return f32x4.mul(a, b);
  else return f64x2.mul(a, b);
}

/** a b + c d */
// @ts-ignore: decorator
@inline
export function sumOfProducts(a: v128, b: v128, c: v128, d: v128): v128 {
  if (RELAXED == 1) {
    if (LANES == 4) return f32x4.relaxed_madd(c, d, mul(a, b));
    else return f64x2.relaxed_madd(c, d, mul(a, b));
  } else return add(mul(a, b), mul(c, d));
}

/** a b - c d */
// @ts-ignore: decorator
@inline
export function differenceOfProducts(a: v128, b: v128, c: v128, d: v128): v128 {
  if (RELAXED == 1) {
    if (LANES == 4) return f32x4.relaxed_nmadd(c, d, mul(a, b));
    else return f64x2.relaxed_nmadd(c, d, mul(a, b));
  } else return sub(mul(a, b), mul(c, d));
}

// Number 0, 1, ... of those that stand at `address`, in every lane. The place is part of the instruction only if it is written
// in the call itself; the compiler adds a parameter to the address instead.

// @ts-ignore: decorator
@inline
export function splat0(address: usize): v128 {
  if (LANES == 4) return v128.load_splat<f32>(address);
  else return v128.load_splat<f64>(address);
}

// @ts-ignore: decorator
@inline
export function splat1(address: usize): v128 {
  if (LANES == 4) return v128.load_splat<f32>(address, 4);
  else return v128.load_splat<f64>(address, 8);
}

// @ts-ignore: decorator
@inline
export function splat2(address: usize): v128 {
  if (LANES == 4) return v128.load_splat<f32>(address, 8);
  else return v128.load_splat<f64>(address, 16);
}

// @ts-ignore: decorator
@inline
export function splat3(address: usize): v128 {
  if (LANES == 4) return v128.load_splat<f32>(address, 12);
  else return v128.load_splat<f64>(address, 24);
}

// @ts-ignore: decorator
@inline
export function splat4(address: usize): v128 {
  if (LANES == 4) return v128.load_splat<f32>(address, 16);
  else return v128.load_splat<f64>(address, 32);
}

// @ts-ignore: decorator
@inline
export function splat5(address: usize): v128 {
  if (LANES == 4) return v128.load_splat<f32>(address, 20);
  else return v128.load_splat<f64>(address, 40);
}

/** A number in every lane. */
// @ts-ignore: decorator
@inline
export function constant(value: f64): v128 {
  if (LANES == 4) return f32x4.splat(<f32>value);
  else return f64x2.splat(value);
}

// @ts-ignore: decorator
@inline
export function zero(): v128 {
  return i32x4.splat(0);
}

// The four shuffles of which a transpose of 4 by 4 numbers is made, or of 2 by 2.

/** a0 b0 a1 b1 */
// @ts-ignore: decorator
@inline
export function interleaveLow(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 0, 4, 1, 5);
}

/** a2 b2 a3 b3 */
// @ts-ignore: decorator
@inline
export function interleaveHigh(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 2, 6, 3, 7);
}

/** The low halves: a0 a1 b0 b1 */
// @ts-ignore: decorator
@inline
export function lowHalves(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 0, 2);
}

/** The high halves: a2 a3 b2 b3 */
// @ts-ignore: decorator
@inline
export function highHalves(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 1, 3);
}
