import { load4, store4 } from "./lanes";

/** One step of Adam, in the order of operations of tfjs; `correction1` and `correction2` are 1 - beta^t. */
export function adam(
  value: usize,
  first: usize,
  second: usize,
  gradient: usize,
  newValue: usize,
  newFirst: usize,
  newSecond: usize,
  count: usize,
  rate: f32,
  beta1: f32,
  beta2: f32,
  rest1: f32,
  rest2: f32,
  correction1: f32,
  correction2: f32,
  epsilon: f32,
): void {
  for (let i: usize = 0; i < count; i += 4) {
    const left = count - i;
    const at = i << 2;
    const g = load4(gradient + at, left);
    const m = f32x4.add(
      f32x4.mul(load4(first + at, left), f32x4.splat(beta1)),
      f32x4.mul(g, f32x4.splat(rest1)),
    );
    const v = f32x4.add(
      f32x4.mul(load4(second + at, left), f32x4.splat(beta2)),
      f32x4.mul(f32x4.mul(g, g), f32x4.splat(rest2)),
    );
    const root = f32x4.sqrt(f32x4.div(v, f32x4.splat(correction2)));
    const direction = f32x4.div(
      f32x4.div(m, f32x4.splat(correction1)),
      f32x4.add(root, f32x4.splat(epsilon)),
    );
    store4(newFirst + at, m, left);
    store4(newSecond + at, v, left);
    store4(
      newValue + at,
      f32x4.sub(load4(value + at, left), f32x4.mul(direction, f32x4.splat(rate))),
      left,
    );
  }
}

/** out = x + factor y. */
export function addScaled(x: usize, y: usize, factor: f32, out: usize, count: usize): void {
  for (let i: usize = 0; i < count; i += 4) {
    const left = count - i;
    const at = i << 2;
    store4(out + at, f32x4.add(load4(x + at, left), f32x4.mul(load4(y + at, left), f32x4.splat(factor))), left);
  }
}
