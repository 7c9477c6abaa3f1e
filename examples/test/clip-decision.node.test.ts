import { describe, expect, it } from "vitest";

import { agreeing, clipProbabilities } from "../src/parts/clip-decision.js";

describe("clipProbabilities", () => {
  it("are geometric means of the frames' probabilities", () => {
    // Clip 0: sqrt(0.8 * 0.2) = 0.4 and sqrt(0.2 * 0.8) = 0.4, so both halves; clip 1 as its only frame.
    const frames = { data: [0.8, 0.2, 0.25, 0.75, 0.2, 0.8], shape: [3, 2] as const };
    const { data, shape } = clipProbabilities(frames, [0, 1, 0]);
    expect(shape).toEqual([2, 2]);
    for (const [i, expected] of [0.5, 0.5, 0.25, 0.75].entries()) expect(data[i]).toBeCloseTo(expected, 12);
  });

  it("let no single frame rule out a class", () => {
    const frames = { data: [0, 1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1], shape: [4, 2] as const };
    const { data } = clipProbabilities(frames, [0, 0, 0, 0]);
    expect(data[0]).toBeGreaterThan(0.1);
    expect(data[0]! + data[1]!).toBeCloseTo(1, 12);
  });
});

describe("agreeing", () => {
  it("takes the geometric mean of several classifiers' probabilities, row by row", () => {
    const { data, shape } = agreeing([
      { data: [0.9, 0.1, 0.5, 0.5], shape: [2, 2] },
      { data: [0.4, 0.6, 0.5, 0.5], shape: [2, 2] },
    ]);
    expect(shape).toEqual([2, 2]);
    // sqrt(0.9 * 0.4) and sqrt(0.1 * 0.6).
    for (const [i, expected] of [0.6, Math.sqrt(0.06), 0.5, 0.5].entries()) expect(data[i]).toBeCloseTo(expected, 12);
  });
});
