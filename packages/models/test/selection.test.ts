import { describe, expect, it } from "vitest";

import { isBetter, isStale } from "../src/selection.js";

describe("isBetter", () => {
  it("wants a lower loss and a higher anything else", () => {
    const best = { epoch: 1, value: 0.5 };
    expect(isBetter(0.4, best, { monitor: "loss" })).toBe(true);
    expect(isBetter(0.5, best, { monitor: "loss" })).toBe(false);
    expect(isBetter(0.6, best, { monitor: "rSquared" })).toBe(true);
    expect(isBetter(0.5, best, { monitor: "rSquared" })).toBe(false);
  });

  it("wants at least the smallest change", () => {
    const best = { epoch: 1, value: 0.5 };
    expect(isBetter(0.45, best, { monitor: "loss", minDelta: 0.1 })).toBe(false);
    expect(isBetter(0.65, best, { monitor: "rSquared", minDelta: 0.1 })).toBe(true);
  });

  it("takes the first that is a number", () => {
    expect(isBetter(-3, undefined, { monitor: "rSquared" })).toBe(true);
    expect(isBetter(NaN, undefined, { monitor: "rSquared" })).toBe(false);
  });
});

describe("isStale", () => {
  it("waits so many epochs after the best, and without a best forever", () => {
    expect(isStale(4, { epoch: 2, value: 0 }, 3)).toBe(false);
    expect(isStale(5, { epoch: 2, value: 0 }, 3)).toBe(true);
    expect(isStale(500, { epoch: 2, value: 0 })).toBe(false);
    expect(isStale(500, undefined, 3)).toBe(false);
  });
});
