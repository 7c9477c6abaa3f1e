import { describe, expect, it } from "vitest";

import { assembleBatch } from "../../src/clip/clip-batch.js";

const layout = { bands: 2, pitchChannels: 1, views: ["absolute", "relative"] as const, floor: -100, stride: 2 };
const normalization = {
  bands: { mean: Float32Array.of(1, 2), deviation: Float32Array.of(2, 4) },
  pitch: { mean: Float32Array.of(10), deviation: Float32Array.of(5) },
};
const batch = assembleBatch(
  [
    { energies: Float32Array.of(3, 6, 5, 10, 7, 14), pitch: Float32Array.of(20, 10, 15) },
    { energies: Float32Array.of(1, 2), pitch: Float32Array.of(0) },
  ],
  layout,
  normalization,
);
const at = (clip: number, time: number, band: number): number[] => {
  const start = ((clip * 4 + time) * 2 + band) * 3;
  return [...batch.features.subarray(start, start + 3)];
};

describe("assembleBatch", () => {
  it("is as long as the longest clip, raised to a multiple of the stride", () => {
    expect(batch.shape).toEqual([2, 4, 2, 3]);
    expect([...batch.lengths]).toEqual([3, 1]);
  });

  it("shows bands against the training mean, against the clip's own, and says where they lie", () => {
    // The first clip's own means are 5 and 10.
    expect(at(0, 0, 0)).toEqual([1, -1, -1]);
    expect(at(0, 2, 1)).toEqual([3, 1, 1]);
    expect(at(1, 0, 0)).toEqual([0, 0, -1]);
  });

  it("leaves zeros behind the end of a clip", () => {
    for (const time of [1, 2, 3]) for (const band of [0, 1]) expect(at(1, time, band)).toEqual([0, 0, 0]);
  });

  it("averages the standardised pitch over strides, what is missing counting as the mean", () => {
    expect([...batch.pitch]).toEqual([1, 0.5, -1, 0]);
  });
});
