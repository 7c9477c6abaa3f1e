import { checkInteger, checkPositive } from "./check.js";
import { wavefun } from "./wavefun.js";
import type { Wavelet } from "./wavelet.js";

/**
 * Finite impulse response that a continuous wavelet has at one scale:
 * `out[n] = sum over q of taps[q] * x[n + offset - q]`, with x zero outside of the signal.
 * The taps are `re`, and for complex wavelets `re + i im`.
 */
export interface WaveletFilter {
  readonly re: Float64Array;
  readonly im?: Float64Array;
  readonly offset: number;
}

/** Points of the longest filter: a gigabyte of taps. */
const largestFilter = 2 ** 27;

/**
 * Impulse response of PyWavelets' `cwt` at one scale, unless the wavelet brings its own.
 *
 * PyWavelets samples the wavelet at 2^precision points, integrates it by a running sum, picks the integral at the nearest
 * lower point for every sample of the stretched wavelet, reverses it, convolves, and differentiates: `-sqrt(scale) * diff`.
 * All of that is linear, so it is one filter, whose taps are the differences of the picked integral.
 * Indices are taken in float64, whatever the signal's type.
 *
 * @param wavelet - Wavelet. Complex wavelets are conjugated, as the inner product with a wavelet asks.
 * @param scale - Stretch in samples, finite, above 0.
 * @param precision - Binary logarithm of the number of points at which the wavelet is sampled, an integer from 1 to 20.
 * @returns Taps (about `scale * (upperBound - lowerBound)` of them) and the offset that centres them.
 * @throws {RangeError} If `scale` is not above 0, so small that fewer than two points remain, or so large
 *   that the filter would have more than 2^27 points.
 */
export function waveletFilter(wavelet: Wavelet, scale: number, precision: number): WaveletFilter {
  checkPositive("scale", scale);
  if (wavelet.filter !== undefined) return wavelet.filter(scale);
  const { re, im, step, width } = integral(wavelet, precision);
  const points = Math.ceil(scale * width + 1);
  if (!(points <= largestFilter)) {
    throw new RangeError(
      `"scale" must be at most ${Math.floor((largestFilter - 1) / width)} for wavelet ${wavelet.name}, got ${scale}`,
    );
  }
  const stride = scale * step;
  let count = points;
  while (Math.trunc((count - 1) / stride) >= re.length) count--;
  if (count < 2) {
    throw new RangeError(
      `"scale" must be larger than about ${(1 / (step * re.length)).toPrecision(3)} for wavelet ${wavelet.name} at precision ${precision}, got ${scale}`,
    );
  }
  const offset = Math.floor(count / 2);
  const factor = -Math.sqrt(scale);
  if (im === undefined) return { re: differences(re, count, stride, factor), offset };
  return { re: differences(re, count, stride, factor), im: differences(im, count, stride, -factor), offset };
}

/**
 * Taps that do the work of a convolution with the reversed integral, picked at `count` places that are 1 / `stride` apart, and of
 * the difference that follows it.
 */
function differences(sums: Float64Array, count: number, stride: number, factor: number): Float64Array {
  const taps = new Float64Array(count + 1);
  let previous = 0;
  for (let q = 0; q < count; q++) {
    const value = sums[Math.trunc((count - 1 - q) / stride)]!;
    taps[q] = factor * (value - previous);
    previous = value;
  }
  taps[count] = -factor * previous;
  return taps;
}

interface WaveletIntegral {
  readonly precision: number;
  readonly re: Float64Array;
  readonly im?: Float64Array;
  readonly step: number;
  readonly width: number;
}

// A plan asks for many scales of one wavelet in a row; the integral is the same for all of them.
const integrals = new WeakMap<Wavelet, WaveletIntegral>();

function integral(wavelet: Wavelet, precision: number): WaveletIntegral {
  checkInteger("precision", precision, 1, 20);
  const known = integrals.get(wavelet);
  if (known?.precision === precision) return known;
  const samples = wavefun(wavelet, precision);
  const { x } = samples;
  const step = x[1]! - x[0]!;
  const width = x[x.length - 1]! - x[0]!;
  const made: WaveletIntegral =
    "psi" in samples
      ? { precision, step, width, re: runningSum(samples.psi, step) }
      : { precision, step, width, re: runningSum(samples.re, step), im: runningSum(samples.im, step) };
  integrals.set(wavelet, made);
  return made;
}

function runningSum(values: Float64Array, step: number): Float64Array {
  let sum = 0;
  return values.map((value) => (sum += value) * step);
}
