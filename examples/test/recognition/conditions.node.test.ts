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
