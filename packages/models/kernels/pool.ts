import { load4, store4 } from "./lanes";

/**
 * Gradient of max-pooling over [batch, height, width, channels]: each output's gradient goes to the first largest value
 * of its window, which is found anew from `x`. The caller has cleared `dx`.
 */
export function maxPoolGradient(
  x: usize,
  dy: usize,
  dx: usize,
  batch: isize,
  height: isize,
  width: isize,
  channels: isize,
  outHeight: isize,
  outWidth: isize,
  filterHeight: isize,
  filterWidth: isize,
  strideHeight: isize,
  strideWidth: isize,
  dilationHeight: isize,
  dilationWidth: isize,
  padTop: isize,
  padLeft: isize,
): void {
  const pixel = channels << 2;
  const pairs = filterHeight == 2 && strideHeight == 2 && dilationHeight == 1 && padTop == 0 && 2 * outHeight <= height;
  if (pairs && filterWidth == 1 && width == 1 && strideWidth == 1 && padLeft == 0) {
    for (let b: isize = 0; b < batch; b++) {
      const image = b * height * pixel;
      pairGradient(x + image, dy + b * outHeight * pixel, dx + image, outHeight, channels);
    }
    return;
  }
  for (let b: isize = 0; b < batch; b++) {
    for (let oy: isize = 0; oy < outHeight; oy++) {
      for (let ox: isize = 0; ox < outWidth; ox++) {
        const y0 = oy * strideHeight - padTop;
        const x0 = ox * strideWidth - padLeft;
        for (let c: isize = 0; c < channels; c += 4) {
          const left = <usize>(channels - c);
          let largest = f32x4.splat(-Infinity);
          let where = i32x4.splat(-1);
          for (let fy: isize = 0; fy < filterHeight; fy++) {
            const iy = y0 + fy * dilationHeight;
            if (iy < 0 || iy >= height) continue;
            for (let fx: isize = 0; fx < filterWidth; fx++) {
              const ix = x0 + fx * dilationWidth;
              if (ix < 0 || ix >= width) continue;
              const v = load4(x + <usize>(((b * height + iy) * width + ix) * pixel + (c << 2)), left);
              const better = f32x4.gt(v, largest);
              largest = v128.bitselect(v, largest, better);
              where = v128.bitselect(i32x4.splat(<i32>(fy * filterWidth + fx)), where, better);
            }
          }
          const g = load4(dy, left);
          dy += <usize>min<isize>(16, (channels - c) << 2);
          for (let fy: isize = 0; fy < filterHeight; fy++) {
            const iy = y0 + fy * dilationHeight;
            if (iy < 0 || iy >= height) continue;
            for (let fx: isize = 0; fx < filterWidth; fx++) {
              const ix = x0 + fx * dilationWidth;
              if (ix < 0 || ix >= width) continue;
              const target = dx + <usize>(((b * height + iy) * width + ix) * pixel + (c << 2));
              const mine = i32x4.eq(where, i32x4.splat(<i32>(fy * filterWidth + fx)));
              store4(target, f32x4.add(load4(target, left), v128.and(g, mine)), left);
            }
          }
        }
      }
    }
  }
}

/** The common case of pairs of neighbours in time, which do not overlap. */
function pairGradient(x: usize, dy: usize, dx: usize, windows: usize, channels: usize): void {
  const whole = (channels & ~3) << 2;
  const step = channels << 2;
  for (let i: usize = 0; i < windows; i++) {
    for (let j: usize = 0; j < whole; j += 16) {
      const first = f32x4.ge(v128.load(x + j), v128.load(x + j + step));
      const g = v128.load(dy + j);
      v128.store(dx + j, v128.and(g, first));
      v128.store(dx + j + step, v128.andnot(g, first));
    }
    for (let j = whole; j < step; j += 4) {
      const first = load<f32>(x + j) >= load<f32>(x + j + step);
      const g = load<f32>(dy + j);
      store<f32>(dx + j, first ? g : 0);
      store<f32>(dx + j + step, first ? 0 : g);
    }
    x += step << 1;
    dx += step << 1;
    dy += step;
  }
}
