import { describe, expect, it } from "vitest";

import { ascii, chunk, extensibleFormatChunk, formatChunk, join, pcm16, rf64, riff, u16, u32 } from "./wav-bytes.js";
import { failure } from "./wav-failure.js";

describe("a file that is not a sound WAV file", () => {
  const data = chunk("data", pcm16);

  it("is rejected when empty", () => {
    expect(failure(new Uint8Array(0))).toEqual(["empty-file", 0, "The file is empty"]);
  });

  it("is rejected when it is of another kind", () => {
    expect(failure(join(ascii("OggS"), new Uint8Array(20)))).toEqual([
      "not-a-wav",
      0,
      'A WAV file begins with "RIFF", got "OggS"',
    ]);
    expect(failure(join(ascii("RIFF"), u32(4), ascii("AVI ")))).toEqual([
      "not-a-wav",
      8,
      'A WAV file is a RIFF file of the form "WAVE", got "AVI "',
    ]);
  });

  it("is rejected when big-endian", () => {
    expect(failure(join(ascii("RIFX"), new Uint8Array(20)))).toEqual([
      "unsupported-format",
      0,
      "Big-endian files (RIFX) are not supported",
    ]);
  });

  it("is rejected when it ends inside its header", () => {
    const file = riff(formatChunk(), data);
    expect(failure(file.subarray(0, 2))).toEqual(["truncated-header", 0, "The file ends after 2 bytes"]);
    expect(failure(file.subarray(0, 11))).toEqual(["truncated-header", 0, "The file ends after 11 bytes"]);
    expect(failure(file.subarray(0, 15))).toEqual([
      "truncated-header",
      12,
      "The file ends inside the header of a chunk",
    ]);
    expect(failure(file.subarray(0, 30))).toEqual(["truncated-header", 12, 'Chunk "fmt " claims 16 bytes, 10 follow']);
  });

  it("is rejected when its data is cut short", () => {
    const file = riff(formatChunk(), data);
    expect(failure(file.subarray(0, -1))).toEqual(["truncated-data", 36, "The data claims 6 bytes, 5 follow"]);
  });

  it("is rejected when its data claims more than the file holds", () => {
    const file = riff(formatChunk(), chunk("data", pcm16, 0x8000_0000));
    expect(failure(file)).toEqual(["truncated-data", 36, "The data claims 2147483648 bytes, 6 follow"]);
  });

  it("is rejected when another chunk claims more than the file holds", () => {
    const file = riff(formatChunk(), chunk("LIST", [1, 2], 200), data);
    expect(failure(file)).toEqual(["bad-size", 36, 'Chunk "LIST" claims 200 bytes, 16 follow']);
  });

  it("is rejected when its format is too short", () => {
    expect(failure(riff(chunk("fmt ", u16(1)), data))).toEqual([
      "bad-size",
      20,
      "The format needs 16 bytes or more, got 2",
    ]);
    const short = formatChunk({ tag: 0xfffe });
    expect(failure(riff(short, data))).toEqual(["bad-size", 20, "The extensible format needs 40 bytes, got 16"]);
  });

  it("is rejected when its RF64 sizes are too short, or missing", () => {
    expect(failure(rf64(chunk("ds64", [0, 0]), formatChunk(), data))).toEqual([
      "bad-size",
      20,
      "The `ds64` chunk needs 16 bytes or more, got 2",
    ]);
    const message = "The data of an RF64 file comes before its `ds64` chunk";
    expect(failure(rf64(formatChunk(), data))).toEqual(["bad-format", 36, message]);
  });

  it("is rejected without a format before its data", () => {
    expect(failure(riff(data))).toEqual(["no-format", 12, "The data comes before any format"]);
    expect(failure(riff(data, formatChunk()))).toEqual(["no-format", 12, "The data comes before any format"]);
    expect(failure(riff(chunk("LIST", [])))).toEqual(["no-format", 20, "The file ends without a format"]);
  });

  it("is rejected without a data chunk", () => {
    expect(failure(riff(formatChunk()))).toEqual(["no-data", 36, "The file ends without a data chunk"]);
  });

  it("is rejected when its data holds no samples", () => {
    expect(failure(riff(formatChunk(), chunk("data", [])))).toEqual([
      "no-data",
      36,
      "The data holds no samples: 0 bytes of 2 a frame",
    ]);
    const followed = riff(formatChunk(), chunk("data", []), chunk("LIST", [1, 2, 3]));
    expect(failure(followed)).toEqual(["no-data", 36, "The data holds no samples: 0 bytes of 2 a frame"]);
    const part = riff(formatChunk({ channels: 2 }), chunk("data", [1, 2, 3]));
    expect(failure(part)).toEqual(["no-data", 36, "The data holds no samples: 3 bytes of 4 a frame"]);
  });

  it("is rejected when it has no channels", () => {
    expect(failure(riff(formatChunk({ channels: 0, frameBytes: 2 }), data))).toEqual([
      "bad-format",
      22,
      "The file has no channels",
    ]);
  });

  it("is rejected when its sample rate is 0 Hz", () => {
    expect(failure(riff(formatChunk({ sampleRate: 0 }), data))).toEqual(["bad-format", 24, "The sample rate is 0 Hz"]);
  });

  it.each([
    { tag: 1, bits: 0, channels: 1, frameBytes: 2, name: "pcm" },
    { tag: 1, bits: 24, channels: 1, frameBytes: 2, name: "pcm" },
    { tag: 1, bits: 16, channels: 2, frameBytes: 3, name: "pcm" },
    { tag: 1, bits: 16, channels: 1, frameBytes: 0, name: "pcm" },
    { tag: 3, bits: 16, channels: 1, frameBytes: 4, name: "float" },
    { tag: 6, bits: 16, channels: 1, frameBytes: 1, name: "alaw" },
  ])("is rejected when $bits bits of $name do not fit $frameBytes bytes for $channels channels", (format) => {
    const message = `${format.bits} bits of ${format.name} do not fit frames of ${format.frameBytes} bytes for ${format.channels} channel(s)`;
    expect(failure(riff(formatChunk(format), data))).toEqual(["bad-format", 32, message]);
  });

  it("is rejected when its samples are of a width that is not read", () => {
    const wide = riff(formatChunk({ bits: 64 }), chunk("data", new Uint8Array(8)));
    expect(failure(wide)).toEqual(["unsupported-format", 34, "64-bit pcm samples are not supported"]);
    const half = riff(formatChunk({ tag: 3, bits: 16 }), data);
    expect(failure(half)).toEqual(["unsupported-format", 34, "16-bit float samples are not supported"]);
  });

  it("is rejected when its codec is unknown", () => {
    expect(failure(riff(formatChunk({ tag: 0x11, bits: 4 }), data))).toEqual([
      "unsupported-format",
      20,
      "Format 0x0011 is not supported",
    ]);
    const foreign = extensibleFormatChunk({}, 16).fill(7, 34, 48);
    expect(failure(riff(foreign, data))).toEqual([
      "unsupported-format",
      44,
      "The extensible format names an unknown codec",
    ]);
  });
});
