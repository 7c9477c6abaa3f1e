/**
 * Writes a FLAC file of 16 bits and one channel, without compression: all its frames are verbatim.
 *
 * @see RFC 9639.
 */
export function encodeFlac(samples: Float32Array, sampleRate: number): Uint8Array {
  const blockSize = 4096;
  const bytes = [...bytesOf("fLaC"), 0x80, 0, 0, 34];
  // Stream information: block sizes, unknown frame sizes, rate (20 bits), channels - 1 (3), bits - 1 (5), samples (36), no MD5.
  bytes.push(blockSize >> 8, blockSize & 255, blockSize >> 8, blockSize & 255, 0, 0, 0, 0, 0, 0);
  bytes.push(sampleRate >> 12, (sampleRate >> 4) & 255, ((sampleRate & 15) << 4) | (15 >> 4), (15 & 15) << 4);
  bytes.push(...[24, 16, 8, 0].map((shift) => (samples.length >> shift) & 255));
  bytes.push(...Array.from({ length: 16 }, () => 0));
  for (let at = 0, frame = 0; at < samples.length; at += blockSize, frame++) {
    const block = samples.subarray(at, at + blockSize);
    // Sync code, size of the block in 16 bits, rate of the stream, mono, 16 bits, number of the frame in UTF-8.
    const header = [0xff, 0xf8, 0x70, 0x08, frame, (block.length - 1) >> 8, (block.length - 1) & 255];
    header.push(crc(header, 8, 0x07));
    const body = [0x02];
    for (const sample of block) {
      const value = Math.round(32_767 * sample) & 0xffff;
      body.push(value >> 8, value & 255);
    }
    const whole = [...header, ...body];
    const check = crc(whole, 16, 0x8005);
    whole.push(check >> 8, check & 255);
    for (const byte of whole) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

function bytesOf(text: string): number[] {
  return Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
}

function crc(bytes: readonly number[], width: 8 | 16, polynomial: number): number {
  let value = 0;
  for (const byte of bytes) {
    value ^= byte << (width - 8);
    for (let bit = 0; bit < 8; bit++) {
      value = (value & (1 << (width - 1)) ? (value << 1) ^ polynomial : value << 1) & (2 ** width - 1);
    }
  }
  return value;
}
