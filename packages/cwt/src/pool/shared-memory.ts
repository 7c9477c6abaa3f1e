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

/** The signal itself if it lies in shared memory, else a copy that does. */
export function inSharedMemory(x: Signal): Signal {
  if (isShared(x)) return x;
  const copy = createShared(x instanceof Float64Array ? "float64" : "float32", x.length);
  copy.set(x);
  return copy;
}
