import { type DataType, getKernel, type NamedAttrMap, type TensorInfo } from "@tensorflow/tfjs-core";

import { memoryOf, type WasmBackend } from "./backend.js";
import type { Native } from "./native.js";

/** Named inputs of a kernel; optional ones may be missing. */
export type Inputs = Readonly<Record<string, TensorInfo | undefined>>;

/** A kernel as this folder writes them. Whatever it allocates through `heap` is given back if it throws. */
export type Kernel = (heap: Heap, inputs: Inputs, attributes: NamedAttrMap) => TensorInfo | TensorInfo[];

/** The backend's memory during one call of a kernel. */
export class Heap {
  readonly native: Native;
  readonly backend: WasmBackend;
  readonly #outputs: TensorInfo[] = [];
  readonly #temporaries: number[] = [];

  constructor(backend: WasmBackend, native: Native) {
    this.backend = backend;
    this.native = native;
  }

  /** Address of the values of a tensor, in bytes; beyond 2 GiB it stays positive. */
  pointer(tensor: TensorInfo): number {
    return this.backend.dataIdMap.get(tensor.dataId).memoryOffset;
  }

  output(shape: readonly number[], dtype: DataType = "float32"): TensorInfo {
    const info = this.backend.makeOutput([...shape], dtype);
    this.#outputs.push(info);
    return info;
  }

  /** Room that is given back at the end of the call. */
  temporary(bytes: number): number {
    const pointer = this.backend.wasm["_malloc"](bytes) >>> 0;
    this.#temporaries.push(pointer);
    return pointer;
  }

  /** The same values under another shape. */
  reshape(tensor: TensorInfo, shape: readonly number[]): TensorInfo {
    this.backend.incRef(tensor.dataId);
    return { dataId: tensor.dataId, shape: [...shape], dtype: tensor.dtype };
  }

  /** Runs a kernel of the backend; its outputs are given back with `release`. */
  run(name: string, inputs: Inputs, attrs: NamedAttrMap): TensorInfo {
    const info = getKernel(name, "wasm").kernelFunc({ inputs, attrs, backend: this.backend });
    const first = Array.isArray(info) ? info[0]! : info;
    this.#outputs.push(first);
    return first;
  }

  release(tensor: TensorInfo): void {
    const index = this.#outputs.indexOf(tensor);
    if (index >= 0) this.#outputs.splice(index, 1);
    this.backend.disposeData(tensor.dataId);
  }

  /** A view of the heap. Any later allocation may detach it: make it anew after each. */
  floats(pointer: number, length: number): Float32Array {
    return new Float32Array(memoryOf(this.backend).buffer, pointer, length);
  }

  doubles(pointer: number, length: number): Float64Array {
    return new Float64Array(memoryOf(this.backend).buffer, pointer, length);
  }

  /** Ends the call: frees the work areas, and after an error the outputs too. */
  close(failed: boolean): void {
    for (const pointer of this.#temporaries) this.backend.wasm["_free"](pointer);
    if (failed) for (const info of this.#outputs) this.backend.disposeData(info.dataId);
  }
}

/** The input of that name. */
export function input(inputs: Inputs, name: string): TensorInfo {
  const tensor = inputs[name];
  if (tensor === undefined) throw new TypeError(`A kernel of the wasm backend needs the input "${name}"`);
  return tensor;
}

export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const n of shape) size *= n;
  return size;
}
