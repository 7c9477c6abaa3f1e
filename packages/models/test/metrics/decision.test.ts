import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { averageByClip, decideClasses } from "../../src/metrics/decision.js";

describe("decideClasses", () => {
  it("takes the largest of each row, and the first of equals", () => {
    expect([...decideClasses({ data: [0.1, 0.9, 0.7, 0.3, 0.5, 0.5], shape: [3, 2] })]).toEqual([1, 0, 0]);
  });

  it("rejects NaN", () => {
    expect(() => decideClasses({ data: [0, 1, NaN, 1], shape: [2, 2] })).toThrow(
      new RangeError('"probabilities" must be numbers, got NaN in row 1'),
    );
  });

  it("rejects a shape that does not fit the data", () => {
    expect(() => decideClasses({ data: [0, 1, 0], shape: [2, 2] })).toThrow(
      new RangeError('"probabilities" must hold 2 x 2 numbers, got 3'),
    );
  });

  it("rejects an empty matrix", () => {
    expect(() => decideClasses({ data: [], shape: [0, 2] })).toThrow(
      new RangeError('"probabilities" must not be empty, got the shape [0, 2]'),
    );
  });
});

describe("averageByClip", () => {
  it("averages the frames of each clip, in whatever order they come", () => {
    const { data, shape } = averageByClip({ data: [0.25, 0.75, 1, 0, 0.75, 0.25], shape: [3, 2] }, [0, 1, 0]);
    expect(shape).toEqual([2, 2]);
    expect([...data]).toEqual([0.5, 0.5, 1, 0]);
  });

  it("keeps rows that sum to one", () => {
    const frames = fc.array(fc.tuple(fc.integer({ min: 0, max: 100 }), fc.nat(2)), { minLength: 3, maxLength: 50 });
    fc.assert(
      fc.property(frames, (items) => {
        const clips = items.map(([, clip], i) => (i < 3 ? i : clip));
        const data = items.flatMap(([percent]) => [percent / 100, 1 - percent / 100]);
        const averaged = averageByClip({ data, shape: [items.length, 2] }, clips).data;
        for (let i = 0; i < averaged.length; i += 2) expect(averaged[i]! + averaged[i + 1]!).toBeCloseTo(1, 12);
      }),
    );
  });

  it("rejects a clip without a frame", () => {
    expect(() => averageByClip({ data: [1, 0, 0, 1], shape: [2, 2] }, [1, 1])).toThrow(
      new RangeError('"clipIndex" must number the clips without a gap, got no frame of clip 0'),
    );
  });

  it("rejects as many clip numbers as there are not frames", () => {
    expect(() => averageByClip({ data: [1, 0], shape: [1, 2] }, [0, 0])).toThrow(
      new RangeError('"clipIndex" must have as many items as "probabilities" (1), got 2'),
    );
  });
});
