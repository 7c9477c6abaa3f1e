import { describe, expect, it } from "vitest";

import { logWeights } from "../src/log-weights.js";

describe("logWeights", () => {
  it("is one step of the logarithm for scales in equal ratios", () => {
    for (const weight of logWeights(Float64Array.of(3, 6, 12, 24), "l1")) expect(weight).toBeCloseTo(Math.LN2, 14);
  });

  it("divides by the root of the scale with norm l2", () => {
    const weights = logWeights(Float64Array.of(4, 8, 16), "l2");
    expect(weights[0]).toBeCloseTo(Math.LN2 / 2, 14);
    expect(weights[2]).toBeCloseTo(Math.LN2 / 4, 14);
  });

  it("is half the distance between the neighbours, in whatever order the scales come", () => {
    const weights = logWeights(Float64Array.of(10, 1, 2), "l1");
    expect(weights[2]).toBeCloseTo(Math.log(10) / 2, 14);
    expect(weights[1]).toBeCloseTo(Math.LN2, 14);
    expect(weights[0]).toBeCloseTo(Math.log(5), 14);
  });

  it("rejects a single scale", () => {
    expect(() => logWeights(Float64Array.of(5), "l1")).toThrow(new RangeError('"scales" must be at least two, got 1'));
  });

  it("rejects equal scales", () => {
    expect(() => logWeights(Float64Array.of(5, 7, 5), "l1")).toThrow(
      new RangeError('"scales" must differ, got 5 twice'),
    );
  });
});
