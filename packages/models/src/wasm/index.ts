export { type BatchSumReducer, setBatchSumReducer } from "./batch-normalization.js";
export { WasmBackendError, WasmMemoryError } from "./errors.js";
export { installWasmKernels, uninstallWasmKernels, wasmKernelsInstalled } from "./install.js";
