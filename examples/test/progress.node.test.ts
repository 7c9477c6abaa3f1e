import { describe, expect, it } from "vitest";

import { duration, peakMemory } from "../src/parts/progress.js";

describe("duration", () => {
  it.each([
    [0, "0 s"],
    [59.4, "59 s"],
    [59.6, "1 min 0 s"],
    [200, "3 min 20 s"],
    [3900, "1 h 05 min"],
  ])("writes %d seconds as %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

describe("peakMemory", () => {
  it("is in megabytes, and never falls", () => {
    const before = peakMemory();
    expect(before).toBeGreaterThan(20);
    expect(before).toBeLessThan(100_000);
    expect(peakMemory()).toBeGreaterThanOrEqual(before);
  });
});
