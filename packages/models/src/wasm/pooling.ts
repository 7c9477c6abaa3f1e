import { backend_util, type NamedAttrMap, type TensorInfo } from "@tensorflow/tfjs-core";

import { type Heap, input, type Inputs, sizeOf } from "./kernel.js";

/**
 * MaxPoolGrad: the gradient goes to the first largest value of each window, as in tfjs' cpu backend. tfjs' wasm kernel
 * looks for values above 0: the gradient of a window that has none goes astray.
 */
export function maxPoolGradient(heap: Heap, inputs: Inputs, attributes: NamedAttrMap): TensorInfo {
  const dy = input(inputs, "dy");
  const x = input(inputs, "input");
  const info = backend_util.computePool2DInfo(
    x.shape as [number, number, number, number],
    attributes["filterSize"] as number | [number, number],
    attributes["strides"] as number | [number, number],
    1,
    attributes["pad"] as number,
    attributes["dimRoundingMode"] as unknown as "floor",
  );
  const dx = heap.output(x.shape);
  const target = heap.pointer(dx);
  heap.floats(target, sizeOf(x.shape)).fill(0);
  heap.native.maxPoolGradient(
    heap.pointer(x),
    heap.pointer(dy),
    target,
    info.batchSize,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outHeight,
    info.outWidth,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    info.padInfo.top,
    info.padInfo.left,
  );
  return dx;
}
