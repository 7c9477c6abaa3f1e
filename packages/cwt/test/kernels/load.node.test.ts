import { afterEach, describe, expect, it, vi } from "vitest";

// In Node, because modules cannot be loaded afresh in a page.
describe("instantiateKernel", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  it("gives nothing where there is no WebAssembly", async () => {
    vi.stubGlobal("WebAssembly", undefined);
    vi.resetModules();
    const { instantiateKernel } = await import("../../src/kernels/load.js");
    expect(instantiateKernel("float32")).toBeUndefined();
  });

  it("gives nothing where the machine refuses the binary, and asks once", async () => {
    const validate = vi.fn<() => boolean>(() => false);
    vi.stubGlobal("WebAssembly", { validate });
    vi.resetModules();
    const { instantiateKernel } = await import("../../src/kernels/load.js");
    expect(instantiateKernel("float64")).toBeUndefined();
    expect(instantiateKernel("float64")).toBeUndefined();
    expect(validate).toHaveBeenCalledTimes(1);
  });
});
