import type { NamedAttrMap, TensorInfo } from "@tensorflow/tfjs-core";

import { type Heap, input, type Inputs } from "./kernel.js";

/**
 * Identity without a copy, as in tfjs' other backends: kernels never write to their inputs. tfjs clones every tensor that a
 * gradient needs, and its wasm backend copies each.
 */
export function identity(heap: Heap, inputs: Inputs, _attributes: NamedAttrMap): TensorInfo {
  const x = input(inputs, "x");
  return heap.reshape(x, x.shape);
}
