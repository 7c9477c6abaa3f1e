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
