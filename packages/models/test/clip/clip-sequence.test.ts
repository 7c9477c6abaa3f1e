import { describe, expect, it } from "vitest";

import { checkSequences, hopsOf } from "../../src/clip/clip-sequence.js";

const layout = { bands: 2, pitchChannels: 1 };
const sound = { energies: Float32Array.of(1, 2, 3, 4), pitch: Float32Array.of(5, 6) };

describe("checkSequences", () => {
  it("passes hops of bands with their pitch", () => {
    expect(hopsOf(sound, layout)).toBe(2);
    expect(() => checkSequences("sequences", [sound], layout)).not.toThrow();
  });

  it.each([
    [[], '"sequences" must not be empty'],
    [
      [{ ...sound, energies: new Float32Array(3) }],
      '"sequences[0].energies" must hold hops of 2 bands, at least one, got 3 numbers',
    ],
    [[sound, { energies: sound.energies }], '"sequences[1].pitch" must hold 2 hops of 1 channels = 2 numbers, got 0'],
    [[{ ...sound, pitch: Float32Array.of(5, NaN) }], '"sequences[0]" must be finite, got NaN'],
  ])("refuses what does not fit: %#", (sequences, message) => {
    expect(() => checkSequences("sequences", sequences, layout)).toThrow(new RangeError(message));
  });
});
