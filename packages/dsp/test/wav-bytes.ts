/** Parts of WAV files, put together by hand, so that tests of the reader do not depend on the writer. */

export interface Format {
  tag?: number;
  channels?: number;
  sampleRate?: number;
  bits?: number;
  frameBytes?: number;
}

export function join(...parts: (Uint8Array | number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)));
}

export function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}

export function u16(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff];
}

export function u32(value: number): number[] {
  return [...u16(value), ...u16(value >>> 16)];
}

/** A chunk with its padding. A `size` lies about the length. */
export function chunk(id: string, content: Uint8Array | number[], size: number = content.length): Uint8Array {
  return join(ascii(id), u32(size), content, content.length % 2 === 1 ? [0] : []);
}

export function formatChunk({
  tag = 1,
  channels = 1,
  sampleRate = 16_000,
  bits = 16,
  frameBytes,
}: Format = {}): Uint8Array {
  const frame = frameBytes ?? channels * Math.ceil(bits / 8);
  return chunk("fmt ", [
    ...u16(tag),
    ...u16(channels),
    ...u32(sampleRate),
    ...u32(sampleRate * frame),
    ...u16(frame),
    ...u16(bits),
  ]);
}

export function extensibleFormatChunk(
  { tag = 1, channels = 1, sampleRate = 16_000, bits = 16 }: Format,
  validBits: number,
): Uint8Array {
  const frame = channels * (bits / 8);
  const plain = [
    ...u16(0xfffe),
    ...u16(channels),
    ...u32(sampleRate),
    ...u32(sampleRate * frame),
    ...u16(frame),
    ...u16(bits),
  ];
  const tail = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];
  return chunk("fmt ", [...plain, ...u16(22), ...u16(validBits), ...u32(0), ...u16(tag), ...tail]);
}

export function riff(...chunks: Uint8Array[]): Uint8Array {
  const body = join(...chunks);
  return join(ascii("RIFF"), u32(body.length + 4), ascii("WAVE"), body);
}

export function rf64(...chunks: Uint8Array[]): Uint8Array {
  return join(ascii("RF64"), riff(...chunks).subarray(4));
}

/** 1, -2, 3 as 16-bit integers, and what they mean. */
export const pcm16: Uint8Array = Uint8Array.of(1, 0, 0xfe, 0xff, 3, 0);
export const samples16: Float32Array = Float32Array.of(1 / 32_768, -2 / 32_768, 3 / 32_768);
