import type { Signal } from "../check.js";
import type { Dtype } from "../scalogram.js";

/** An array in shared memory. */
export function createShared(dtype: Dtype, length: number): Signal {
  return dtype === "float64"
    ? new Float64Array(new SharedArrayBuffer(8 * length))
    : new Float32Array(new SharedArrayBuffer(4 * length));
}

/** Whether an array lies in shared memory. */
export function isShared({ buffer }: Signal): boolean {
  return buffer instanceof SharedArrayBuffer;
}
