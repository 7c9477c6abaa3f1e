import { awgn, createRandom } from "@wader/dsp";
import { describe, expect, it } from "vitest";

import { bandPowers, sliceHops, speechBank } from "../src/bands.js";
import { speechSpan } from "../src/speech-span.js";
import { voice } from "./voice.js";

/** A tone of 0.3 s in the hops from 40 to 70, between silences. */
function toneBetweenSilences(): Float32Array {
  const x = new Float32Array(16_000);
  for (let n = 0; n < 4800; n++) x[6400 + n] = 0.3 * Math.cos((2 * Math.PI * 1000 * n) / 16_000);
  return x;
}

describe("speechSpan", () => {
  it("finds the sound between two silences, with three hops around it", () => {
    const powers = bandPowers(toneBetweenSilences(), speechBank());
    const { start, end } = speechSpan(powers);
    // Averages reach a hop farther than the tone, and the lowest bands' wavelets ring past both ends.
    expect(start).toBeGreaterThanOrEqual(30);
    expect(start).toBeLessThanOrEqual(36);
    expect(end).toBeGreaterThanOrEqual(74);
    expect(end).toBeLessThanOrEqual(80);
    expect(sliceHops(powers, start, end).hops).toBe(end - start);
  });

  it.each([30, 20, 10, 5])("finds it under noise %d dB below", (snrDb) => {
    const noisy = awgn(toneBetweenSilences(), { snrDb, random: createRandom(1) });
    const { start, end } = speechSpan(bandPowers(noisy, speechBank()));
    expect(start).toBeGreaterThanOrEqual(30);
    expect(start).toBeLessThanOrEqual(38);
    expect(end).toBeGreaterThanOrEqual(72);
    expect(end).toBeLessThanOrEqual(80);
  });

  it("is the same at any level", () => {
    const powers = bandPowers(awgn(toneBetweenSilences(), { snrDb: 20, random: createRandom(1) }), speechBank());
    const softer = { ...powers, data: powers.data.map((value) => value / 1000) };
    expect(speechSpan(softer)).toEqual(speechSpan(powers));
  });

  it("takes all of speech that never pauses, and of a steady sound", () => {
    const spoken = bandPowers(voice(1), speechBank());
    expect(speechSpan(spoken)).toEqual({ start: 0, end: 100 });
    expect(speechSpan({ data: new Float32Array(30).fill(1), hops: 10, bands: 3 })).toEqual({ start: 0, end: 10 });
  });

  it("takes all of a silent clip", () => {
    expect(speechSpan({ data: new Float32Array(30), hops: 10, bands: 3 })).toEqual({ start: 0, end: 10 });
  });
});
