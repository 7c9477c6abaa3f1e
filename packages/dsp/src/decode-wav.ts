import { show } from "./check.js";
import { alawValues, mulawValues } from "./companding.js";
import { WavError } from "./wav-error.js";
import { readWavLayout, type WavLayout } from "./wav-layout.js";

/** Audio of one or more channels of equal length. */
export interface WavAudio {
  /** In Hz. */
  sampleRate: number;
  /** One array of samples for each channel. */
  channels: Float32Array<ArrayBuffer>[];
}

/**
 * Reads a WAV file.
 *
 * Reads PCM of 8 (unsigned), 16, 24 and 32 bits, floating point of 32 and 64 bits, A-law and mu-law, plain or as
 * `WAVE_FORMAT_EXTENSIBLE`, in RIFF, RF64 and BW64 files, with any number of channels and with unknown chunks anywhere.
 *
 * Integers of `b` bits are divided by `2^(b - 1)`, as libsndfile and librosa do: samples lie in [-1, 1), and 16 and 24 bits
 * are exact. 32-bit integers and 64-bit floats are rounded to float32. Floating point is not clipped.
 *
 * Sizes are taken as libsndfile and SciPy take them, except that nothing is cut short in silence:
 * - The size of the whole file (bytes 4 to 7) is ignored, and so is what follows the data.
 * - A data size of 0xFFFFFFFF (ffmpeg to a pipe) or 0x7FFFF000 (SoX to a pipe) means "until the end of the file". So does
 *   0 (a recording that was never closed), unless nothing or only well-formed chunks follow.
 * - Any other size beyond the end of the file is an error. An incomplete last frame is left out.
 *
 * @param bytes - The whole file. A Node `Buffer` is a `Uint8Array`. It is not changed, and no view of it is kept.
 * @returns The sample rate in Hz and one `Float32Array` for each channel, all of one length, at least one sample.
 * @throws {TypeError} If `bytes` is not a `Uint8Array`.
 * @throws {WavError} If the bytes are not a whole, sound WAV file. Its `code` tells what is wrong, its `offset` where.
 *
 * @example
 * const { sampleRate, channels } = decodeWav(await readFile("speech.wav"));
 *
 * @see Microsoft and IBM, Multimedia Programming Interface and Data Specifications 1.0, 1991; EBU Tech 3306 (RF64);
 *   ITU-T G.711 (A-law, mu-law).
 */
export function decodeWav(bytes: Uint8Array): WavAudio {
  if (Object.prototype.toString.call(bytes) !== "[object Uint8Array]") {
    throw new TypeError(`"bytes" must be a Uint8Array, got ${show(bytes)}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const layout = readWavLayout(view);
  const read = sampleReader(view, layout);
  const channels = Array.from({ length: layout.channelCount }, (_, c) => readChannel(layout, c, read));
  return { sampleRate: layout.sampleRate, channels };
}

function readChannel(layout: WavLayout, channel: number, read: (offset: number) => number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(layout.frameCount);
  const stride = layout.bytesPerSample * layout.channelCount;
  const start = layout.dataStart + channel * layout.bytesPerSample;
  for (let i = 0, offset = start; i < samples.length; i++, offset += stride) samples[i] = read(offset);
  if (layout.encoding === "float") {
    const i = samples.findIndex((sample) => !Number.isFinite(sample));
    if (i >= 0) {
      const offset = start + i * stride;
      const message = `Sample ${i} of channel ${channel} is ${read(offset)}, not a finite float32 number`;
      throw new WavError("non-finite-sample", offset, message);
    }
  }
  return samples;
}

/** Reads the sample that begins at a byte, as a fraction of full scale. */
function sampleReader(view: DataView, { encoding, bytesPerSample }: WavLayout): (offset: number) => number {
  if (encoding === "float") {
    return bytesPerSample === 4 ? (o) => view.getFloat32(o, true) : (o) => view.getFloat64(o, true);
  }
  if (encoding === "alaw" || encoding === "mulaw") {
    const values = encoding === "alaw" ? alawValues() : mulawValues();
    return (o) => values[view.getUint8(o)]!;
  }
  if (bytesPerSample === 1) return (o) => (view.getUint8(o) - 128) / 128;
  if (bytesPerSample === 2) return (o) => view.getInt16(o, true) / 2 ** 15;
  if (bytesPerSample === 3) return (o) => (view.getInt8(o + 2) * 65_536 + view.getUint16(o, true)) / 2 ** 23;
  return (o) => view.getInt32(o, true) / 2 ** 31;
}
