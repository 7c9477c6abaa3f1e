/** Rounds up to a multiple of `step`. */
// @ts-ignore: decorator
@inline
export function roundUp(n: usize, step: usize): usize {
  return ((n + step - 1) / step) * step;
}

/**
 * Copies a matrix of `depth` rows and `width` columns into panels of four columns, each laid out [depth][4], so that
 * the multiplication reads it in order. Missing columns of the last panel become zero. Steps are in bytes; panels begin
 * `panelStep` bytes apart, so that a part of the depth can be packed alone.
 */
export function packPanels(
  source: usize,
  rowStep: usize,
  columnStep: usize,
  depth: usize,
  width: usize,
  target: usize,
  panelStep: usize,
): void {
  const whole = width & ~3;
  const gap = panelStep - (depth << 4);
  for (let j: usize = 0; j < whole; j += 4) {
    let p = source + j * columnStep;
    if (columnStep == 4) {
      for (let k: usize = 0; k < depth; k++) {
        v128.store(target, v128.load(p));
        target += 16;
        p += rowStep;
      }
    } else {
      for (let k: usize = 0; k < depth; k++) {
        let q = p;
        let four = v128.load_zero<f32>(q);
        q += columnStep;
        four = v128.load_lane<f32>(q, four, 1);
        q += columnStep;
        four = v128.load_lane<f32>(q, four, 2);
        q += columnStep;
        v128.store(target, v128.load_lane<f32>(q, four, 3));
        target += 16;
        p += rowStep;
      }
    }
    target += gap;
  }
  if (whole == width) return;
  let p = source + whole * columnStep;
  for (let k: usize = 0; k < depth; k++) {
    v128.store(target, f32x4.splat(0));
    for (let j: usize = 0; j < width - whole; j++) store<f32>(target + (j << 2), load<f32>(p + j * columnStep));
    target += 16;
    p += rowStep;
  }
}

/** Copies `depth` rows of `width` neighbouring values, `rowStep` bytes apart, into rows of `padded` values ended by zeros. */
export function packRows(
  source: usize,
  rowStep: usize,
  depth: usize,
  width: usize,
  padded: usize,
  target: usize,
): void {
  const whole = width & ~3;
  for (let k: usize = 0; k < depth; k++) {
    let j: usize = 0;
    for (; j < whole; j += 4) v128.store(target + (j << 2), v128.load(source + (j << 2)));
    for (; j < width; j++) store<f32>(target + (j << 2), load<f32>(source + (j << 2)));
    for (; j < padded; j++) store<f32>(target + (j << 2), 0);
    source += rowStep;
    target += padded << 2;
  }
}
