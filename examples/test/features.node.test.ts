import { cwt, frames } from "@wader/cwt";
import { createRandom, resample } from "@wader/dsp";
import { describe, expect, it } from "vitest";

import { createFrameMaker, featureSettings } from "../src/parts/features.js";
import { tone } from "./synthetic.js";

const samples = tone({ emotion: "happy", actor: 1, repetition: 1 }, 1.1);

function frame(maker: ReturnType<typeof createFrameMaker>, prepared: Float32Array, index: number): Float32Array {
  const output = new Float32Array(maker.shape[0] * maker.shape[1]);
  maker.write(prepared, index, output);
  return output;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

function sine(hertz: number): Float32Array {
  return Float32Array.from({ length: 16_000 }, (_, n) => Math.sin((2 * Math.PI * hertz * n) / 16_000));
}

/** Largest absolute sample away from both ends. */
function level(x: Float32Array): number {
  return x.subarray(4000, 12_000).reduce((max, value) => Math.max(max, Math.abs(value)), 0);
}

describe("createFrameMaker", () => {
  it("covers scales 6 to 130 for 100 to 2000 Hz", () => {
    const { shape, scales } = createFrameMaker(featureSettings({ timeStep: 1 }));
    expect(shape).toEqual([4000, 125]);
    expect([scales[0], scales.at(-1)]).toEqual([6, 130]);
  });

  it("gives the frames of the whole clip's transform, computed from each frame's surroundings alone", () => {
    const maker = createFrameMaker(featureSettings({ timeStep: 1 }));
    const whole = frames(cwt(samples, maker.scales), { length: 4000 });
    expect(maker.count(samples)).toBe(whole.shape[0]);
    const largest = whole.data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    for (let index = 0; index < whole.shape[0]; index++) {
      const expected = whole.data.subarray(index * 500_000, (index + 1) * 500_000);
      // Both are float32 transforms by FFT of different lengths: each is within 3e-7 of the largest coefficient.
      expect(largestDifference(frame(maker, samples, index), expected)).toBeLessThan(1e-6 * largest);
    }
  });

  it("gives overlapping frames where the hop is shorter than a frame, the one that ends with the clip included", () => {
    const maker = createFrameMaker(featureSettings({ timeStep: 1, hop: 1000 }));
    const clip = samples.subarray(0, 6000);
    const whole = frames(cwt(clip, maker.scales), { length: 4000, hop: 1000 });
    expect([maker.count(clip), whole.shape[0]]).toEqual([3, 3]);
    expect(maker.count(samples.subarray(0, 3999))).toBe(0);
    const largest = whole.data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    expect(largestDifference(frame(maker, clip, 2), whole.data.subarray(1_000_000))).toBeLessThan(1e-6 * largest);
  });

  it("keeps each n-th time step of the low-pass filtered clip", () => {
    const full = createFrameMaker(featureSettings({ timeStep: 1 }));
    const decimated = createFrameMaker(featureSettings({ timeStep: 8 }));
    const prepared = decimated.prepare(samples);
    expect(decimated.shape).toEqual([500, 125]);
    const every = frame(full, prepared, 1);
    const expected = Float32Array.from(
      { length: 500 * 125 },
      (_, i) => every[Math.floor(i / 125) * 8 * 125 + (i % 125)]!,
    );
    expect(frame(decimated, prepared, 1)).toEqual(expected);
  });

  it("removes what would alias and keeps what would not", () => {
    const maker = createFrameMaker(featureSettings({ timeStep: 4 }));
    expect(level(maker.prepare(sine(3000)))).toBeLessThan(1e-4);
    const low = sine(500);
    expect(largestDifference(maker.prepare(low).subarray(4000, 12_000), low.subarray(4000, 12_000))).toBeLessThan(1e-4);
  });

  it("keeps the length of a clip when it filters", () => {
    const random = createRandom(1);
    for (const length of [4000, 4001, 4003, 9999]) {
      const noise = Float32Array.from({ length }, () => random.normal());
      expect(createFrameMaker(featureSettings({ timeStep: 4 })).prepare(noise)).toHaveLength(length);
    }
    expect(resample(new Float32Array(4001).fill(1), 16_000, 4000).length).toBeGreaterThan(0);
  });
});

describe("featureSettings", () => {
  it("rejects a time step that does not divide a frame", () => {
    expect(() => featureSettings({ timeStep: 3 })).toThrow(
      "--time-step must divide the 4000 samples of a frame, got 3",
    );
  });
});
