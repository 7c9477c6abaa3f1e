import { load4, store4 } from "./lanes";

/** y[r, c] = (x[r, c] - mean[c]) scale[c] + offset[c]. */
export function normalizeColumns(
  x: usize,
  rows: usize,
  columns: usize,
  mean: usize,
  scale: usize,
  offset: usize,
  y: usize,
): void {
  const whole = columns & ~3;
  const step = columns << 2;
  for (let r: usize = 0; r < rows; r++) {
    for (let j: usize = 0; j < whole << 2; j += 16) {
      const centred = f32x4.sub(v128.load(x + j), v128.load(mean + j));
      v128.store(y + j, f32x4.add(f32x4.mul(centred, v128.load(scale + j)), v128.load(offset + j)));
    }
    for (let j: usize = whole << 2; j < step; j += 4) {
      store<f32>(y + j, (load<f32>(x + j) - load<f32>(mean + j)) * load<f32>(scale + j) + load<f32>(offset + j));
    }
    x += step;
    y += step;
  }
}

/** dx[r, c] = scale[c] dy[r, c] + slope[c] (x[r, c] - mean[c]) + offset[c]. */
export function normalizationGradient(
  dy: usize,
  x: usize,
  rows: usize,
  columns: usize,
  mean: usize,
  scale: usize,
  slope: usize,
  offset: usize,
  dx: usize,
): void {
  const step = columns << 2;
  for (let r: usize = 0; r < rows; r++) {
    for (let c: usize = 0; c < columns; c += 4) {
      const left = columns - c;
      const j = c << 2;
      const centred = f32x4.sub(load4(x + j, left), load4(mean + j, left));
      const first = f32x4.mul(load4(dy + j, left), load4(scale + j, left));
      const second = f32x4.add(f32x4.mul(centred, load4(slope + j, left)), load4(offset + j, left));
      store4(dx + j, f32x4.add(first, second), left);
    }
    dy += step;
    x += step;
    dx += step;
  }
}
