export { type BatchSumReducer, setBatchSumReducer } from "./batch-normalization.js";
export { softmaxCrossEntropy } from "./cross-entropy.js";
export { WasmBackendError, WasmMemoryError } from "./errors.js";
export { installWasmKernels, uninstallWasmKernels, wasmKernelsInstalled } from "./install.js";
