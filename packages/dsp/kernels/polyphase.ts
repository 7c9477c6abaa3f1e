/**
 * A polyphase filter in float64, on 128-bit vectors: sums of products of samples and a row of taps for each phase.
 *
 * Each sum is added up as plain code does it, in four partial sums that take every fourth product, so that both give the same
 * bits. Four sums are made side by side, as each addition waits for the one before it.
 */

/** Bytes of one number. */
const NUMBER: usize = 8;

/** Bytes of four numbers. */
const FOUR: usize = 32;

/**
 * @param taps - `up` rows of `width` numbers, an even count.
 * @param x - Sample under the first tap of the first sum.
 * @param y - Where the sums go.
 * @param count - How many; a multiple of four.
 * @param phase - Row of the first sum. Each next one lies `down / up` samples further.
 */
export function filter(
  taps: usize,
  width: i32,
  up: i32,
  down: i32,
  x: usize,
  y: usize,
  count: i32,
  phase: i32,
): void {
  const row = <usize>width * NUMBER;
  const quads = row & ~(FOUR - 1);
  const whole = <usize>(down / up) * NUMBER;
  const rest = down % up;
  for (; count > 0; count -= 4) {
    const x0 = x;
    const t0 = taps + <usize>phase * row;
    x += whole;
    phase += rest;
    if (phase >= up) {
      x += NUMBER;
      phase -= up;
    }
    const x1 = x;
    const t1 = taps + <usize>phase * row;
    x += whole;
    phase += rest;
    if (phase >= up) {
      x += NUMBER;
      phase -= up;
    }
    const x2 = x;
    const t2 = taps + <usize>phase * row;
    x += whole;
    phase += rest;
    if (phase >= up) {
      x += NUMBER;
      phase -= up;
    }
    const x3 = x;
    const t3 = taps + <usize>phase * row;
    x += whole;
    phase += rest;
    if (phase >= up) {
      x += NUMBER;
      phase -= up;
    }

    let ab0 = f64x2.splat(0);
    let cd0 = f64x2.splat(0);
    let ab1 = f64x2.splat(0);
    let cd1 = f64x2.splat(0);
    let ab2 = f64x2.splat(0);
    let cd2 = f64x2.splat(0);
    let ab3 = f64x2.splat(0);
    let cd3 = f64x2.splat(0);
    for (let k: usize = 0; k < quads; k += FOUR) {
      ab0 = addProduct(ab0, x0 + k, t0 + k);
      cd0 = addNextProduct(cd0, x0 + k, t0 + k);
      ab1 = addProduct(ab1, x1 + k, t1 + k);
      cd1 = addNextProduct(cd1, x1 + k, t1 + k);
      ab2 = addProduct(ab2, x2 + k, t2 + k);
      cd2 = addNextProduct(cd2, x2 + k, t2 + k);
      ab3 = addProduct(ab3, x3 + k, t3 + k);
      cd3 = addNextProduct(cd3, x3 + k, t3 + k);
    }
    f64.store(y, total(ab0, cd0, x0, t0, quads, row));
    f64.store(y + NUMBER, total(ab1, cd1, x1, t1, quads, row));
    f64.store(y + 2 * NUMBER, total(ab2, cd2, x2, t2, quads, row));
    f64.store(y + 3 * NUMBER, total(ab3, cd3, x3, t3, quads, row));
    y += FOUR;
  }
}

// @ts-ignore: decorator
@inline
function addProduct(sum: v128, x: usize, taps: usize): v128 {
  return f64x2.add(sum, f64x2.mul(v128.load(x), v128.load(taps)));
}

// @ts-ignore: decorator
@inline
function addNextProduct(sum: v128, x: usize, taps: usize): v128 {
  return f64x2.add(sum, f64x2.mul(v128.load(x, 16), v128.load(taps, 16)));
}

/** The four partial sums, and the products that are left of a row. */
// @ts-ignore: decorator
@inline
function total(ab: v128, cd: v128, x: usize, taps: usize, from: usize, row: usize): f64 {
  let a = f64x2.extract_lane(ab, 0);
  for (let k = from; k < row; k += NUMBER) a += f64.load(x + k) * f64.load(taps + k);
  return a + f64x2.extract_lane(ab, 1) + (f64x2.extract_lane(cd, 0) + f64x2.extract_lane(cd, 1));
}
