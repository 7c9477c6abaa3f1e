import { backend_util, type NamedAttrMap, type TensorInfo } from "@tensorflow/tfjs-core";

import { type Heap, input, type Inputs, sizeOf } from "./kernel.js";
import type { Geometry } from "./native.js";

type Shape5 = [number, number, number, number, number];

/**
 * Conv3DBackpropInputV2, which tfjs' wasm backend computes wrongly: the sum of the input gradients of the convolutions of
 * images that a convolution of volumes is made of.
 */
export function volumeInputGradient(heap: Heap, inputs: Inputs, attributes: NamedAttrMap): TensorInfo {
  const dy = input(inputs, "dy");
  const filter = input(inputs, "filter");
  const shape = attributes["inputShape"] as Shape5;
  const info = infoOf(shape, filter.shape, attributes);
  const dx = heap.output(shape);
  const work = heap.temporary(heap.native.packedBytes(info.outChannels, info.inChannels));
  const [py, pw, px] = [heap.pointer(dy), heap.pointer(filter), heap.pointer(dx)];
  heap.floats(px, sizeOf(shape)).fill(0);
  eachImage(info, (image, outImage, slice, geometry) => {
    heap.native.convolveInputGradient(py + outImage, pw + slice, px + image, ...geometry, work);
  });
  return dx;
}

/** Conv3DBackpropFilterV2, wrong in tfjs' wasm backend with strides and with some paddings. */
export function volumeFilterGradient(heap: Heap, inputs: Inputs, attributes: NamedAttrMap): TensorInfo {
  const x = input(inputs, "x");
  const dy = input(inputs, "dy");
  const shape = attributes["filterShape"] as Shape5;
  const info = infoOf(x.shape, shape, attributes);
  const dw = heap.output(shape);
  const [px, py, pw] = [heap.pointer(x), heap.pointer(dy), heap.pointer(dw)];
  heap.floats(pw, sizeOf(shape)).fill(0);
  eachImage(info, (image, outImage, slice, geometry) => {
    heap.native.convolveFilterGradient(px + image, py + outImage, pw + slice, ...geometry);
  });
  return dw;
}

/** Every image of the input with every image of the output that it meets, and the slice of the filter between: in bytes. */
function eachImage(
  info: backend_util.Conv3DInfo,
  visit: (image: number, outImage: number, slice: number, geometry: Geometry) => void,
): void {
  const imageBytes = 4 * info.inHeight * info.inWidth * info.inChannels;
  const outBytes = 4 * info.outHeight * info.outWidth * info.outChannels;
  const sliceBytes = 4 * info.filterHeight * info.filterWidth * info.inChannels * info.outChannels;
  const geometry: Geometry = [
    1,
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
  for (let b = 0; b < info.batchSize; b++) {
    for (let oz = 0; oz < info.outDepth; oz++) {
      for (let fz = 0; fz < info.filterDepth; fz++) {
        const iz = oz * info.strideDepth + fz * info.dilationDepth - info.padInfo.front;
        if (iz < 0 || iz >= info.inDepth) continue;
        const image = (b * info.inDepth + iz) * imageBytes;
        visit(image, (b * info.outDepth + oz) * outBytes, fz * sliceBytes, geometry);
      }
    }
  }
}

function infoOf(
  inputShape: readonly number[],
  filterShape: readonly number[],
  attributes: NamedAttrMap,
): backend_util.Conv3DInfo {
  return backend_util.computeConv3DInfo(
    inputShape as Shape5,
    filterShape as Shape5,
    attributes["strides"] as number | [number, number, number],
    1,
    attributes["pad"] as "same" | "valid",
  );
}
