/** A signal of 60 tones between two frequencies, in cycles per sample, under a Gaussian in its middle. */
export function tones(options: { length: number; low: number; high: number; width: number }): Float64Array {
  const { length, low, high, width } = options;
  const x = new Float64Array(length);
  for (let k = 0; k < 60; k++) {
    const frequency = low * (high / low) ** ((k + 0.5) / 60);
    // The golden angle spreads the phases.
    for (let n = 0; n < length; n++) x[n]! += Math.cos(2 * Math.PI * frequency * n + 2.4 * k * k);
  }
  return x.map((value, n) => value * Math.exp(-(((n - length / 2) / width) ** 2)));
}

/** Norm of the difference, in units of the norm of what was expected. */
export function relativeNorm(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) throw new Error(`expected ${expected.length} values, got ${actual.length}`);
  let error = 0;
  let energy = 0;
  for (let i = 0; i < expected.length; i++) {
    error += (actual[i]! - expected[i]!) ** 2;
    energy += expected[i]! ** 2;
  }
  return Math.sqrt(error / energy);
}
