import type { NamedAttrMap, TensorInfo } from "@tensorflow/tfjs-core";

import { type Heap, input, type Inputs, sizeOf } from "./kernel.js";

/** Elu: exp(x) - 1 below 0, without the cancellation near 0. */
export function elu(heap: Heap, inputs: Inputs, _attributes: NamedAttrMap): TensorInfo {
  const x = input(inputs, "x");
  const y = heap.output(x.shape);
  heap.native.elu(heap.pointer(x), heap.pointer(y), sizeOf(x.shape));
  return y;
}

/** EluGrad, from the output of the forward pass. */
export function eluGradient(heap: Heap, inputs: Inputs, _attributes: NamedAttrMap): TensorInfo {
  const dy = input(inputs, "dy");
  const y = input(inputs, "y");
  const dx = heap.output(y.shape);
  heap.native.eluGradient(heap.pointer(dy), heap.pointer(y), heap.pointer(dx), sizeOf(y.shape));
  return dx;
}
