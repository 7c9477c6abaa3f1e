import * as tf from "@tensorflow/tfjs-core";

import { installWasmKernels } from "../wasm/index.js";

/**
 * Selects tfjs' wasm backend and gives it the correct and fast kernels of `@wader/models/wasm`.
 *
 * In Node the backend finds its binaries beside itself. In a page call `setWasmPaths`, `tf.setBackend("wasm")` and
 * `installWasmKernels` instead.
 *
 * @throws {Error} If `@tensorflow/tfjs-backend-wasm` is not installed or does not start.
 * @throws {WasmBackendError} If the version of tfjs is not the one that the kernels are made for, or SIMD is missing.
 *
 * @example
 * await useWasm();
 * await trainAutoencoder(autoencoder, frames);
 */
export async function useWasm(): Promise<void> {
  await import("@tensorflow/tfjs-backend-wasm");
  if (!(await tf.setBackend("wasm"))) throw new Error("tfjs' wasm backend did not start");
  await installWasmKernels();
}
