import { createRandom } from "@wader/dsp";
import { describe, expect, it } from "vitest";

import { augment } from "../../src/parts/recognition/augment.js";
import { featuresOf } from "../../src/parts/recognition/features.js";

const { origin } = featuresOf("wavelet");
const hops = 120;
const track = {
  bands: Array.from({ length: 80 }, (_, i) =>
    Float64Array.from({ length: hops }, (__, t) => -5 - 0.002 * (i - 40) ** 2 + Math.sin(t / 9)),
  ),
  pitch: { semitones: new Float64Array(hops).fill(14), strength: new Float64Array(hops).fill(9) },
};

describe("augment", () => {
  it("gives the same copy for the same seed and another for another, and leaves the clip as it is", () => {
    const before = structuredClone(track);
    expect(augment(track, createRandom(1), origin)).toEqual(augment(track, createRandom(1), origin));
    expect(augment(track, createRandom(1), origin)).not.toEqual(augment(track, createRandom(2), origin));
    expect(track).toEqual(before);
  });

  it("moves pitch and spectrum together, within two bands, and the length within bounds", () => {
    const semitonesPerBand = (12 * Math.log2(7600 / 60)) / 79;
    for (let seed = 0; seed < 40; seed++) {
      const { bands, pitch } = augment(track, createRandom(seed), origin);
      expect(bands).toHaveLength(80);
      const length = bands[0]!.length;
      expect(pitch.semitones).toHaveLength(length);
      expect(length).toBeGreaterThanOrEqual(Math.floor((hops - 8) * Math.exp(-0.1)));
      expect(length).toBeLessThanOrEqual(Math.ceil(hops * Math.exp(0.1)));
      expect(Math.abs(pitch.semitones[0]! - 14)).toBeLessThanOrEqual(2 * semitonesPerBand);
      expect(bands.every((series) => series.every(Number.isFinite))).toBe(true);
    }
  });
});
