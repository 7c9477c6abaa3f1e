import { expect, it } from "vitest";

import * as wasm from "../../src/wasm/index.js";

it("exports these names and no others", () => {
  expect(Object.keys(wasm).sort()).toEqual([
    "WasmBackendError",
    "WasmMemoryError",
    "installWasmKernels",
    "setBatchSumReducer",
    "softmaxCrossEntropy",
    "uninstallWasmKernels",
    "wasmKernelsInstalled",
  ]);
});
