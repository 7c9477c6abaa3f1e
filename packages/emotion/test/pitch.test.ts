import { describe, expect, it } from "vitest";

import { bandPowers, pitchBank } from "../src/bands.js";
import { followPitch } from "../src/pitch.js";
import golden from "./fixtures/statistics.json" with { type: "json" };

describe("followPitch", () => {
  it("equals NumPy and SciPy", () => {
    const { semitones, strength } = followPitch({
      data: Float32Array.from(golden.power),
      hops: golden.hops,
      bands: 146,
    });
    for (let t = 0; t < golden.hops; t++) {
      // Float64 on both sides; the running sums of SciPy's uniform filter lose some digits.
      expect(semitones[t]).toBeCloseTo(golden.semitones[t]!, 8);
      expect(strength[t]).toBeCloseTo(golden.strength[t]!, 8);
    }
  });

  it.each([90, 120, 180, 260, 400])(
    "finds the pitch of harmonics of %d Hz within a tenth of a semitone",
    (frequency) => {
      const x = Float32Array.from({ length: 8000 }, (_, n) => {
        let sum = 0;
        for (let h = 1; h * frequency < 4000; h++)
          sum += Math.cos((2 * Math.PI * h * frequency * n) / 16_000 + h * h) / h;
        return 0.1 * sum;
      });
      const { semitones } = followPitch(bandPowers(x, pitchBank()));
      const expected = 12 * Math.log2(frequency / 60);
      for (const value of semitones.subarray(10, 40)) expect(Math.abs(value - expected)).toBeLessThan(0.1);
    },
  );
});
