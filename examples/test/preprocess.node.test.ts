import { createRandom, encodeWav } from "@wader/dsp";
import { describe, expect, it } from "vitest";

import { preprocess } from "../src/parts/preprocess.js";
import { tone } from "./synthetic.js";

const samples = tone({ emotion: "sad", actor: 2, repetition: 1 });

function wav(channels: Float32Array[], sampleRate = 16_000): Uint8Array {
  return encodeWav({ sampleRate, channels }, { format: "float32" });
}

function rms(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

/** The same file with NaN for its last sample, which no writer of ours would write. */
function withNaN(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setFloat32(copy.length - 4, Number.NaN, true);
  return copy;
}

describe("preprocess", () => {
  it("trims, standardises and adds noise at the ratio that it tells", () => {
    const padded = new Float32Array(samples.length + 20_000);
    padded.set(samples, 10_000);
    const clip = preprocess("a", wav([padded]), createRandom(1));
    expect(clip.start).toBeGreaterThan(8000);
    expect(clip.end).toBeLessThan(padded.length - 8000);
    const mean = clip.clean.reduce((sum, value) => sum + value, 0) / clip.clean.length;
    const variance = clip.clean.reduce((sum, value) => sum + (value - mean) ** 2, 0) / clip.clean.length;
    expect(mean).toBeCloseTo(0, 6);
    expect(variance).toBeCloseTo(1, 5);
    const noise = clip.noisy.map((value, i) => value - clip.clean[i]!);
    const power = noise.reduce((sum, value) => sum + value * value, 0) / noise.length;
    // The power of n independent normal numbers strays by sqrt(2 / n), here 1.4 % or 0.06 dB.
    expect(-10 * Math.log10(power)).toBeCloseTo(clip.snrDb, 0);
    expect(clip.snrDb).toBeGreaterThanOrEqual(15);
    expect(clip.snrDb).toBeLessThanOrEqual(30);
  });

  it("gives the same noise for a clip whatever came before it", () => {
    const first = preprocess("a", wav([samples]), createRandom(1));
    const random = createRandom(1);
    preprocess("b", wav([samples]), random);
    expect(preprocess("a", wav([samples]), random).noisy).toEqual(first.noisy);
    expect(preprocess("b", wav([samples]), random).noisy).not.toEqual(first.noisy);
    expect(preprocess("a", wav([samples]), createRandom(2)).noisy).not.toEqual(first.noisy);
  });

  it("keeps the decibels between two clips as far as it is told to", () => {
    // A tenth of the amplitude: 20 dB less.
    const quiet = samples.map((value) => value / 10);
    const apart = (level: number): number => {
      const [loud, soft] = [samples, quiet].map((x) =>
        rms(preprocess("a", wav([x]), createRandom(1), { silenceDb: 60, level }).clean),
      );
      return 20 * Math.log10(loud! / soft!);
    };
    expect(apart(0)).toBeCloseTo(0, 4);
    expect(apart(0.5)).toBeCloseTo(10, 4);
    expect(apart(1)).toBeCloseTo(20, 4);
  });

  it("cuts more off where silence begins nearer to the loudest sound", () => {
    const fading = samples.map((value, i) => value * Math.exp((-8 * i) / samples.length));
    const kept = (silenceDb: number): number =>
      preprocess("a", wav([fading]), createRandom(1), { silenceDb, level: 0 }).clean.length;
    expect(kept(60)).toBeGreaterThan(kept(20) + 1000);
  });

  it("takes stereo with equal channels for the same as mono", () => {
    const mono = preprocess("a", wav([samples]), createRandom(1));
    expect(preprocess("a", wav([samples, samples]), createRandom(1)).clean).toEqual(mono.clean);
  });

  it.each([
    ["an empty file", new Uint8Array(0), "The file is empty (byte 0)"],
    [
      "a text",
      new TextEncoder().encode("this is not a recording"),
      'A WAV file begins with "RIFF", got "this" (byte 0)',
    ],
    ["a truncated header", wav([samples]).subarray(0, 20), 'Chunk "fmt " claims 18 bytes, 0 follow (byte 12)'],
    ["silence", wav([new Float32Array(8000)]), "the recording is silent"],
    ["a constant", wav([new Float32Array(8000).fill(0.25)]), "the recording is silent"],
    ["NaN", withNaN(wav([samples])), `Sample ${samples.length - 1} of channel 0 is NaN`],
  ])("rejects %s and names the clip", (_, bytes, message) => {
    expect(() => preprocess("clip-7", bytes, createRandom(1))).toThrow(`clip-7: ${message}`);
  });
});
