/**
 * Gradient of a depthwise convolution, [batch, height, width, channels] by a filter [height, width, channels, multiplier],
 * added to `dx` and to `dw`; either may be 0, to leave it out.
 */
export function depthwiseGradient(
  x: usize,
  dy: usize,
  filter: usize,
  dx: usize,
  dw: usize,
  batch: isize,
  height: isize,
  width: isize,
  channels: isize,
  outHeight: isize,
  outWidth: isize,
  multiplier: isize,
  filterHeight: isize,
  filterWidth: isize,
  strideHeight: isize,
  strideWidth: isize,
  dilationHeight: isize,
  dilationWidth: isize,
  padTop: isize,
  padLeft: isize,
): void {
  const outputs = channels * multiplier;
  for (let b: isize = 0; b < batch; b++) {
    for (let oy: isize = 0; oy < outHeight; oy++) {
      for (let fy: isize = 0; fy < filterHeight; fy++) {
        const iy = oy * strideHeight + fy * dilationHeight - padTop;
        if (iy < 0 || iy >= height) continue;
        for (let ox: isize = 0; ox < outWidth; ox++) {
          const g = dy + ((((b * outHeight + oy) * outWidth + ox) * outputs) << 2);
          for (let fx: isize = 0; fx < filterWidth; fx++) {
            const ix = ox * strideWidth + fx * dilationWidth - padLeft;
            if (ix < 0 || ix >= width) continue;
            const pixel = (((b * height + iy) * width + ix) * channels) << 2;
            const tap = ((fy * filterWidth + fx) * outputs) << 2;
            if (dx) toInput(g, filter + tap, dx + pixel, channels, multiplier);
            if (dw) toFilter(g, x + pixel, dw + tap, channels, multiplier);
          }
        }
      }
    }
  }
}

function toInput(g: usize, w: usize, dx: usize, channels: isize, multiplier: isize): void {
  for (let c: isize = 0; c < channels; c++) {
    let sum: f32 = 0;
    for (let q: isize = 0; q < multiplier; q++) {
      sum += load<f32>(g) * load<f32>(w);
      g += 4;
      w += 4;
    }
    store<f32>(dx, load<f32>(dx) + sum);
    dx += 4;
  }
}

function toFilter(g: usize, x: usize, dw: usize, channels: isize, multiplier: isize): void {
  for (let c: isize = 0; c < channels; c++) {
    const value = load<f32>(x);
    for (let q: isize = 0; q < multiplier; q++) {
      store<f32>(dw, load<f32>(dw) + value * load<f32>(g));
      g += 4;
      dw += 4;
    }
    x += 4;
  }
}
