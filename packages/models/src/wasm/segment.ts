import type { NamedAttrMap, TensorInfo } from "@tensorflow/tfjs-core";

import { type Heap, input, type Inputs, sizeOf } from "./kernel.js";

/** UnsortedSegmentSum, which tfjs' wasm backend lacks: the gradient of `gather`, and so of embeddings. */
export function unsortedSegmentSum(heap: Heap, inputs: Inputs, attributes: NamedAttrMap): TensorInfo {
  const x = input(inputs, "x");
  const segments = input(inputs, "segmentIds");
  const groups = attributes["numSegments"] as number;
  const rows = x.shape[0] ?? 1;
  const rest = x.shape.slice(1);
  const out = heap.output([groups, ...rest]);
  const target = heap.pointer(out);
  heap.floats(target, groups * sizeOf(rest)).fill(0);
  heap.native.segmentSum(heap.pointer(x), heap.pointer(segments), rows, sizeOf(rest), groups, target);
  return out;
}
