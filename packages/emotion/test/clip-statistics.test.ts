import { describe, expect, it } from "vitest";

import { clipStatistics } from "../src/clip-statistics.js";
import golden from "./fixtures/statistics.json" with { type: "json" };

const bands = Array.from({ length: 40 }, (_, i) =>
  Float64Array.from({ length: golden.hops }, (__, t) => golden.bands[t * 40 + i]!),
);
const pitch = {
  semitones: Float64Array.from(golden.pitch),
  strength: Float64Array.from(golden.pitchStrength),
};

describe("clipStatistics", () => {
  it("equals NumPy and SciPy", () => {
    const values = clipStatistics(bands, pitch);
    expect(values).toHaveLength(golden.statistics.length);
    // The result is float32, of numbers up to 40: half a step is 2e-6.
    for (const [i, value] of values.entries()) expect(value, `value ${i}`).toBeCloseTo(golden.statistics[i]!, 5);
  });

  it("takes the five hops of strongest pitch as voiced where none passes for it", () => {
    const faint = { ...pitch, strength: pitch.strength.map((value) => value * 0.01) };
    for (const [i, value] of clipStatistics(bands, faint).entries()) {
      expect(value, `value ${i}`).toBeCloseTo(golden.unvoiced[i]!, 5);
    }
  });

  it("keeps the level: a louder clip moves the means of the bands by as much", () => {
    const quiet = clipStatistics(bands, pitch);
    const loud = clipStatistics(
      bands.map((series) => series.map((value) => value + 1)),
      pitch,
    );
    for (let i = 0; i < 40; i++) expect(loud[i]! - quiet[i]!).toBeCloseTo(1, 5);
  });

  it("refuses too few bands", () => {
    expect(() => clipStatistics(bands.slice(0, 19), pitch)).toThrow(
      new RangeError('"bands" must hold at least 20 series, got 19'),
    );
  });

  it("refuses too few hops", () => {
    const short = bands.map((series) => series.slice(0, 19));
    expect(() => clipStatistics(short, pitch)).toThrow(new RangeError('"bands" must have at least 20 hops, got 19'));
  });

  it("refuses a pitch of other hops", () => {
    expect(() => clipStatistics(bands, { ...pitch, strength: pitch.strength.slice(1) })).toThrow(
      new RangeError(`"bands" and "pitch" must have ${golden.hops} hops, got ${golden.hops - 1}`),
    );
  });
});
