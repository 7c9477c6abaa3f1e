import { describe, expect, it } from "vitest";

import { fitNormalization, noNormalization, raised } from "../../src/clip/clip-normalization.js";

const layout = { bands: 2, pitchChannels: 1, floor: -100 };

describe("raised", () => {
  it("adds powers given by their logarithms", () => {
    expect(raised(Math.log(3), Math.log(2))).toBeCloseTo(Math.log(5), 12);
    expect(raised(Math.log(2), Math.log(3))).toBeCloseTo(Math.log(5), 12);
    expect(raised(-1000, -5)).toBe(-5);
  });
});

describe("fitNormalization", () => {
  it("gives mean and deviation of each channel over all hops, long clips counting more", () => {
    const { bands, pitch } = fitNormalization(
      [
        { energies: Float32Array.of(1, 10), pitch: Float32Array.of(4) },
        { energies: Float32Array.of(2, 10, 6, 10), pitch: Float32Array.of(6, 8) },
      ],
      layout,
    );
    expect([...bands.mean]).toEqual([3, 10]);
    // 1, 2 and 6 about 3: squares 4, 1 and 9, over three hops. A channel that never changes is divided by 1.
    expect(bands.deviation[0]).toBeCloseTo(Math.sqrt(14 / 3), 6);
    expect(bands.deviation[1]).toBe(1);
    expect([pitch.mean[0], pitch.deviation[0]]).toEqual([6, expect.closeTo(Math.sqrt(8 / 3), 6)]);
  });
});

describe("noNormalization", () => {
  it("leaves everything as it is", () => {
    const { bands, pitch } = noNormalization(layout);
    expect([...bands.mean, ...bands.deviation, ...pitch.mean, ...pitch.deviation]).toEqual([0, 0, 1, 1, 0, 1]);
  });
});
