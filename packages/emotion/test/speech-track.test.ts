import { describe, expect, it } from "vitest";

import { bandPowers, pitchBank, sliceHops, speechBank } from "../src/bands.js";
import { NoSpeechError } from "../src/no-speech-error.js";
import { followPitch } from "../src/pitch.js";
import { describeSpeech, trackSpeech } from "../src/speech-track.js";
import { voice } from "./voice.js";

describe("trackSpeech", () => {
  it("gives the logarithms of the bands' powers and the pitch of the span alone, whatever is cut and padded on the way", () => {
    const x = new Float32Array(33_333);
    x.set(voice(1), 9000);
    const { bands, pitch, start, end } = trackSpeech(x);
    expect(start).toBeGreaterThan(50);
    expect(end).toBeLessThan(170);
    // As computed of the whole signal at once; float32 transforms differ by 1e-6 of the largest coefficient.
    const speech = sliceHops(bandPowers(x, speechBank()), start, end);
    const whole = followPitch(sliceHops(bandPowers(x, pitchBank()), start, end));
    for (let t = 0; t < end - start; t++) {
      for (let i = 0; i < 80; i++) {
        expect(Math.abs(Math.exp(bands[i]![t]!) - speech.data[t * 80 + i]!)).toBeLessThan(1e-7);
      }
      expect(pitch.semitones[t]).toBeCloseTo(whole.semitones[t]!, 2);
    }
  });

  it("says that a recording is silent", () => {
    expect(() => trackSpeech(new Float32Array(16_000))).toThrow(
      new NoSpeechError("silence", "the recording is silent"),
    );
    expect(() => trackSpeech(voice(1).map((sample) => 1e-4 * sample))).toThrow(
      new NoSpeechError("silence", "the recording is silent"),
    );
  });

  it("says that a recording, or what is loud in it, is too short", () => {
    const short = voice(1).subarray(0, 3199);
    expect(() => trackSpeech(short)).toThrow(
      new NoSpeechError("too-short", "too short: 19 hops of 10 ms, 20 are needed"),
    );
    const click = new Float32Array(16_000);
    click[8000] = 0.5;
    expect(() => trackSpeech(click)).toThrow(/^too short: \d+ hops of 10 ms, 20 are needed$/);
  });
});

describe("describeSpeech", () => {
  it("gives 1294 finite numbers of every second band", () => {
    const values = describeSpeech(trackSpeech(voice(1)));
    expect(values).toHaveLength(1294);
    expect(values.every(Number.isFinite)).toBe(true);
  });
});
