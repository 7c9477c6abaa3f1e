import { decodeWav, resample, toMono } from "@wader/dsp";

/** Files up to this size are read whole. */
const small = 2 ** 24;
/** Bytes in which the samples of a large file must begin. */
const head = 2 ** 20;
/** Seconds that are read of a large file at a time. */
const pieceSeconds = 20;

/** A WAV file on its way to one channel of a given rate. */
export interface WavPieces {
  /** Samples that there will be. */
  readonly length: number;
  /** Gives them in order. */
  readonly pieces: () => AsyncGenerator<Float32Array>;
}

/**
 * Opens a WAV file, of which a large one is never held whole: it is cut into short WAV files, since `decodeWav` takes whole
 * files and knows every kind.
 *
 * @throws {WavError} If it is damaged. A large file may tell so only while its pieces are read.
 */
export async function openWav(file: Blob, rate: number): Promise<WavPieces> {
  const parts = file.size > small ? await cut(file) : undefined;
  if (parts === undefined) {
    const audio = decodeWav(new Uint8Array(await file.arrayBuffer()));
    const samples = resample(toMono(audio), audio.sampleRate, rate);
    return {
      length: samples.length,
      async *pieces() {
        yield samples;
      },
    };
  }
  const { sampleRate, frames, read } = parts;
  return {
    length: Math.ceil((frames * rate) / sampleRate),
    async *pieces() {
      // A second on either side is resampled too, and left out: far more than the filter reaches.
      for (let at = 0; at < frames; at += pieceSeconds * sampleRate) {
        const before = Math.min(at, sampleRate);
        const audio = decodeWav(await read(at - before, Math.min(frames, at + (pieceSeconds + 1) * sampleRate)));
        const samples = resample(toMono(audio), sampleRate, rate);
        const start = (before / sampleRate) * rate;
        yield samples.subarray(start, start + pieceSeconds * rate);
      }
    },
  };
}

interface Parts {
  readonly sampleRate: number;
  readonly frames: number;
  /** Gives the frames from `begin` to `end` as a WAV file. */
  readonly read: (begin: number, end: number) => Promise<Uint8Array>;
}

/** Finds where samples lie. Nothing where that is not plain: such files are read whole. */
async function cut(file: Blob): Promise<Parts | undefined> {
  const bytes = new Uint8Array(await file.slice(0, head).arrayBuffer());
  const view = new DataView(bytes.buffer);
  const name = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  let sampleRate = 0;
  let frameBytes = 0;
  for (let at = 12; at + 24 < bytes.length;) {
    const size = view.getUint32(at + 4, true);
    if (name(at) === "fmt ") {
      sampleRate = view.getUint32(at + 12, true);
      frameBytes = view.getUint16(at + 20, true);
    }
    if (name(at) === "data") {
      const start = at + 8;
      const room = file.size - start;
      // Sizes that stand for "until the end" are larger than the file, as are wrong ones, which it is left to `decodeWav` to refuse.
      if (sampleRate === 0 || frameBytes === 0 || size === 0 || (size > room && size < 0x7fff_f000)) return undefined;
      const header = bytes.slice(0, start);
      const read = async (begin: number, end: number): Promise<Uint8Array> => {
        const samples = await file.slice(start + begin * frameBytes, start + end * frameBytes).arrayBuffer();
        const piece = new Uint8Array(start + samples.byteLength);
        piece.set(header);
        piece.set(new Uint8Array(samples), start);
        new DataView(piece.buffer).setUint32(at + 4, samples.byteLength, true);
        return piece;
      };
      return { sampleRate, frames: Math.floor(Math.min(size, room) / frameBytes), read };
    }
    at += 8 + size + (size % 2);
  }
  return undefined;
}
