import type { KernelFunc, NamedAttrMap, TensorInfo } from "@tensorflow/tfjs-core";

import { type Heap, input, type Inputs } from "./kernel.js";

/**
 * Identity without a copy, as in tfjs' other backends: kernels never write to their inputs. tfjs clones every tensor that a
 * gradient needs, and its wasm backend copies each.
 */
export function identity(heap: Heap, inputs: Inputs, _attributes: NamedAttrMap): TensorInfo {
  const x = input(inputs, "x");
  return heap.reshape(x, x.shape);
}

/** Cast to the type that the tensor has already copies nothing either. */
export function castWith(stock: KernelFunc): (heap: Heap, inputs: Inputs, attributes: NamedAttrMap) => TensorInfo {
  return (heap, inputs, attributes) => {
    const x = input(inputs, "x");
    if (x.dtype === attributes["dtype"]) return heap.reshape(x, x.shape);
    return stock({ inputs, attrs: attributes, backend: heap.backend }) as TensorInfo;
  };
}
