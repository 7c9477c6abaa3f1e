import { checkInteger } from "./check.js";
import { wavelet } from "./wavelet.js";
import type { ComplexWavelet, ComplexWaveletName, RealWavelet, RealWaveletName } from "./wavelet.js";
import type { Wavelet, WaveletName } from "./wavelet.js";

/** Samples of a real wavelet. */
export interface RealWaveletSamples {
  /** Abscissas, shape [2^level], evenly spaced from the lower to the upper bound, both included. */
  readonly x: Float64Array;
  /** Values of the wavelet, shape [2^level]. */
  readonly psi: Float64Array;
}

/** Samples of a complex wavelet. */
export interface ComplexWaveletSamples {
  /** Abscissas, shape [2^level], evenly spaced from the lower to the upper bound, both included. */
  readonly x: Float64Array;
  /** Real part, shape [2^level]. */
  readonly re: Float64Array;
  /** Imaginary part, shape [2^level]. */
  readonly im: Float64Array;
}

/**
 * Samples a wavelet at 2^level points, as PyWavelets' `ContinuousWavelet.wavefun`.
 *
 * @param source - Wavelet, or its name.
 * @param level - Binary logarithm of the number of points, an integer from 1 to 20. Default 8.
 * @returns `{ x, psi }` for a real wavelet, `{ x, re, im }` for a complex one.
 * @throws {TypeError} If `level` is not a number.
 * @throws {RangeError} If `level` is not an integer from 1 to 20, or the wavelet is unknown, or one of your own is not finite.
 *
 * @example
 * wavefun("morl", 8).x.length; // 256
 */
export function wavefun(source: RealWavelet | RealWaveletName, level?: number): RealWaveletSamples;
export function wavefun(source: ComplexWavelet | ComplexWaveletName, level?: number): ComplexWaveletSamples;
export function wavefun(source: Wavelet | WaveletName, level?: number): RealWaveletSamples | ComplexWaveletSamples;
export function wavefun(source: Wavelet | WaveletName, level = 8): RealWaveletSamples | ComplexWaveletSamples {
  const mother = wavelet(source);
  checkInteger("level", level, 1, 20);
  const { lowerBound, upperBound } = mother;
  const length = 2 ** level;
  const step = (upperBound - lowerBound) / (length - 1);
  // The order of operations is that of numpy.linspace, so that the abscissas are equal to the last bit.
  const x = Float64Array.from({ length }, (_, i) => i * step + lowerBound);
  x[length - 1] = upperBound;
  if (!mother.complex) {
    const psi = x.map((value) => mother.psi(value));
    checkFinite(x, psi);
    return { x, psi };
  }
  const re = new Float64Array(length);
  const im = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const value = mother.psi(x[i]!);
    re[i] = value.re;
    im[i] = value.im;
  }
  checkFinite(x, re);
  checkFinite(x, im);
  return { x, re, im };
}

function checkFinite(x: Float64Array, values: Float64Array): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new RangeError(`"wavelet" must be finite on its interval, got ${values[bad]} at x = ${x[bad]}`);
}
