import { checkPositive } from "./check.js";
import { checkSignal, type SameSignal, type Signal, zerosLike } from "./signal.js";

/** Mean and population variance (divided by n), in two passes of float64. */
export function meanAndVariance(x: Signal): { mean: number; variance: number } {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]!;
  const mean = sum / x.length;
  let squares = 0;
  for (let i = 0; i < x.length; i++) squares += (x[i]! - mean) ** 2;
  return { mean, variance: squares / x.length };
}

export function checkNotConstant(name: string, x: Signal): void {
  const first = x[0]!;
  if (x.every((sample) => sample === first)) {
    throw new RangeError(`"${name}" must not be constant, got ${first} in all ${x.length} samples`);
  }
}

/**
 * Shifts and scales a signal to mean 0 and standard deviation 1 (z-score), as scikit-learn's `scale` and SciPy's `zscore`:
 * the standard deviation is that of the population, divided by `n`.
 *
 * @param x - Samples, at least two different ones.
 * @returns A new array of the type of `x`.
 * @throws {TypeError} If `x` is not a `Float32Array` or `Float64Array`.
 * @throws {RangeError} If `x` is empty or constant (silence, for one), holds a sample that is not finite, or its variance
 *   leaves the range of float64.
 *
 * @example
 * standardize(Float32Array.of(1, 3)); // Float32Array [-1, 1]
 */
export function standardize<T extends Signal>(x: T): SameSignal<T> {
  checkSignal("x", x);
  checkNotConstant("x", x);
  const { mean, variance } = meanAndVariance(x);
  if (!(variance > 0 && variance < Infinity)) {
    throw new RangeError(`"x" must have a variance within float64, got ${variance}`);
  }
  return affine(x, mean, Math.sqrt(variance), 1);
}

/**
 * Scales a signal so that its largest absolute sample is `peak`.
 *
 * @param x - Samples, not all zero.
 * @param options.peak - Finite, above 0. Default 1.
 * @returns A new array of the type of `x`.
 * @throws {TypeError} If `x` is not a `Float32Array` or `Float64Array`, or `peak` not a number.
 * @throws {RangeError} If `x` is empty, all zero, or holds a sample that is not finite, or `peak` is not finite and above 0.
 *
 * @example
 * normalizePeak(Float32Array.of(0.25, -0.5)); // Float32Array [0.5, -1]
 *
 * @see librosa.util.normalize with `norm=np.inf`.
 */
export function normalizePeak<T extends Signal>(x: T, options: { peak?: number } = {}): SameSignal<T> {
  const { peak = 1 } = options;
  checkSignal("x", x);
  checkPositive("peak", peak);
  return affine(x, 0, largest(x), peak);
}

/**
 * Scales a signal so that its root mean square is `rms`.
 *
 * @param x - Samples, not all zero.
 * @param options.rms - Finite, above 0. Default 1. A file in PCM needs less: 0.1 (-20 dB) leaves speech its peaks.
 * @returns A new array of the type of `x`.
 * @throws {TypeError} If `x` is not a `Float32Array` or `Float64Array`, or `rms` not a number.
 * @throws {RangeError} If `x` is empty, all zero, or holds a sample that is not finite, or `rms` is not finite and above 0.
 *
 * @example
 * normalizeRms(Float32Array.of(0.5, -0.5)); // Float32Array [1, -1]
 */
export function normalizeRms<T extends Signal>(x: T, options: { rms?: number } = {}): SameSignal<T> {
  const { rms = 1 } = options;
  checkSignal("x", x);
  checkPositive("rms", rms);
  const peak = largest(x);
  let squares = 0;
  // Relative to the peak no square can overflow or vanish.
  for (let i = 0; i < x.length; i++) squares += (x[i]! / peak) ** 2;
  return affine(x, 0, peak, rms / Math.sqrt(squares / x.length));
}

function largest(x: Signal): number {
  let peak = 0;
  for (let i = 0; i < x.length; i++) peak = Math.max(peak, Math.abs(x[i]!));
  if (peak === 0) throw new RangeError(`"x" must not be silent, got 0 in all ${x.length} samples`);
  return peak;
}

function affine<T extends Signal>(x: T, offset: number, divisor: number, factor: number): SameSignal<T> {
  const y: Signal = zerosLike(x, x.length);
  // Divided, as the reciprocal of a tiny divisor would overflow.
  for (let i = 0; i < x.length; i++) y[i] = ((x[i]! - offset) / divisor) * factor;
  return y as SameSignal<T>;
}
