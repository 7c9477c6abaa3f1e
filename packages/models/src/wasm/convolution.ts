import { backend_util, type NamedAttrMap, type TensorInfo } from "@tensorflow/tfjs-core";

import { applyActivation } from "./fused-activation.js";
import { type Heap, input, type Inputs, sizeOf } from "./kernel.js";
import { fillRows, paddedRow } from "./matmul.js";
import { add, type Geometry, zeros } from "./native.js";
import { linesOf, winograd, winogradFilterGradient } from "./winograd.js";

type ConvolutionInfo = backend_util.Conv2DInfo;
type Shape4 = [number, number, number, number];

/** Conv2D, to which tfjs lowers conv1d too. */
export function convolution(heap: Heap, inputs: Inputs, attributes: NamedAttrMap): TensorInfo {
  const x = input(inputs, "x");
  const filter = input(inputs, "filter");
  return forward(heap, x, filter, infoOf(x.shape, filter.shape, attributes));
}

/** FusedConv2D: with a bias per channel and an activation. */
export function fusedConvolution(heap: Heap, inputs: Inputs, attributes: NamedAttrMap): TensorInfo {
  const x = input(inputs, "x");
  const filter = input(inputs, "filter");
  const out = forward(heap, x, filter, infoOf(x.shape, filter.shape, attributes), inputs["bias"]);
  return applyActivation(heap, out, attributes, inputs["preluActivationWeights"]);
}

/** Conv2DBackpropInput: gradient of a convolution with respect to its input. */
export function convolutionInputGradient(heap: Heap, inputs: Inputs, attributes: NamedAttrMap): TensorInfo {
  const dy = input(inputs, "dy");
  const filter = input(inputs, "filter");
  const shape = attributes["inputShape"] as unknown as Shape4;
  const info = infoOf(shape, filter.shape, attributes);
  const dx = heap.output(shape);
  if (sizeOf(shape) === 0) return dx;
  const { native } = heap;
  const taps = info.filterHeight * info.filterWidth;
  if (info.strideHeight === 1 && info.strideWidth === 1) {
    // A convolution of dy with the filter turned round, its inputs and outputs exchanged.
    const turned: Geometry = [
      info.batchSize,
      info.outHeight,
      info.outWidth,
      info.outChannels,
      info.inHeight,
      info.inWidth,
      info.inChannels,
      info.filterHeight,
      info.filterWidth,
      1,
      1,
      info.dilationHeight,
      info.dilationWidth,
      info.dilationHeight * (info.filterHeight - 1) - info.padInfo.top,
      info.dilationWidth * (info.filterWidth - 1) - info.padInfo.left,
    ];
    const target = heap.pointer(dx);
    const lines = linesOf(turned);
    if (lines !== undefined) {
      winograd(heap, heap.pointer(dy), heap.pointer(filter), target, lines, true, zeros);
      return dx;
    }
    const packed = heap.temporary(native.packedBytes(taps * info.outChannels, info.inChannels));
    native.packFilter(heap.pointer(filter), taps, info.inChannels, info.outChannels, true, packed);
    const clear = needsClearing(turned);
    if (clear) heap.floats(target, sizeOf(shape)).fill(0);
    native.convolve(heap.pointer(dy), packed, target, ...turned, clear ? add : zeros);
  } else {
    const work = heap.temporary(native.packedBytes(info.outChannels, info.inChannels));
    const target = heap.pointer(dx);
    heap.floats(target, sizeOf(shape)).fill(0);
    native.convolveInputGradient(heap.pointer(dy), heap.pointer(filter), target, ...geometryOf(info), work);
  }
  return dx;
}

/** Conv2DBackpropFilter, which tfjs' wasm backend lacks: gradient of a convolution with respect to its filter. */
export function convolutionFilterGradient(heap: Heap, inputs: Inputs, attributes: NamedAttrMap): TensorInfo {
  const x = input(inputs, "x");
  const dy = input(inputs, "dy");
  const shape = attributes["filterShape"] as unknown as Shape4;
  const info = infoOf(x.shape, shape, attributes);
  const dw = heap.output(shape);
  const target = heap.pointer(dw);
  const lines = linesOf(geometryOf(info));
  if (lines !== undefined) {
    winogradFilterGradient(heap, heap.pointer(x), heap.pointer(dy), target, lines);
    return dw;
  }
  heap.floats(target, sizeOf(shape)).fill(0);
  heap.native.convolveFilterGradient(heap.pointer(x), heap.pointer(dy), target, ...geometryOf(info));
  return dw;
}

function forward(heap: Heap, x: TensorInfo, filter: TensorInfo, info: ConvolutionInfo, bias?: TensorInfo): TensorInfo {
  const { native } = heap;
  const out = heap.output(info.outShape);
  const size = sizeOf(info.outShape);
  if (size === 0) return out;
  const geometry = geometryOf(info);
  const target = heap.pointer(out);
  const lines = linesOf(geometry);
  if (lines !== undefined) {
    const row = bias === undefined ? zeros : paddedRow(heap, bias, info.outChannels);
    winograd(heap, heap.pointer(x), heap.pointer(filter), target, lines, false, row);
    return out;
  }
  const taps = info.filterHeight * info.filterWidth;
  const packed = heap.temporary(native.packedBytes(taps * info.inChannels, info.outChannels));
  native.packFilter(heap.pointer(filter), taps, info.inChannels, info.outChannels, false, packed);
  const clear = needsClearing(geometry);
  let start = clear ? add : zeros;
  if (bias === undefined) {
    if (clear) heap.floats(target, size).fill(0);
  } else if (clear) fillRows(heap, bias, target, size / info.outChannels, info.outChannels);
  else start = paddedRow(heap, bias, info.outChannels);
  native.convolve(heap.pointer(x), packed, target, ...geometry, start);
  return out;
}

/** Whether an output takes several products, or none: then they are added to zeros. */
function needsClearing(geometry: Geometry): boolean {
  const [, height, width, , outHeight, outWidth, , filterHeight, filterWidth] = geometry;
  const [strideHeight, strideWidth, , dilationWidth, padTop, padLeft] = geometry.slice(9) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const everyWindowMeets =
    padLeft < filterWidth && (outWidth - 1) * strideWidth - padLeft < width && dilationWidth === 1;
  const oneRow = filterHeight === 1 && padTop <= 0 && (outHeight - 1) * strideHeight - padTop < height;
  return !(oneRow && everyWindowMeets);
}

function infoOf(
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, dilations, pad, dimRoundingMode, dataFormat }: NamedAttrMap,
): ConvolutionInfo {
  const info = backend_util.computeConv2DInfo(
    inputShape as Shape4,
    filterShape as Shape4,
    strides as number | [number, number],
    (dilations ?? 1) as number | [number, number],
    pad as number,
    dimRoundingMode as unknown as "floor",
    false,
    dataFormat === "NCHW" ? "channelsFirst" : "channelsLast",
  );
  if (info.dataFormat !== "channelsLast") {
    throw new RangeError(`Convolutions on the wasm backend need the data format "NHWC", got "NCHW"`);
  }
  return info;
}

function geometryOf(info: ConvolutionInfo): Geometry {
  return [
    info.batchSize,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outHeight,
    info.outWidth,
    info.outChannels,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    info.padInfo.top,
    info.padInfo.left,
  ];
}
