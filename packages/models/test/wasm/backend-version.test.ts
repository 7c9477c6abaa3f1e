import { afterAll, beforeAll, expect, it, vi } from "vitest";

import { installWasmKernels, WasmBackendError, wasmKernelsInstalled } from "../../src/wasm/index.js";
import { useWasm } from "./backend.js";

// The next version of tfjs, as far as the kernels can tell.
vi.mock("@tensorflow/tfjs-core", async (original) => ({
  ...(await original<typeof import("@tensorflow/tfjs-core")>()),
  version_core: "4.23.0",
}));

beforeAll(useWasm);
afterAll(() => vi.doUnmock("@tensorflow/tfjs-core"));

it("refuses another version of tfjs, naming both, and leaves the backend as it is", async () => {
  await expect(installWasmKernels()).rejects.toThrow(
    new WasmBackendError("The wasm kernels work inside tfjs 4.22.0, whose memory layout they know; got tfjs 4.23.0"),
  );
  expect(wasmKernelsInstalled()).toBe(false);
});
