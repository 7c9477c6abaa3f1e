import type { Dtype } from "../scalogram.js";

/**
 * An array in shared memory, as it passes to another thread: V8 cuts a typed array of 4 GiB or more on its way, but not the memory
 * under it.
 */
export interface SharedView {
  readonly buffer: SharedArrayBuffer;
  /** In bytes. */
  readonly start: number;
  readonly length: number;
  readonly dtype: Dtype;
}

/** What {@link openView} makes the array of again. */
export function viewOf(array: Float32Array | Float64Array): SharedView {
  const { buffer, byteOffset: start, length } = array;
  return {
    buffer: buffer as SharedArrayBuffer,
    start,
    length,
    dtype: array instanceof Float64Array ? "float64" : "float32",
  };
}

/** The array, on the other thread. */
export function openView({ buffer, start, length, dtype }: SharedView): Float32Array | Float64Array {
  return dtype === "float64" ? new Float64Array(buffer, start, length) : new Float32Array(buffer, start, length);
}
