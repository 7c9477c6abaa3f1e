import { createRandom } from "@wader/dsp";
import { describe, expect, it } from "vitest";

import { type Condition, conditions, degrade } from "../../src/parts/recognition/conditions.js";

const random = () => createRandom(1);
const rate = 16_000;
const sine = (frequency: number): Float32Array =>
  Float32Array.from({ length: rate }, (_, n) => 0.1 * Math.sin((2 * Math.PI * frequency * n) / rate));
const power = (x: Float32Array): number => x.reduce((sum, value) => sum + value * value, 0) / x.length;
const inner = (x: Float32Array): Float32Array => x.subarray(800, -800);
const named = (name: string): Condition => conditions.find((condition) => condition.name === name)!;

describe("degrade", () => {
  it.each([30, 20, 10, 5])("adds white noise %d dB under the clip, the same for the same seed", (snrDb) => {
    const x = sine(440);
    const noisy = degrade(x, named(`noise at ${snrDb} dB`), random());
    const noise = noisy.map((value, i) => value - x[i]!);
    // The power of 16000 normal numbers strays by 1.1 %, 0.05 dB.
    expect(Math.abs(10 * Math.log10(power(x) / power(noise)) - snrDb)).toBeLessThan(0.2);
    expect(degrade(x, named(`noise at ${snrDb} dB`), random())).toEqual(noisy);
  });

  it("adds pink noise at its level, which falls by 3 dB an octave", () => {
    const x = sine(440);
    const noise = degrade(x, named("pink noise at 10 dB"), random()).map((value, i) => value - x[i]!);
    // Of the variance; a second of pink noise has a mean as well.
    expect(Math.abs(10 * Math.log10(power(x) / power(noise)) - 10)).toBeLessThan(0.1);
    // The difference of neighbours weighs frequencies by 4 sin²(π f / rate): over 1/f noise from 10 Hz up it leaves little.
    const steps = noise.subarray(1).map((value, i) => value - noise[i]!);
    const band = Array.from({ length: 7990 }, (_, k) => 10 + k);
    const sum = (weight: (f: number) => number): number => band.reduce((total, f) => total + weight(f) / f, 0);
    const expected = sum((f) => 4 * Math.sin((Math.PI * f) / rate) ** 2) / sum(() => 1);
    expect(power(steps) / power(noise)).toBeGreaterThan(0.7 * expected);
    expect(power(steps) / power(noise)).toBeLessThan(1.3 * expected);
  });

  it("draws level, color and rate within their ranges, the same for the same seed", () => {
    const drawn: Condition = {
      name: "drawn",
      rate: [7000, 9000],
      noise: { snrDb: [5, 15], colors: ["white", "pink"] },
    };
    const x = sine(440);
    const ratios = Array.from({ length: 20 }, (_, seed) => {
      const y = degrade(x, drawn, createRandom(seed));
      expect(degrade(x, drawn, createRandom(seed))).toEqual(y);
      return 10 * Math.log10(power(x) / power(y.map((value, i) => value - x[i]!)));
    });
    expect(Math.min(...ratios)).toBeGreaterThan(4.7);
    expect(Math.max(...ratios)).toBeLessThan(15.3);
    expect(Math.max(...ratios) - Math.min(...ratios)).toBeGreaterThan(5);
  });

  it("at 8 kHz keeps what lies under 3.5 kHz, and nothing above 4.1 kHz", () => {
    const [low, high] = [sine(3500), sine(4100)];
    const kept = degrade(low, named("at 8 kHz"), random());
    expect(kept).toHaveLength(rate);
    for (const [i, value] of inner(kept).entries()) expect(value).toBeCloseTo(inner(low)[i]!, 5);
    expect(power(inner(degrade(high, named("at 8 kHz"), random())))).toBeLessThan(1e-6 * power(high));
  });

  it.each([
    [12, 3.981],
    [-12, 0.2512],
  ])("changes the level by %d dB and leaves the clip as it is", (gainDb, factor) => {
    const x = sine(440);
    const before = x.slice();
    const changed = degrade(x, named(`gain of ${gainDb} dB`), random());
    for (const [i, value] of changed.entries()) expect(value).toBeCloseTo(factor * x[i]!, 4);
    expect(x).toEqual(before);
  });
});
