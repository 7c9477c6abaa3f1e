type Samples = Float32Array | Float64Array;

let shifted = new Float32Array(0);

/**
 * Copies values to a place in an array in shared memory.
 *
 * V8 copies to and from shared memory by words of eight bytes if both places begin at the same byte of a word, else by
 * single bytes, which takes three times as long. Rows of odd length begin in the middle of a word, every other one.
 */
export function copyToShared(values: Samples, target: Samples, at: number): void {
  const { BYTES_PER_ELEMENT: bytes } = target;
  if (!(values instanceof Float32Array) || bytes !== 4 || (target.byteOffset + 4 * at - values.byteOffset) % 8 === 0) {
    target.set(values, at);
    return;
  }
  const { length } = values;
  if (shifted.length < length + 1) shifted = new Float32Array(length + 1);
  // The first place that begins where the target does.
  const from = (target.byteOffset / 4 + at + shifted.byteOffset / 4) % 2;
  shifted.set(values, from);
  target.set(shifted.subarray(from, from + length), at);
}
