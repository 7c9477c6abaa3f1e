import type { Heap } from "./kernel.js";
import type { Geometry, Lines } from "./native.js";

/** Narrower convolutions gain less in products than they lose in what goes before and behind them. */
const leastChannels = 32;
const leastWidth = 16;

/** The sizes of a convolution that the fast algorithm for three taps along a line computes; undefined for any other. */
export function linesOf(geometry: Geometry): Lines | undefined {
  const [batch, height, width, channels, outHeight, outWidth, outputs, filterHeight, filterWidth, ...rest] = geometry;
  const [strideHeight, strideWidth, , dilationWidth, padTop, padLeft] = rest;
  const lines = filterHeight === 1 && strideHeight === 1 && padTop === 0 && outHeight === height;
  const threeTaps = filterWidth === 3 && strideWidth === 1 && dilationWidth === 1;
  const large = [channels, outputs].every((count) => count >= leastChannels && count % 4 === 0);
  return lines && threeTaps && large && outWidth >= leastWidth
    ? [batch * height, width, channels, outWidth, outputs, padLeft]
    : undefined;
}

/**
 * Convolution of lines with a filter of three taps. With `flipped`, that of the gradient with respect to the input, whose
 * channels are the filter's outputs. `start` is the address of a row that every output starts from, or `zeros`.
 */
export function winograd(
  heap: Heap,
  x: number,
  filter: number,
  y: number,
  lines: Lines,
  flipped: boolean,
  start: number,
): void {
  const { native } = heap;
  const [, , channels, , outputs] = lines;
  const packed = heap.temporary(24 * channels * outputs);
  const work = heap.temporary(native.winogradBytes(channels, outputs));
  const [rows, columns] = flipped ? [outputs, channels] : [channels, outputs];
  native.packWinograd(filter, rows, columns, flipped, packed, work);
  native.winograd(x, packed, y, ...lines, start, work);
}

/** Gradient of the convolution with respect to its filter. */
export function winogradFilterGradient(heap: Heap, x: number, dy: number, dw: number, lines: Lines): void {
  const [, , channels, , outputs] = lines;
  const work = heap.temporary(heap.native.winogradGradientBytes(channels, outputs));
  heap.native.winogradFilterGradient(x, dy, dw, ...lines, work);
}
