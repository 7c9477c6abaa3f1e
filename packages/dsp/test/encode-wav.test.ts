import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { decodeWav } from "../src/decode-wav.js";
import { encodeWav, type WavFormat } from "../src/encode-wav.js";
import { chunk, formatChunk, pcm16, riff, samples16, u16, u32 } from "./wav-bytes.js";

const bitsOf = { pcm16: 16, pcm24: 24, pcm32: 32 } as const;
const integerFormats = Object.keys(bitsOf) as (keyof typeof bitsOf)[];

describe("encodeWav", () => {
  it("writes 16-bit PCM unless told otherwise", () => {
    const bytes = encodeWav({ sampleRate: 16_000, channels: [samples16] });
    expect(bytes).toEqual(riff(formatChunk(), chunk("data", pcm16)));
  });

  it("writes 24-bit PCM of odd size with its padding", () => {
    const channels = [Float32Array.of(-1), Float32Array.of(0.5), Float32Array.of(1 / 2 ** 23)];
    const bytes = encodeWav({ sampleRate: 44_100, channels }, { format: "pcm24" });
    const format = formatChunk({ bits: 24, channels: 3, sampleRate: 44_100 });
    expect(bytes).toEqual(riff(format, chunk("data", [0, 0, 0x80, 0, 0, 0x40, 1, 0, 0])));
  });

  it("writes floating point with an extension and a fact chunk", () => {
    const bytes = encodeWav({ sampleRate: 8000, channels: [Float32Array.of(2, -0.25)] }, { format: "float32" });
    const format = chunk("fmt ", [
      ...u16(3),
      ...u16(1),
      ...u32(8000),
      ...u32(32_000),
      ...u16(4),
      ...u16(32),
      ...u16(0),
    ]);
    const data = chunk("data", new Uint8Array(Float32Array.of(2, -0.25).buffer));
    expect(bytes).toEqual(riff(format, chunk("fact", u32(2)), data));
  });

  it("rounds to the nearest integer, halves upwards, and clips", () => {
    const written = encodeWav({
      sampleRate: 1,
      channels: [Float64Array.of(0.49, 0.5, -0.5, -0.51, 1.5).map((value) => value / 32_768)],
    });
    expect([...new Int16Array(written.buffer, 44)]).toEqual([0, 1, 0, -1, 2]);
    const clipped = encodeWav({ sampleRate: 1, channels: [Float32Array.of(1, 7, -1, -7)] });
    expect([...new Int16Array(clipped.buffer, 44)]).toEqual([32_767, 32_767, -32_768, -32_768]);
  });

  it.each(integerFormats)("loses at most half a step of %s", (format) => {
    const step = 2 ** (1 - bitsOf[format]);
    fc.assert(
      fc.property(audio(-1, 1 - step), (given) => {
        const { sampleRate, channels } = decodeWav(encodeWav(given, { format }));
        expect(sampleRate).toBe(given.sampleRate);
        expect(channels.length).toBe(given.channels.length);
        channels.forEach((samples, c) => {
          samples.forEach((sample, i) => {
            const exact = given.channels[c]![i]!;
            // 32-bit integers come back as float32, which keeps 24 bits.
            const tolerance = Math.max(step / 2, format === "pcm32" ? Math.abs(exact) * 2 ** -24 + step / 2 : 0);
            expect(Math.abs(sample - exact)).toBeLessThanOrEqual(tolerance);
          });
        });
      }),
    );
  });

  it("keeps floating point to the bit", () => {
    fc.assert(
      fc.property(audio(-1e30, 1e30), (given) => {
        expect(decodeWav(encodeWav(given, { format: "float32" }))).toEqual(given);
      }),
    );
  });

  it.each(["pcm16", "pcm24", "float32"] as const)("writes the same bytes again from what it wrote as %s", (format) => {
    fc.assert(
      fc.property(audio(-2, 2), (given) => {
        const bytes = encodeWav(given, { format });
        expect(encodeWav(decodeWav(bytes), { format })).toEqual(bytes);
      }),
    );
  });

  it.each([0, -1, 1.5, NaN, Infinity])("rejects a sample rate of %d", (sampleRate) => {
    const message = `"sampleRate" must be a whole number > 0, got ${sampleRate}`;
    expect(() => encodeWav({ sampleRate, channels: [samples16] })).toThrow(new RangeError(message));
  });

  it("rejects a sample rate that does not fit its field", () => {
    const message = '"sampleRate" must be below 2^32, got 4294967296';
    expect(() => encodeWav({ sampleRate: 2 ** 32, channels: [samples16] })).toThrow(new RangeError(message));
  });

  it("rejects a byte rate that does not fit its field", () => {
    const message = "A WAV file holds at most 4 GiB, and 4 GiB a second, got 50 bytes";
    expect(() => encodeWav({ sampleRate: 2 ** 31, channels: [samples16] })).toThrow(new RangeError(message));
  });

  it.each([NaN, Infinity])("rejects a sample of %d", (sample) => {
    const channels = [samples16, Float32Array.of(0, sample, 0)];
    const message = `"channels[1]" must hold finite samples only, got ${sample} at index 1`;
    expect(() => encodeWav({ sampleRate: 1, channels })).toThrow(new RangeError(message));
  });

  it("rejects a sample that float32 cannot hold", () => {
    const message = '"channels[0]" must be in the range of float32, got 1e+39 at index 0';
    expect(() => encodeWav({ sampleRate: 1, channels: [Float64Array.of(1e39)] })).toThrow(new RangeError(message));
  });

  it("rejects no channels, and too many", () => {
    expect(() => encodeChannels(0)).toThrow(new RangeError('"channels" must hold 1 to 32767 channels in pcm16, got 0'));
    expect(() => encodeChannels(32_768)).toThrow(
      new RangeError('"channels" must hold 1 to 32767 channels in pcm16, got 32768'),
    );
  });

  it("writes as many channels as a frame holds", () => {
    expect(decodeWav(encodeChannels(32_767)).channels.length).toBe(32_767);
  });

  it("rejects channels of no samples, or of different lengths", () => {
    const empty = '"channels[0]" must hold at least one sample, got none';
    expect(() => encodeWav({ sampleRate: 1, channels: [new Float32Array(0)] })).toThrow(new RangeError(empty));
    const uneven = '"channels" must be of one length, got 3 and 2 samples';
    expect(() => encodeWav({ sampleRate: 1, channels: [samples16, samples16.subarray(1)] })).toThrow(
      new RangeError(uneven),
    );
  });

  it("rejects channels of another kind", () => {
    const array = samples16 as unknown as Float32Array[];
    expect(() => encodeWav({ sampleRate: 1, channels: array })).toThrow(
      new TypeError('"channels" must be an array, got Float32Array'),
    );
    const numbers = [[1, 2]] as unknown as Float32Array[];
    expect(() => encodeWav({ sampleRate: 1, channels: numbers })).toThrow(
      new TypeError('"channels[0]" must be a Float32Array or a Float64Array, got Array'),
    );
  });

  it("rejects an unknown format", () => {
    const format = "pcm8" as WavFormat;
    const message = '"format" must be one of "pcm16", "pcm24", "pcm32", "float32", got "pcm8"';
    expect(() => encodeWav({ sampleRate: 1, channels: [samples16] }, { format })).toThrow(new RangeError(message));
  });
});

function encodeChannels(count: number): Uint8Array {
  return encodeWav({ sampleRate: 1, channels: Array.from({ length: count }, () => samples16) });
}

function audio(min: number, max: number): fc.Arbitrary<{ sampleRate: number; channels: Float32Array<ArrayBuffer>[] }> {
  const sample = fc.double({ min, max, noNaN: true }).map((value) => Math.fround(value));
  return fc
    .tuple(fc.integer({ min: 1, max: 200_000 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 12 }))
    .chain(([sampleRate, channels, frames]) =>
      fc
        .array(fc.array(sample, { minLength: frames, maxLength: frames }), { minLength: channels, maxLength: channels })
        .map((rows) => ({ sampleRate, channels: rows.map((row) => Float32Array.from(row)) })),
    );
}
