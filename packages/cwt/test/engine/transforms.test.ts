import { describe, expect, it } from "vitest";

import { pairFilters } from "../../src/engine/filter-pairs.js";
import { fastestTransform, forgetLarge, transformOf } from "../../src/engine/transforms.js";
import { waveletFilter } from "../../src/filter.js";
import { wavelet } from "../../src/wavelet.js";

describe("fastestTransform", () => {
  it("takes SIMD for both types here", () => {
    expect(fastestTransform("float32")).toMatch(/^float32(-relaxed)?$/);
    expect(fastestTransform("float64")).toBe("float64");
  });
});

describe("forgetLarge", () => {
  it("starts anew after filters of millions of samples, and not after usual ones", () => {
    const usual = transformOf("float64");
    const [pair] = pairFilters([waveletFilter(wavelet("mexh"), 10, 8)]);
    usual!.spectrumOf(pair!, 1024);
    forgetLarge("float64");
    expect(transformOf("float64")).toBe(usual);
    usual!.spectrumOf(pair!, 2 ** 21);
    expect(usual!.bytes).toBeGreaterThan(64 * 2 ** 20);
    forgetLarge("float64");
    expect(transformOf("float64")).not.toBe(usual);
  });
});
