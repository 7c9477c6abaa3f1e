/** An array as the reference files hold it: base64 of little-endian float64. */
export interface StoredArray {
  dtype: string;
  shape: number[];
  data: string;
}

export function float64({ dtype, data }: StoredArray): Float64Array<ArrayBuffer> {
  if (dtype !== "float64") throw new Error(`expected float64, got ${dtype}`);
  return new Float64Array(Uint8Array.from(atob(data), (character) => character.charCodeAt(0)).buffer);
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  return Array.from(a).reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}
