import { describe, expect, it } from "vitest";

import { bandPowers, pitchBank, speechBank } from "../src/bands.js";

function tone(frequency: number, amplitude: number, length = 16_000): Float32Array {
  return Float32Array.from({ length }, (_, n) => amplitude * Math.cos((2 * Math.PI * frequency * n) / 16_000));
}

describe("bandPowers", () => {
  it("gives a tone's power in the band of its frequency, and a Gaussian's share of it in the others", () => {
    const bank = speechBank();
    const { data, hops, bands } = bandPowers(tone(bank.frequencies[40]!, 0.2), bank);
    expect([hops, bands]).toEqual([100, 80]);
    for (let i = 20; i < 60; i++) {
      // The response of band c at frequency f is exp(-(6 f / c - 6)² / 2), its power the square.
      const share = Math.exp(-((6 * (bank.frequencies[40]! / bank.frequencies[i]!) - 6) ** 2));
      // Float32 transform: 1e-6 of the largest.
      expect(Math.abs(data[50 * bands + i]! - 0.02 * share)).toBeLessThan(1e-6);
    }
  });

  it("keeps the level up to 6 kHz", () => {
    const bank = speechBank();
    for (const i of [10, 30, 50, 70, 75]) {
      const { data } = bandPowers(tone(bank.frequencies[i]!, 0.5), bank);
      expect(data[50 * 80 + i]! / 0.125).toBeCloseTo(1, 4);
    }
  });

  it("has bands from 60 to 7600 Hz, and quarter tones from 60 Hz to 3952 Hz", () => {
    const speech = speechBank().frequencies;
    expect([speech.length, speech[0], speech.at(-1)]).toEqual([80, 60, expect.closeTo(7600, 8)]);
    const pitch = pitchBank().frequencies;
    expect([pitch.length, pitch[0], pitch[24], pitch.at(-1)]).toEqual([146, 60, 120, expect.closeTo(3952.52, 2)]);
  });
});
