import { checkPositiveInteger, show } from "./check.js";
import { checkSignal } from "./signal.js";

/** How `encodeWav` writes samples. */
export type WavFormat = "pcm16" | "pcm24" | "pcm32" | "float32";

/** Options of `encodeWav`. */
export interface EncodeWavOptions {
  /** Default `"pcm16"`. */
  format?: WavFormat;
}

/** Audio to be written: see `WavAudio`. */
export interface EncodableAudio {
  /** In Hz, a whole number. */
  readonly sampleRate: number;
  /** One array of finite samples for each channel, all of one length; full scale is [-1, 1). */
  readonly channels: readonly (Float32Array | Float64Array)[];
}

const bytesOf: Readonly<Record<WavFormat, number>> = { pcm16: 2, pcm24: 3, pcm32: 4, float32: 4 };
const maxUint32 = 0xffff_ffff;

/**
 * Writes a WAV file.
 *
 * For PCM of `b` bits a sample is multiplied by `2^(b - 1)`, rounded to the nearest integer (halves upwards) and clipped to
 * the range of the integer, so that 1 becomes the largest one. There is no dither. `float32` is written as it is, unclipped.
 *
 * @param audio - Sample rate and channels, as `decodeWav` returns them. 1 to 65535 / (bytes of a sample)
 *   channels of equal length.
 * @param options.format - `"pcm16"` (default), `"pcm24"`, `"pcm32"` or `"float32"`.
 * @returns The bytes of a RIFF file.
 * @throws {TypeError} If an argument is of the wrong kind.
 * @throws {RangeError} If there are no channels or too many, they are empty or of different lengths, a sample is NaN,
 *   infinite or too large for float32, the sample rate is not a whole number in [1, 2^32), the format is unknown, or the
 *   file would pass 4 GiB.
 *
 * @example
 * const bytes = encodeWav({ sampleRate: 16_000, channels: [samples] }, { format: "pcm24" });
 *
 * @see Microsoft and IBM, Multimedia Programming Interface and Data Specifications 1.0, 1991.
 */
export function encodeWav(audio: EncodableAudio, options: EncodeWavOptions = {}): Uint8Array<ArrayBuffer> {
  const { sampleRate, channels } = audio;
  const { format = "pcm16" } = options;
  const frameCount = checkAudio(audio, format);
  const bytesPerSample = bytesOf[format];
  const frameBytes = bytesPerSample * channels.length;
  const dataBytes = frameCount * frameBytes;
  const isFloat = format === "float32";
  // Formats other than PCM carry an extension, here empty, and a `fact` chunk.
  const formatBytes = isFloat ? 18 : 16;
  const dataStart = 12 + 8 + formatBytes + (isFloat ? 12 : 0) + 8;
  const size = dataStart + dataBytes + (dataBytes % 2);
  if (size - 8 > maxUint32 || sampleRate * frameBytes > maxUint32) {
    throw new RangeError(`A WAV file holds at most 4 GiB, and 4 GiB a second, got ${size} bytes`);
  }

  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  writeText(view, 0, "RIFF");
  view.setUint32(4, size - 8, true);
  writeText(view, 8, "WAVEfmt ");
  view.setUint32(16, formatBytes, true);
  view.setUint16(20, isFloat ? 3 : 1, true);
  view.setUint16(22, channels.length, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * frameBytes, true);
  view.setUint16(32, frameBytes, true);
  view.setUint16(34, 8 * bytesPerSample, true);
  if (isFloat) {
    writeText(view, 38, "fact");
    view.setUint32(42, 4, true);
    view.setUint32(46, frameCount, true);
  }
  writeText(view, dataStart - 8, "data");
  view.setUint32(dataStart - 4, dataBytes, true);

  const write = sampleWriter(view, format);
  channels.forEach((samples, c) => {
    let offset = dataStart + c * bytesPerSample;
    for (let i = 0; i < samples.length; i++, offset += frameBytes) write(offset, samples[i]!);
  });
  return bytes;
}

/** The number of samples of each channel. */
function checkAudio({ sampleRate, channels }: EncodableAudio, format: unknown): number {
  checkPositiveInteger("sampleRate", sampleRate);
  if (sampleRate > maxUint32) throw new RangeError(`"sampleRate" must be below 2^32, got ${sampleRate}`);
  if (!Array.isArray(channels)) throw new TypeError(`"channels" must be an array, got ${show(channels)}`);
  if (typeof format !== "string" || !Object.hasOwn(bytesOf, format)) {
    const names = Object.keys(bytesOf).map((name) => `"${name}"`);
    throw new RangeError(`"format" must be one of ${names.join(", ")}, got ${show(format)}`);
  }
  // The bytes of a frame stand in a field of 16 bits.
  const maxChannels = Math.floor(65_535 / bytesOf[format as WavFormat]);
  if (!(channels.length > 0 && channels.length <= maxChannels)) {
    throw new RangeError(`"channels" must hold 1 to ${maxChannels} channels in ${format}, got ${channels.length}`);
  }
  const frameCount = (channels as EncodableAudio["channels"])[0]!.length;
  (channels as EncodableAudio["channels"]).forEach((samples, c) => {
    checkSignal(`channels[${c}]`, samples);
    if (samples.length !== frameCount) {
      throw new RangeError(`"channels" must be of one length, got ${frameCount} and ${samples.length} samples`);
    }
    const i = samples.findIndex((sample) => !Number.isFinite(Math.fround(sample)));
    if (i >= 0) {
      throw new RangeError(`"channels[${c}]" must be in the range of float32, got ${samples[i]} at index ${i}`);
    }
  });
  return frameCount;
}

function sampleWriter(view: DataView, format: WavFormat): (offset: number, sample: number) => void {
  if (format === "float32") return (o, sample) => view.setFloat32(o, sample, true);
  if (format === "pcm16") return (o, sample) => view.setInt16(o, quantize(sample, 2 ** 15), true);
  if (format === "pcm32") return (o, sample) => view.setInt32(o, quantize(sample, 2 ** 31), true);
  return (o, sample) => {
    const value = quantize(sample, 2 ** 23);
    view.setUint16(o, value & 0xffff, true);
    view.setInt8(o + 2, value >> 16);
  };
}

function quantize(sample: number, fullScale: number): number {
  return Math.max(-fullScale, Math.min(fullScale - 1, Math.round(sample * fullScale)));
}

function writeText(view: DataView, offset: number, text: string): void {
  for (let i = 0; i < text.length; i++) view.setUint8(offset + i, text.charCodeAt(i));
}
