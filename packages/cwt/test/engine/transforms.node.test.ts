import { afterEach, describe, expect, it, vi } from "vitest";

import { cwt as cwtWithSimd } from "../../src/cwt.js";
import { waveletFilter } from "../../src/filter.js";
import { wavelet } from "../../src/wavelet.js";

// In Node, because modules cannot be loaded afresh in a page.
describe("without SIMD", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  it("plain arithmetic takes over", async () => {
    const x = Float64Array.from({ length: 500 }, (_, n) => Math.sin(n * n * 0.001));
    const expected = cwtWithSimd(x, [2, 5, 30], { dtype: "float64" }).data;
    vi.stubGlobal("WebAssembly", { validate: () => false });
    vi.resetModules();
    const { fastestTransform, transformOf } = await import("../../src/engine/transforms.js");
    const { cwt } = await import("../../src/cwt.js");
    expect(transformOf("float32")).toBeUndefined();
    expect(fastestTransform("float32")).toBe("plain");
    expect(fastestTransform("float64")).toBe("plain");
    const { data } = cwt(x, [2, 5, 30], { dtype: "float64" });
    expect(data.every((value, i) => Math.abs(value - expected[i]!) < 1e-13)).toBe(true);
    expect(cwt(x, [2, 5, 30]).data).toBeInstanceOf(Float32Array);
  });

  it("an engine for SIMD fails clearly", async () => {
    vi.stubGlobal("WebAssembly", undefined);
    vi.resetModules();
    const { createEngine } = await import("../../src/engine/engine.js");
    const engine = createEngine([waveletFilter(wavelet("morl"), 2, 8)], "float32");
    expect(() => engine.forEachBlock(new Float64Array(9), 9, () => undefined)).toThrow(
      new Error('This machine cannot run the transform "float32"'),
    );
  });
});
