import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { decodeWav } from "../src/decode-wav.js";
import { WavError } from "../src/wav-error.js";
import golden from "./fixtures/wav.json" with { type: "json" };
import {
  ascii,
  chunk,
  extensibleFormatChunk,
  formatChunk,
  join,
  pcm16,
  rf64,
  riff,
  samples16,
  u32,
} from "./wav-bytes.js";
import { attempt, failure } from "./wav-failure.js";

describe("decodeWav", () => {
  it.each(golden.cases)("reads what $writer wrote: $name", ({ bytes, sampleRate, channels }) => {
    const audio = decodeWav(fromBase64(bytes));
    const expected = channels.map((data) => Float32Array.from(new Float64Array(fromBase64(data).buffer)));
    expect(audio).toEqual({ sampleRate, channels: expected });
  });

  it("reads the extremes of each integer width, scaled by 2^(bits - 1)", () => {
    expect(readPcm(8, [0, 128, 255])).toEqual([-1, 0, 127 / 128]);
    expect(readPcm(16, [0, 0x80, 0, 0, 0xff, 0x7f])).toEqual([-1, 0, 32_767 / 32_768]);
    expect(readPcm(24, [0, 0, 0x80, 0, 0, 0, 0xff, 0xff, 0x7f])).toEqual([-1, 0, 8_388_607 / 8_388_608]);
    // 2^31 - 1 has no float32: the nearest one is 2^31.
    expect(readPcm(32, [0, 0, 0, 0x80, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f])).toEqual([-1, 0, 1]);
  });

  it("reads fewer bits than the bytes hold as left-justified", () => {
    const twelve = riff(formatChunk({ bits: 12 }), chunk("data", [0, 0x40]));
    const twentyOfThirtyTwo = riff(extensibleFormatChunk({ bits: 32 }, 20), chunk("data", [0, 0, 0, 0x40]));
    expect(decodeWav(twelve).channels[0]).toEqual(Float32Array.of(0.5));
    expect(decodeWav(twentyOfThirtyTwo).channels[0]).toEqual(Float32Array.of(0.5));
  });

  it("reads audio behind a filler that ends at byte 4096, as RAVDESS has it", () => {
    const filler = new Uint8Array(4096 - 12 - 24 - 8 - 8);
    const file = riff(
      formatChunk(),
      chunk("FLLR", filler),
      chunk("data", pcm16),
      chunk("LIST", ascii("INFO")),
      chunk("bext", [1, 2]),
      chunk("_PMX", [3]),
    );
    expect(new DataView(file.buffer).getInt16(4096, true)).toBe(1);
    expect(decodeWav(file)).toEqual({ sampleRate: 16_000, channels: [samples16] });
  });

  it("reads the same audio whatever unknown chunks stand around it", () => {
    const unknown = fc
      .tuple(
        fc.constantFrom("LIST", "bext", "FLLR", "fact", "cue ", "_PMX", "\0\u0001zz", "ds64"),
        fc.uint8Array({ maxLength: 9 }),
      )
      .map(([id, content]) => chunk(id, content));
    const some = fc.array(unknown, { maxLength: 4 });
    fc.assert(
      fc.property(some, some, some, (before, between, after) => {
        const file = riff(...before, formatChunk(), ...between, chunk("data", pcm16), ...after);
        expect(decodeWav(file).channels).toEqual([samples16]);
      }),
    );
  });

  it("reads a view that does not begin at the start of its buffer", () => {
    const file = riff(formatChunk(), chunk("data", pcm16));
    expect(decodeWav(join([9, 9, 9], file).subarray(3)).channels).toEqual([samples16]);
  });

  it("separates interleaved channels", () => {
    const file = riff(formatChunk({ bits: 8, channels: 3 }), chunk("data", [0, 64, 128, 64, 128, 192]));
    expect(decodeWav(file).channels).toEqual([
      Float32Array.of(-1, -0.5),
      Float32Array.of(-0.5, 0),
      Float32Array.of(0, 0.5),
    ]);
  });

  it("ignores the size of the whole file and what follows the data", () => {
    const file = riff(formatChunk(), chunk("data", pcm16));
    for (const size of [0, 1, 20, 0xffff_ffff]) {
      const wrong = join(file);
      new DataView(wrong.buffer).setUint32(4, size, true);
      expect(decodeWav(wrong).channels).toEqual([samples16]);
    }
    expect(decodeWav(join(file, ascii("TAG of an MP3 tool"))).channels).toEqual([samples16]);
  });

  it.each([
    ["0xFFFFFFFF, as ffmpeg writes to a pipe", 0xffff_ffff],
    ["0x7FFFF000, as SoX writes to a pipe", 0x7fff_f000],
    ["0, as an unclosed recording has it", 0],
  ])("reads to the end of the file for a data size of %s", (_, size) => {
    expect(decodeWav(riff(formatChunk(), chunk("data", pcm16, size))).channels).toEqual([samples16]);
  });

  it("leaves out an incomplete last frame", () => {
    const file = riff(formatChunk({ channels: 2 }), chunk("data", pcm16));
    expect(decodeWav(file).channels).toEqual([samples16.subarray(0, 1), samples16.subarray(1, 2)]);
  });

  it("takes the data size of an RF64 file from its ds64 chunk", () => {
    expect(decodeWav(rf64OfSize(4)).channels).toEqual([samples16.subarray(0, 2)]);
    expect(failure(rf64OfSize(8))).toEqual(["truncated-data", 72, "The data claims 8 bytes, 6 follow"]);
  });

  it("keeps nothing of its argument", () => {
    const file = riff(formatChunk({ tag: 3, bits: 32 }), chunk("data", new Uint8Array(Float32Array.of(0.5).buffer)));
    const { channels } = decodeWav(file);
    file.fill(0);
    expect(channels).toEqual([Float32Array.of(0.5)]);
  });

  it("rejects anything but a Uint8Array", () => {
    const wrong = new ArrayBuffer(8) as unknown as Uint8Array;
    expect(() => decodeWav(wrong)).toThrow(new TypeError('"bytes" must be a Uint8Array, got ArrayBuffer'));
  });
});

describe("a damaged file", () => {
  it.each([NaN, Infinity, -Infinity])("is rejected when a 32-bit float sample is %d", (value) => {
    const floats = new Uint8Array(Float32Array.of(0, 0, 0, value).buffer);
    const file = riff(formatChunk({ tag: 3, bits: 32, channels: 2 }), chunk("data", floats));
    expect(failure(file)).toEqual([
      "non-finite-sample",
      56,
      `Sample 1 of channel 1 is ${value}, not a finite float32 number`,
    ]);
  });

  it("is rejected when a 64-bit float sample is too large for float32", () => {
    const floats = new Uint8Array(Float64Array.of(1e39).buffer);
    const file = riff(formatChunk({ tag: 3, bits: 64 }), chunk("data", floats));
    expect(failure(file)).toEqual([
      "non-finite-sample",
      44,
      "Sample 0 of channel 0 is 1e+39, not a finite float32 number",
    ]);
  });

  it("raises a WavError wherever it is cut short", () => {
    for (const { bytes } of golden.cases) {
      const file = fromBase64(bytes);
      const whole = decodeWav(file);
      for (let length = 0; length < file.length; length++) {
        const outcome = attempt(file.subarray(0, length));
        // Only what follows the data can be missing without harm: padding and metadata.
        expect(outcome instanceof WavError ? whole : outcome).toEqual(whole);
      }
    }
  });

  it("raises nothing but a WavError, whatever its bytes", () => {
    const files = golden.cases.map(({ bytes }) => fromBase64(bytes));
    const damage = fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...files), damage, (file, changes) => {
        const damaged = join(file);
        for (const [position, value] of changes) damaged[position] = value;
        const outcome = attempt(damaged);
        if (outcome instanceof WavError) return;
        expect(outcome.sampleRate).toBeGreaterThan(0);
        for (const samples of outcome.channels) expect(samples.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(attempt(bytes)).toBeInstanceOf(WavError);
      }),
    );
  });
});

function readPcm(bits: number, bytes: number[]): number[] {
  return [...decodeWav(riff(formatChunk({ bits }), chunk("data", bytes))).channels[0]!];
}

function rf64OfSize(dataSize: number): Uint8Array {
  const sizes = [...u32(0), ...u32(0), ...u32(dataSize), ...u32(0), ...u32(0), ...u32(0), ...u32(0)];
  return rf64(chunk("ds64", sizes), formatChunk(), chunk("data", pcm16, 0xffff_ffff));
}

function fromBase64(data: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
}
