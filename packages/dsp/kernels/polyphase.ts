/**
 * A polyphase filter in float64, on 128-bit vectors: sums of products of samples and a row of taps for each phase.
 *
 * Each sum is added up as plain code does it, in four partial sums that take every fourth product, so that both give the same
 * bits. Four sums of one phase, which share their taps, are made side by side, as each addition waits for the one before it.
 */

/** Bytes of one number. */
const NUMBER: usize = 8;

/** Bytes of four numbers. */
const FOUR: usize = 32;

/**
 * Makes up to three sums of each phase more than are wanted, of what lies behind the samples, and puts them behind the sums.
 *
 * @param taps - `up` rows of `width` numbers, an even count.
 * @param x - Sample under the first tap of the first sum.
 * @param y - Where the sums go.
 * @param count - How many.
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
  const whole = <usize>(down / up) * NUMBER;
  const rest = down % up;
  const first = min(up, count);
  for (let i = 0; i < first; i++) {
    // Sums i, i + up, and so on are of one phase.
    filterPhase(taps + <usize>phase * row, row, x, <usize>down * NUMBER, y, <usize>up * NUMBER, (count - i + up - 1) / up);
    y += NUMBER;
    x += whole;
    phase += rest;
    if (phase >= up) {
      x += NUMBER;
      phase -= up;
    }
  }
}

/** `xStep` and `yStep` are bytes from one sum to the next. */
function filterPhase(taps: usize, row: usize, x: usize, xStep: usize, y: usize, yStep: usize, count: i32): void {
  const quads = row & ~(FOUR - 1);
  for (; count > 0; count -= 4) {
    const x1 = x + xStep;
    const x2 = x1 + xStep;
    const x3 = x2 + xStep;
    let ab0 = f64x2.splat(0);
    let cd0 = f64x2.splat(0);
    let ab1 = f64x2.splat(0);
    let cd1 = f64x2.splat(0);
    let ab2 = f64x2.splat(0);
    let cd2 = f64x2.splat(0);
    let ab3 = f64x2.splat(0);
    let cd3 = f64x2.splat(0);
    for (let k: usize = 0; k < quads; k += FOUR) {
      const ab = v128.load(taps + k);
      const cd = v128.load(taps + k, 16);
      ab0 = f64x2.add(ab0, f64x2.mul(v128.load(x + k), ab));
      cd0 = f64x2.add(cd0, f64x2.mul(v128.load(x + k, 16), cd));
      ab1 = f64x2.add(ab1, f64x2.mul(v128.load(x1 + k), ab));
      cd1 = f64x2.add(cd1, f64x2.mul(v128.load(x1 + k, 16), cd));
      ab2 = f64x2.add(ab2, f64x2.mul(v128.load(x2 + k), ab));
      cd2 = f64x2.add(cd2, f64x2.mul(v128.load(x2 + k, 16), cd));
      ab3 = f64x2.add(ab3, f64x2.mul(v128.load(x3 + k), ab));
      cd3 = f64x2.add(cd3, f64x2.mul(v128.load(x3 + k, 16), cd));
    }
    f64.store(y, total(ab0, cd0, x, taps, quads, row));
    f64.store(y + yStep, total(ab1, cd1, x1, taps, quads, row));
    f64.store(y + 2 * yStep, total(ab2, cd2, x2, taps, quads, row));
    f64.store(y + 3 * yStep, total(ab3, cd3, x3, taps, quads, row));
    x = x3 + xStep;
    y += 4 * yStep;
  }
}

/** The four partial sums, and the products that are left of a row. */
// @ts-ignore: decorator
@inline
function total(ab: v128, cd: v128, x: usize, taps: usize, from: usize, row: usize): f64 {
  let a = f64x2.extract_lane(ab, 0);
  for (let k = from; k < row; k += NUMBER) a += f64.load(x + k) * f64.load(taps + k);
  return a + f64x2.extract_lane(ab, 1) + (f64x2.extract_lane(cd, 0) + f64x2.extract_lane(cd, 1));
}
