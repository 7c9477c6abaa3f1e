import { describe, expect, it } from "vitest";

import { networkSequence } from "../../src/parts/recognition/network-sequence.js";

describe("networkSequence", () => {
  it("averages powers of two hops and keeps every second of 80 bands, and the pitch", () => {
    const width = 82;
    const track = Float32Array.from({ length: 5 * width }, (_, at) => {
      const [t, i] = [Math.floor(at / width), at % width];
      return i < 80 ? Math.log((t + 1) * (i + 1)) : t * (i - 79);
    });
    const { energies, pitch } = networkSequence(track, width);
    // The fifth hop has no other to be averaged with.
    expect([energies.length, pitch!.length]).toEqual([2 * 40, 2 * 2]);
    expect(energies[3]).toBeCloseTo(Math.log(1.5 * 7), 5);
    expect(energies[40 + 39]).toBeCloseTo(Math.log(3.5 * 79), 5);
    expect([...pitch!]).toEqual([0.5, 1, 2.5, 5]);
  });

  it("keeps all of 40 bands", () => {
    const track = Float32Array.from({ length: 2 * 42 }, (_, at) => at % 42);
    const { energies } = networkSequence(track, 42);
    for (const [i, value] of energies.entries()) expect(value).toBeCloseTo(i, 5);
  });
});
