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
  const whole = (columns & ~3) << 2;
  const step = columns << 2;
  for (let r: usize = 0; r < rows; r++) {
    for (let j: usize = 0; j < whole; j += 16) {
      const centred = f32x4.sub(v128.load(x + j), v128.load(mean + j));
      v128.store(y + j, f32x4.add(f32x4.mul(centred, v128.load(scale + j)), v128.load(offset + j)));
    }
    for (let j = whole; j < step; j += 4) {
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
  const whole = (columns & ~3) << 2;
  const step = columns << 2;
  for (let r: usize = 0; r < rows; r++) {
    for (let j: usize = 0; j < whole; j += 16) {
      const centred = f32x4.sub(v128.load(x + j), v128.load(mean + j));
      const first = f32x4.mul(v128.load(dy + j), v128.load(scale + j));
      const second = f32x4.add(f32x4.mul(centred, v128.load(slope + j)), v128.load(offset + j));
      v128.store(dx + j, f32x4.add(first, second));
    }
    for (let j = whole; j < step; j += 4) {
      const second = (load<f32>(x + j) - load<f32>(mean + j)) * load<f32>(slope + j) + load<f32>(offset + j);
      store<f32>(dx + j, load<f32>(dy + j) * load<f32>(scale + j) + second);
    }
    dy += step;
    x += step;
    dx += step;
  }
}
