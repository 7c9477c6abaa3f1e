import { ADD, matmulColumns, matmulPacked } from "./matmul";
import { packPanels } from "./pack";

// Images are [batch, height, width, channels]. With a dilation of 1 the pixels under one row of the filter are neighbours
// in memory, so that a row of outputs is one matrix product whose rows of A overlap: nothing is copied.

/** First output whose tap at `offset` lies inside [0, size). */
// @ts-ignore: decorator
@inline
function firstInside(offset: isize, stride: isize, count: isize): isize {
  return offset >= 0 ? 0 : min<isize>(count, (stride - 1 - offset) / stride);
}

/** One past the last output whose tap at `offset` lies inside [0, size). */
// @ts-ignore: decorator
@inline
function endInside(offset: isize, stride: isize, size: isize, count: isize): isize {
  return offset >= size ? 0 : min<isize>(count, (size - 1 - offset) / stride + 1);
}

/**
 * Packs a filter [height width, inputs, outputs] for `convolve`: each tap as a matrix of `inputs` rows. With `flipped`, the
 * taps backwards and each one transposed, for the gradient with respect to the input.
 */
export function packFilter(filter: usize, taps: usize, inputs: usize, outputs: usize, flipped: bool, target: usize): void {
  if (!flipped) {
    packPanels(filter, outputs << 2, 4, taps * inputs, outputs, target, (taps * inputs) << 4);
    return;
  }
  for (let t: usize = 0; t < taps; t++) {
    const source = filter + (((taps - 1 - t) * inputs * outputs) << 2);
    packPanels(source, 4, outputs << 2, outputs, inputs, target + ((t * outputs) << 4), (taps * outputs) << 4);
  }
}

/** Convolution with a packed filter. `start` as for `matmulPacked`; ADD where an output takes several products, or none. */
export function convolve(
  x: usize,
  packed: usize,
  y: usize,
  batch: isize,
  height: isize,
  width: isize,
  channels: isize,
  outHeight: isize,
  outWidth: isize,
  outputs: isize,
  filterHeight: isize,
  filterWidth: isize,
  strideHeight: isize,
  strideWidth: isize,
  dilationHeight: isize,
  dilationWidth: isize,
  padTop: isize,
  padLeft: isize,
  start: usize,
): void {
  const pixel = channels << 2;
  const outPixel = outputs << 2;
  const panelStep = (filterHeight * filterWidth * channels) << 4;
  for (let b: isize = 0; b < batch; b++) {
    for (let oy: isize = 0; oy < outHeight; oy++) {
      const row = y + (b * outHeight + oy) * outWidth * outPixel;
      for (let fy: isize = 0; fy < filterHeight; fy++) {
        const iy = oy * strideHeight + fy * dilationHeight - padTop;
        if (iy < 0 || iy >= height) continue;
        const line = x + (b * height + iy) * width * pixel;
        const taps = packed + ((fy * filterWidth * channels) << 4);
        if (dilationWidth == 1) {
          const begin = firstInside(-padLeft, strideWidth, outWidth);
          const end = max<isize>(begin, endInside(filterWidth - 1 - padLeft, strideWidth, width, outWidth));
          if (end > begin) {
            matmulPacked(
              line + (begin * strideWidth - padLeft) * pixel,
              strideWidth * pixel,
              taps,
              panelStep,
              row + begin * outPixel,
              outPixel,
              end - begin,
              outputs,
              filterWidth * channels,
              start,
            );
          }
          for (let ox: isize = 0; ox < outWidth; ox++) {
            if (ox == begin) ox = end;
            if (ox >= outWidth) break;
            const ix = ox * strideWidth - padLeft;
            const from = max<isize>(0, -ix);
            const to = min<isize>(filterWidth, width - ix);
            if (to <= from) continue;
            matmulPacked(
              line + (ix + from) * pixel,
              pixel,
              taps + ((from * channels) << 4),
              panelStep,
              row + ox * outPixel,
              outPixel,
              1,
              outputs,
              (to - from) * channels,
              start,
            );
          }
        } else {
          for (let fx: isize = 0; fx < filterWidth; fx++) {
            const offset = fx * dilationWidth - padLeft;
            const begin = firstInside(offset, strideWidth, outWidth);
            const end = endInside(offset, strideWidth, width, outWidth);
            if (end <= begin) continue;
            matmulPacked(
              line + (begin * strideWidth + offset) * pixel,
              strideWidth * pixel,
              taps + ((fx * channels) << 4),
              panelStep,
              row + begin * outPixel,
              outPixel,
              end - begin,
              outputs,
              channels,
              start,
            );
          }
        }
      }
    }
  }
}

/**
 * Gradient of a convolution of any stride with respect to its input, added to `dx`. `work` holds one packed tap,
 * `outputs` by `channels`.
 */
export function convolveInputGradient(
  dy: usize,
  filter: usize,
  dx: usize,
  batch: isize,
  height: isize,
  width: isize,
  channels: isize,
  outHeight: isize,
  outWidth: isize,
  outputs: isize,
  filterHeight: isize,
  filterWidth: isize,
  strideHeight: isize,
  strideWidth: isize,
  dilationHeight: isize,
  dilationWidth: isize,
  padTop: isize,
  padLeft: isize,
  work: usize,
): void {
  const pixel = channels << 2;
  const outPixel = outputs << 2;
  for (let fy: isize = 0; fy < filterHeight; fy++) {
    for (let fx: isize = 0; fx < filterWidth; fx++) {
      const offset = fx * dilationWidth - padLeft;
      const begin = firstInside(offset, strideWidth, outWidth);
      const end = endInside(offset, strideWidth, width, outWidth);
      if (end <= begin) continue;
      const tap = filter + (fy * filterWidth + fx) * channels * outPixel;
      packPanels(tap, 4, outPixel, outputs, channels, work, outputs << 4);
      for (let b: isize = 0; b < batch; b++) {
        for (let oy: isize = 0; oy < outHeight; oy++) {
          const iy = oy * strideHeight + fy * dilationHeight - padTop;
          if (iy < 0 || iy >= height) continue;
          matmulPacked(
            dy + ((b * outHeight + oy) * outWidth + begin) * outPixel,
            outPixel,
            work,
            outputs << 4,
            dx + ((b * height + iy) * width + begin * strideWidth + offset) * pixel,
            strideWidth * pixel,
            end - begin,
            channels,
            outputs,
            ADD,
          );
        }
      }
    }
  }
}

/** Gradient of a convolution with respect to its filter, added to `dw`. */
export function convolveFilterGradient(
  x: usize,
  dy: usize,
  dw: usize,
  batch: isize,
  height: isize,
  width: isize,
  channels: isize,
  outHeight: isize,
  outWidth: isize,
  outputs: isize,
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
  const outPixel = outputs << 2;
  for (let b: isize = 0; b < batch; b++) {
    for (let oy: isize = 0; oy < outHeight; oy++) {
      const row = dy + (b * outHeight + oy) * outWidth * outPixel;
      for (let fy: isize = 0; fy < filterHeight; fy++) {
        const iy = oy * strideHeight + fy * dilationHeight - padTop;
        if (iy < 0 || iy >= height) continue;
        const line = x + (b * height + iy) * width * pixel;
        const taps = dw + fy * filterWidth * channels * outPixel;
        if (dilationWidth == 1) {
          const begin = firstInside(-padLeft, strideWidth, outWidth);
          const end = max<isize>(begin, endInside(filterWidth - 1 - padLeft, strideWidth, width, outWidth));
          if (end > begin) {
            matmulColumns(
              line + (begin * strideWidth - padLeft) * pixel,
              strideWidth * pixel,
              row + begin * outPixel,
              outPixel,
              4,
              taps,
              outPixel,
              filterWidth * channels,
              outputs,
              end - begin,
              ADD,
            );
          }
          for (let ox: isize = 0; ox < outWidth; ox++) {
            if (ox == begin) ox = end;
            if (ox >= outWidth) break;
            const ix = ox * strideWidth - padLeft;
            const from = max<isize>(0, -ix);
            const to = min<isize>(filterWidth, width - ix);
            if (to <= from) continue;
            matmulColumns(
              line + (ix + from) * pixel,
              pixel,
              row + ox * outPixel,
              outPixel,
              4,
              taps + from * channels * outPixel,
              outPixel,
              (to - from) * channels,
              outputs,
              1,
              ADD,
            );
          }
        } else {
          for (let fx: isize = 0; fx < filterWidth; fx++) {
            const offset = fx * dilationWidth - padLeft;
            const begin = firstInside(offset, strideWidth, outWidth);
            const end = endInside(offset, strideWidth, width, outWidth);
            if (end <= begin) continue;
            matmulColumns(
              line + (begin * strideWidth + offset) * pixel,
              strideWidth * pixel,
              row + begin * outPixel,
              outPixel,
              4,
              taps + fx * channels * outPixel,
              outPixel,
              channels,
              outputs,
              end - begin,
              ADD,
            );
          }
        }
      }
    }
  }
}
