import { describe, expect, it } from "vitest";

import { augmentSequence } from "../../src/clip/augment-sequence.js";
import { normalRandom, uniformRandom } from "../../src/random.js";

const layout = { bands: 5, pitchChannels: 1 };
const hops = 40;
/** Level rises by 1 a band and by 0.1 a hop; the pitch by 1 a hop. */
const ramp = {
  energies: Float32Array.from({ length: hops * 5 }, (_, i) => (i % 5) + 0.1 * Math.floor(i / 5)),
  pitch: Float32Array.from({ length: hops }, (_, t) => t),
};
const half = (): number => 0.5;
const most = (): number => 1;
const none = (): number => 0;
/** Of the powers. */
const mean = (data: Float32Array): number => data.reduce((sum, value) => sum + Math.exp(value), 0) / data.length;

describe("augmentSequence", () => {
  it("leaves a clip as it is where nothing may differ, whatever is drawn", () => {
    const uniform = uniformRandom(1);
    const { energies, pitch } = augmentSequence(ramp, layout, {}, uniform, normalRandom(uniform));
    expect(energies).toEqual(ramp.energies);
    expect(pitch).toEqual(ramp.pitch);
  });

  it("moves spectrum and pitch up by the bands that are drawn, and the ends stay level", () => {
    const { energies, pitch } = augmentSequence(ramp, layout, { shift: 1, pitchPerBand: 2 }, most, none);
    expect([...energies.subarray(0, 5)]).toEqual([0, 0, 1, 2, 3]);
    expect(pitch![0]).toBe(2);
  });

  it("adds decibels as natural logarithms of power", () => {
    const { energies } = augmentSequence(ramp, layout, { gain: 3 }, most, none);
    for (const [i, value] of energies.entries()) {
      expect(value - ramp.energies[i]!).toBeCloseTo((3 * Math.LN10) / 10, 5);
    }
  });

  it("stretches to e^tempo times the length, both ends kept", () => {
    const { energies, pitch } = augmentSequence(ramp, layout, { tempo: Math.LN2 }, most, none);
    expect(pitch).toHaveLength(80);
    expect([pitch![0], pitch![79]]).toEqual([0, 39]);
    expect(energies[79 * 5 + 2]).toBeCloseTo(ramp.energies[39 * 5 + 2]!, 5);
  });

  it("tilts by a line of one deviation from the lowest band to the highest", () => {
    const line = [1, 0, 0].values();
    const { energies } = augmentSequence(ramp, layout, { tilt: 0.5 }, half, () => line.next().value!);
    const moved = [0, 1, 2, 3, 4].map((i) => energies[i]! - ramp.energies[i]!);
    for (const [i, by] of [-0.5, -0.25, 0, 0.25, 0.5].entries()) expect(moved[i]).toBeCloseTo(by, 5);
  });

  it("lays noise under the clip at the level that is drawn, never less than the clip", () => {
    const uniform = uniformRandom(3);
    const noise = { probability: 1, least: -10, most: -10 };
    const { energies } = augmentSequence(ramp, layout, { noise }, uniform, normalRandom(uniform));
    expect(energies.every((value, i) => value >= ramp.energies[i]! - 1e-5)).toBe(true);
    // Exponentially distributed powers of 200 places: their mean strays by some 10 % of a tenth.
    expect(mean(energies) / mean(ramp.energies)).toBeGreaterThan(1.05);
    expect(mean(energies) / mean(ramp.energies)).toBeLessThan(1.15);
  });
});
