import { WavError } from "./wav-error.js";

/** How the samples of a WAV file are written. */
type WavEncoding = "pcm" | "float" | "alaw" | "mulaw";

/** Where the samples of a WAV file lie and how to read them. */
export interface WavLayout {
  readonly encoding: WavEncoding;
  readonly sampleRate: number;
  readonly channelCount: number;
  /** Of one sample of one channel, padding included. */
  readonly bytesPerSample: number;
  readonly dataStart: number;
  readonly frameCount: number;
}

type WavFormat = Omit<WavLayout, "dataStart" | "frameCount">;

// Multimedia Programming Interface and Data Specifications 1.0; RFC 2361.
const encodings: Readonly<Record<number, WavEncoding>> = { 1: "pcm", 3: "float", 6: "alaw", 7: "mulaw" };
const extensible = 0xfffe;
const extensibleTail = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];

// A data size that means "until the end": of RF64 and of ffmpeg to a pipe, and of SoX to a pipe.
const unknownSizes = new Set([0xffff_ffff, 0x7fff_f000]);

/** Finds the format and the samples of a WAV file, and checks that they agree. */
export function readWavLayout(view: DataView): WavLayout {
  const isRf64 = checkRiffHeader(view);
  let format: WavFormat | undefined;
  let dataSize64: number | undefined;
  for (let offset = 12; offset < view.byteLength;) {
    if (view.byteLength - offset < 8) {
      throw new WavError("truncated-header", offset, "The file ends inside the header of a chunk");
    }
    const id = text(view, offset);
    const size = view.getUint32(offset + 4, true);
    const start = offset + 8;
    if (id === "data") {
      if (format === undefined) throw new WavError("no-format", offset, "The data comes before any format");
      if (isRf64 && dataSize64 === undefined) {
        throw new WavError("bad-format", offset, "The data of an RF64 file comes before its `ds64` chunk");
      }
      const frameBytes = format.bytesPerSample * format.channelCount;
      const dataSize = resolveDataSize(view, start, size, dataSize64);
      const frameCount = Math.floor(dataSize / frameBytes);
      if (frameCount === 0) {
        throw new WavError("no-data", offset, `The data holds no samples: ${dataSize} bytes of ${frameBytes} a frame`);
      }
      return { ...format, dataStart: start, frameCount };
    }
    const room = view.byteLength - start;
    if (size > room) {
      const code = id === "fmt " ? "truncated-header" : "bad-size";
      throw new WavError(code, offset, `Chunk ${JSON.stringify(id)} claims ${size} bytes, ${room} follow`);
    }
    if (id === "fmt ") format ??= readFormat(view, start, size);
    if (isRf64 && id === "ds64") dataSize64 ??= readDataSize64(view, start, size);
    // A chunk of odd size is followed by a byte of padding.
    offset = start + size + (size % 2);
  }
  if (format === undefined) throw new WavError("no-format", view.byteLength, "The file ends without a format");
  throw new WavError("no-data", view.byteLength, "The file ends without a data chunk");
}

/** Whether it is an RF64 file, whose sizes stand in a `ds64` chunk. */
function checkRiffHeader(view: DataView): boolean {
  if (view.byteLength === 0) throw new WavError("empty-file", 0, "The file is empty");
  const kind = text(view, 0);
  if (!["RIFF", "RF64", "BW64"].includes(kind)) {
    if (kind === "RIFX") throw new WavError("unsupported-format", 0, "Big-endian files (RIFX) are not supported");
    if (view.byteLength < 4 && "RIFF".startsWith(kind)) {
      throw new WavError("truncated-header", 0, `The file ends after ${view.byteLength} bytes`);
    }
    throw new WavError("not-a-wav", 0, `A WAV file begins with "RIFF", got ${JSON.stringify(kind)}`);
  }
  if (view.byteLength < 12) {
    throw new WavError("truncated-header", 0, `The file ends after ${view.byteLength} bytes`);
  }
  const form = text(view, 8);
  if (form !== "WAVE") {
    throw new WavError("not-a-wav", 8, `A WAV file is a RIFF file of the form "WAVE", got ${JSON.stringify(form)}`);
  }
  return kind !== "RIFF";
}

function readFormat(view: DataView, start: number, size: number): WavFormat {
  if (size < 16) throw new WavError("bad-size", start, `The format needs 16 bytes or more, got ${size}`);
  let tag = view.getUint16(start, true);
  const channelCount = view.getUint16(start + 2, true);
  const sampleRate = view.getUint32(start + 4, true);
  const frameBytes = view.getUint16(start + 12, true);
  const bits = view.getUint16(start + 14, true);
  if (tag === extensible) {
    if (size < 40) throw new WavError("bad-size", start, `The extensible format needs 40 bytes, got ${size}`);
    const isOfWave = extensibleTail.every((byte, i) => view.getUint8(start + 26 + i) === byte);
    if (!isOfWave) throw new WavError("unsupported-format", start + 24, "The extensible format names an unknown codec");
    tag = view.getUint16(start + 24, true);
  }
  const encoding = encodings[tag];
  if (encoding === undefined) {
    throw new WavError("unsupported-format", start, `Format 0x${tag.toString(16).padStart(4, "0")} is not supported`);
  }
  if (channelCount === 0) throw new WavError("bad-format", start + 2, "The file has no channels");
  if (sampleRate === 0) throw new WavError("bad-format", start + 4, "The sample rate is 0 Hz");
  const bytesPerSample = frameBytes / channelCount;
  const isFull = bits === 8 * bytesPerSample;
  // PCM of fewer bits than its bytes hold, such as 20 in 24, is written left-justified: its scale is that of the bytes.
  const isPadded = encoding === "pcm" && bits > 0 && bits < 8 * bytesPerSample;
  if (!Number.isInteger(bytesPerSample) || !(isFull || isPadded)) {
    const message = `${bits} bits of ${encoding} do not fit frames of ${frameBytes} bytes for ${channelCount} channel(s)`;
    throw new WavError("bad-format", start + 12, message);
  }
  const widths = { pcm: [1, 2, 3, 4], float: [4, 8], alaw: [1], mulaw: [1] }[encoding];
  if (!widths.includes(bytesPerSample)) {
    throw new WavError("unsupported-format", start + 14, `${bits}-bit ${encoding} samples are not supported`);
  }
  return { encoding, sampleRate, channelCount, bytesPerSample };
}

function readDataSize64(view: DataView, start: number, size: number): number {
  if (size < 16) throw new WavError("bad-size", start, `The \`ds64\` chunk needs 16 bytes or more, got ${size}`);
  return Number(view.getBigUint64(start + 8, true));
}

function resolveDataSize(view: DataView, start: number, size: number, size64: number | undefined): number {
  const room = view.byteLength - start;
  const claimed = size === 0xffff_ffff && size64 !== undefined ? size64 : size;
  if (unknownSizes.has(claimed) && claimed > room) return room;
  if (claimed === 0 && !areChunks(view, start)) return room;
  if (claimed > room) {
    throw new WavError("truncated-data", start - 8, `The data claims ${claimed} bytes, ${room} follow`);
  }
  return claimed;
}

/** Whether the rest of the file reads as chunks: after a data size of 0, anything else is an unclosed recording. */
function areChunks(view: DataView, start: number): boolean {
  let offset = start;
  while (offset + 8 <= view.byteLength) {
    if (!/^[\x20-\x7e]{4}$/.test(text(view, offset))) return false;
    const size = view.getUint32(offset + 4, true);
    offset += 8 + size + (size % 2);
  }
  // The padding of the last chunk is often left out.
  return offset === view.byteLength || offset === view.byteLength + 1;
}

function text(view: DataView, offset: number): string {
  const length = Math.min(4, view.byteLength - offset);
  return String.fromCharCode(...Array.from({ length }, (_, i) => view.getUint8(offset + i)));
}
