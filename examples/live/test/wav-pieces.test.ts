import { createRandom, encodeWav, resample, toMono } from "@wader/dsp";
import { describe, expect, it } from "vitest";

import { openWav } from "../src/wav-pieces.js";

async function readAll(file: Blob): Promise<{ samples: Float32Array; pieces: number }> {
  const { length, pieces } = await openWav(file, 16_000);
  const samples = new Float32Array(length);
  let filled = 0;
  let count = 0;
  for await (const piece of pieces()) {
    samples.set(piece, filled);
    filled += piece.length;
    count += 1;
  }
  expect(filled).toBe(length);
  return { samples, pieces: count };
}

describe("a WAV file in pieces", () => {
  const sampleRate = 44_100;
  const random = createRandom(1);
  // 101.5 s in stereo: 17.9 MB, so that it is read in pieces, the last of them short.
  const channels = Array.from({ length: 2 }, () =>
    Float32Array.from({ length: 101.5 * sampleRate }, () => Math.round(4000 * random.normal()) / 2 ** 15),
  );
  const wav = encodeWav({ sampleRate, channels }, { format: "pcm16" });

  it("gives what the whole file gives", async () => {
    const { samples, pieces } = await readAll(new Blob([wav]));
    expect(pieces).toBe(6);
    const whole = resample(toMono({ channels }), sampleRate, 16_000);
    expect(samples).toHaveLength(whole.length);
    let largest = 0;
    for (let i = 0; i < whole.length; i++) largest = Math.max(largest, Math.abs(samples[i]! - whole[i]!));
    // One rounding of float32 at the most: a piece has the same taps at the same places.
    expect(largest).toBeLessThan(1e-7);
  });

  it("is refused if it is cut off, whatever its size", async () => {
    const cut = new Blob([wav.subarray(0, 17_000_000)]);
    await expect(readAll(cut)).rejects.toThrow(`The data claims ${wav.length - 44} bytes, 16999956 follow (byte 36)`);
  });
});
