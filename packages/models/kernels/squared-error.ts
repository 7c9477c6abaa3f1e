import { load4, store4 } from "./lanes";

// @ts-ignore: decorator
@inline
function addSquares(sum: v128, difference: v128): v128 {
  const low = f64x2.promote_low_f32x4(difference);
  const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(difference, difference, 2, 3, 2, 3));
  return f64x2.add(sum, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));
}

/** out[r] = mean over c of (x[r, c] - y[r, c])^2, in double precision but for the difference. */
export function squaredError(x: usize, y: usize, rows: usize, columns: usize, out: usize): void {
  const whole = (columns & ~3) << 2;
  const rest = columns & 3;
  for (let r: usize = 0; r < rows; r++) {
    let s0 = f64x2.splat(0);
    let s1 = s0;
    let j: usize = 0;
    for (; j + 32 <= whole; j += 32) {
      s0 = addSquares(s0, f32x4.sub(v128.load(x + j), v128.load(y + j)));
      s1 = addSquares(s1, f32x4.sub(v128.load(x + j, 16), v128.load(y + j, 16)));
    }
    if (j < whole) s0 = addSquares(s0, f32x4.sub(v128.load(x + j), v128.load(y + j)));
    if (rest) s1 = addSquares(s1, f32x4.sub(load4(x + whole, rest), load4(y + whole, rest)));
    const sum = f64x2.add(s0, s1);
    store<f32>(out, <f32>((f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)) / <f64>columns));
    x += columns << 2;
    y += columns << 2;
    out += 4;
  }
}

/** dx[r, c] = 2 dy[r] (x[r, c] - y[r, c]) / columns. */
export function squaredErrorGradient(dy: usize, x: usize, y: usize, rows: usize, columns: usize, dx: usize): void {
  const whole = (columns & ~3) << 2;
  const rest = columns & 3;
  for (let r: usize = 0; r < rows; r++) {
    const scale = f32x4.splat(<f32>((2 * <f64>load<f32>(dy)) / <f64>columns));
    for (let j: usize = 0; j < whole; j += 16) {
      v128.store(dx + j, f32x4.mul(f32x4.sub(v128.load(x + j), v128.load(y + j)), scale));
    }
    if (rest) {
      store4(dx + whole, f32x4.mul(f32x4.sub(load4(x + whole, rest), load4(y + whole, rest)), scale), rest);
    }
    x += columns << 2;
    y += columns << 2;
    dx += columns << 2;
    dy += 4;
  }
}
