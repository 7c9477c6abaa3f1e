import { expm1Negative4 } from "./functions";
import { load4, store4 } from "./lanes";

/** y = x above 0, exp(x) - 1 below; `y` may be `x`. */
export function elu(x: usize, y: usize, count: usize): void {
  const zero = f32x4.splat(0);
  for (let i: usize = 0; i < count; i += 4) {
    const left = count - i;
    const v = load4(x + (i << 2), left);
    const result = v128.bitselect(expm1Negative4(f32x4.min(v, zero)), v, f32x4.le(v, zero));
    store4(y + (i << 2), result, left);
  }
}

/** dx = dy where y >= 0, dy (y + 1) elsewhere, y being the output of `elu`. */
export function eluGradient(dy: usize, y: usize, dx: usize, count: usize): void {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (let i: usize = 0; i < count; i += 4) {
    const left = count - i;
    const slope = f32x4.add(f32x4.min(load4(y + (i << 2), left), zero), one);
    store4(dx + (i << 2), f32x4.mul(load4(dy + (i << 2), left), slope), left);
  }
}
