import { type DataType, findBackend, type TensorInfo, version_core } from "@tensorflow/tfjs-core";

import { WasmBackendError } from "./errors.js";

/** The one version of tfjs whose internals the kernels know. */
const supportedVersion = "4.22.0";

/** The Emscripten module behind the backend, as far as it is used here. */
export interface WasmModule {
  _malloc: (bytes: number) => number;
  readonly _free: (pointer: number) => void;
  readonly asm: { readonly memory?: WebAssembly.Memory };
  readonly wasmMemory?: WebAssembly.Memory;
  readonly HEAPU8: Uint8Array;
}

/** tfjs' `BackendWasm`, as far as it is used here. */
export interface WasmBackend {
  readonly wasm: WasmModule;
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number; readonly id: number } };
  makeOutput(shape: number[], dtype: DataType): TensorInfo;
  disposeData(dataId: object): boolean;
  incRef(dataId: object): void;
}

/**
 * The registered wasm backend, if it can carry the kernels.
 *
 * @throws {WasmBackendError} If tfjs is not 4.22.0, or the wasm backend is not there or not initialised.
 */
export function findWasmBackend(): WasmBackend {
  const version: string = version_core;
  if (version !== supportedVersion) {
    throw new WasmBackendError(
      `The wasm kernels work inside tfjs ${supportedVersion}, whose memory layout they know; got tfjs ${version}`,
    );
  }
  const backend: unknown = findBackend("wasm");
  if (backend === null || backend === undefined) {
    throw new WasmBackendError(
      `The wasm backend is not there. Import "@tensorflow/tfjs-backend-wasm" and await tf.setBackend("wasm") first`,
    );
  }
  if (!isWasmBackend(backend)) {
    throw new WasmBackendError(
      `The backend named "wasm" is not that of @tensorflow/tfjs-backend-wasm ${supportedVersion}, initialised`,
    );
  }
  return backend;
}

function isWasmBackend(backend: object): backend is WasmBackend {
  if (!("wasm" in backend && "dataIdMap" in backend && "makeOutput" in backend)) return false;
  const { wasm } = backend;
  return typeof wasm === "object" && wasm !== null && "asm" in wasm && "_malloc" in wasm && "_free" in wasm;
}

/** The memory of the backend: exported by the plain and SIMD binaries, given to the threaded one. */
export function memoryOf(backend: WasmBackend): WebAssembly.Memory {
  const memory = backend.wasm.asm.memory ?? backend.wasm.wasmMemory;
  if (memory === undefined) {
    throw new WasmBackendError(
      `The memory of the wasm backend cannot be reached; tfjs-backend-wasm ${supportedVersion} is needed`,
    );
  }
  return memory;
}
