/**
 * The wasm heap of tfjs, at most 4 GB, cannot hold another array. Everything that the failed operation had taken is given
 * back, so that a caller can free tensors or continue with a smaller batch.
 */
export class WasmMemoryError extends Error {
  override readonly name = "WasmMemoryError";
  /** Bytes that were asked for. */
  readonly bytes: number;
  /** Size of the heap at that moment, in bytes. */
  readonly heapBytes: number;

  constructor(bytes: number, heapBytes: number) {
    super(
      `The heap of the wasm backend has no room for ${mebibytes(bytes)} MiB more: ` +
        `it holds ${mebibytes(heapBytes)} MiB of at most 4096 MiB. Use smaller batches, or dispose of tensors`,
    );
    this.bytes = bytes;
    this.heapBytes = heapBytes;
  }
}

/** The kernels cannot be installed: another backend, another version of tfjs, or no SIMD. */
export class WasmBackendError extends Error {
  override readonly name = "WasmBackendError";
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}
