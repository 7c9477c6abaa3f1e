/** Signals for tests, known in closed form. */

export function sine(length: number, frequency: number, sampleRate: number, phase = 0): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * frequency * i) / sampleRate + phase));
}

export function meanOf(x: ArrayLike<number>): number {
  return Array.from(x).reduce((sum, sample) => sum + sample, 0) / x.length;
}

export function rmsOf(x: ArrayLike<number>): number {
  return Math.sqrt(meanOf(Array.from(x, (sample) => sample ** 2)));
}
