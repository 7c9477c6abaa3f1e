/** The first `count` values at `p`, zeros behind them. */
// @ts-ignore: decorator
@inline
export function load4(p: usize, count: usize): v128 {
  return count >= 4 ? v128.load(p) : loadPart(p, count);
}

function loadPart(p: usize, count: usize): v128 {
  let v = v128.load_zero<f32>(p);
  if (count > 1) v = v128.load_lane<f32>(p, v, 1, 4);
  if (count > 2) v = v128.load_lane<f32>(p, v, 2, 8);
  return v;
}

/** Writes the first `count` lanes. */
// @ts-ignore: decorator
@inline
export function store4(p: usize, v: v128, count: usize): void {
  if (count >= 4) v128.store(p, v);
  else storePart(p, v, count);
}

function storePart(p: usize, v: v128, count: usize): void {
  v128.store_lane<f32>(p, v, 0);
  if (count > 1) v128.store_lane<f32>(p, v, 1, 4);
  if (count > 2) v128.store_lane<f32>(p, v, 2, 8);
}
