import { backend_util, type NamedAttrMap, type TensorInfo } from "@tensorflow/tfjs-core";

import { type Heap, input, type Inputs, sizeOf } from "./kernel.js";
import type { Geometry } from "./native.js";

type Shape4 = [number, number, number, number];

/** DepthwiseConv2dNativeBackpropInput, which tfjs' wasm backend lacks. */
export function depthwiseInputGradient(heap: Heap, inputs: Inputs, attributes: NamedAttrMap): TensorInfo {
  const dy = input(inputs, "dy");
  const filter = input(inputs, "filter");
  const shape = attributes["inputShape"] as unknown as Shape4;
  const dx = heap.output(shape);
  const target = heap.pointer(dx);
  heap.floats(target, sizeOf(shape)).fill(0);
  const geometry = geometryOf(shape, filter.shape, attributes);
  heap.native.depthwiseGradient(0, heap.pointer(dy), heap.pointer(filter), target, 0, ...geometry);
  return dx;
}

/** DepthwiseConv2dNativeBackpropFilter, which tfjs' wasm backend lacks. */
export function depthwiseFilterGradient(heap: Heap, inputs: Inputs, attributes: NamedAttrMap): TensorInfo {
  const x = input(inputs, "x");
  const dy = input(inputs, "dy");
  const shape = attributes["filterShape"] as unknown as Shape4;
  const dw = heap.output(shape);
  const target = heap.pointer(dw);
  heap.floats(target, sizeOf(shape)).fill(0);
  const geometry = geometryOf(x.shape, shape, attributes);
  heap.native.depthwiseGradient(heap.pointer(x), heap.pointer(dy), 0, 0, target, ...geometry);
  return dw;
}

/** As for a convolution, with the channel multiplier in place of the number of outputs. */
function geometryOf(
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, dilations, pad, dimRoundingMode }: NamedAttrMap,
): Geometry {
  const info = backend_util.computeConv2DInfo(
    inputShape as Shape4,
    filterShape as Shape4,
    strides as number | [number, number],
    (dilations ?? 1) as number | [number, number],
    pad as number,
    dimRoundingMode as unknown as "floor",
    true,
  );
  return [
    info.batchSize,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outHeight,
    info.outWidth,
    filterShape[3]!,
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
