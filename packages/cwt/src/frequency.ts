import { checkInteger, checkPositive } from "./check.js";
import { bitReversed, createFft } from "./fft.js";
import { wavefun } from "./wavefun.js";
import { wavelet as motherOf } from "./wavelet.js";
import type { Wavelet, WaveletName } from "./wavelet.js";

/** Options of {@link centralFrequency}. */
export interface CentralFrequencyOptions {
  /** Binary logarithm of the number of points at which the wavelet is sampled, an integer from 1 to 20. Default 8. */
  readonly precision?: number;
}

/** Options of {@link scale2frequency} and {@link frequency2scale}. */
export interface FrequencyOptions extends CentralFrequencyOptions {
  /** Seconds per sample. Default 1: frequencies are in cycles per sample. */
  readonly samplingPeriod?: number;
}

/**
 * Frequency at which a wavelet's spectrum is largest, in cycles per unit of x, as PyWavelets' `central_frequency`.
 *
 * The largest bin of the discrete Fourier transform of the wavelet sampled over its interval, so it is quantised to
 * about 1 / (upperBound - lowerBound): 0.8125 for `morl`, whose true peak is 5 / 2π = 0.7958. Where a spectrum is flat, as
 * those of `shan` and of `fbsp` of order 1, the largest ripple wins, which lies near an edge of the band; at precisions
 * below 6 their ripples tie, and rounding decides.
 *
 * @param wavelet - Wavelet, or its name. A wavelet that states its central frequency is believed.
 * @param options.precision - See {@link CentralFrequencyOptions}.
 * @returns The frequency, above 0.
 * @throws {RangeError} If the wavelet is unknown or states a frequency that is not above 0, or `precision` is not an
 *   integer from 1 to 20.
 *
 * @example
 * centralFrequency("morl"); // 0.8125
 */
export function centralFrequency(wavelet: Wavelet | WaveletName, options: CentralFrequencyOptions = {}): number {
  const { precision = 8 } = options;
  checkInteger("precision", precision, 1, 20);
  if (typeof wavelet !== "string") return frequencyOf(wavelet, precision);
  if (last?.name !== wavelet || last.precision !== precision) {
    last = { name: wavelet, precision, frequency: frequencyOf(motherOf(wavelet), precision) };
  }
  return last.frequency;
}

/** Scales are turned into frequencies one after the other, for one wavelet. */
let last: { readonly name: string; readonly precision: number; readonly frequency: number } | undefined;

function frequencyOf(mother: Wavelet, precision: number): number {
  if (mother.centralFrequency !== undefined) {
    checkPositive("wavelet.centralFrequency", mother.centralFrequency);
    return mother.centralFrequency;
  }
  const samples = wavefun(mother, precision);
  const { x } = samples;
  const length = x.length;
  const re = "psi" in samples ? samples.psi : samples.re;
  const im = "psi" in samples ? new Float64Array(length) : samples.im;
  createFft(length).forward(re, im);
  let peak = 1;
  let largest = -1;
  for (let k = 1; k < length; k++) {
    const at = bitReversed(k, length);
    const power = re[at]! * re[at]! + im[at]! * im[at]!;
    if (power > largest) {
      largest = power;
      peak = k;
    }
  }
  // PyWavelets counts bins from 1 and mirrors the upper half, with the bins just below the middle on the upper side.
  const bin = peak + 1 > length / 2 ? length - peak : peak;
  return 1 / ((x[length - 1]! - x[0]!) / bin);
}

/**
 * Frequency to which a wavelet responds most at a given scale, as PyWavelets' `scale2frequency`:
 * the {@link centralFrequency} divided by the scale and the sampling period.
 *
 * @param wavelet - Wavelet, or its name.
 * @param scale - Stretch of the wavelet, in samples. Finite, above 0.
 * @param options.samplingPeriod - Seconds per sample. Default 1: cycles per sample.
 * @param options.precision - As for {@link centralFrequency}. Default 8.
 * @returns Frequency, in Hz if `samplingPeriod` is in seconds.
 * @throws {TypeError} If a number is of another kind.
 * @throws {RangeError} If `scale` or `samplingPeriod` is zero, negative, NaN or infinite, or the wavelet is unknown.
 *
 * @example
 * scale2frequency("morl", 130, { samplingPeriod: 1 / 16_000 }); // 100
 */
export function scale2frequency(wavelet: Wavelet | WaveletName, scale: number, options: FrequencyOptions = {}): number {
  const { samplingPeriod = 1 } = options;
  checkPositive("scale", scale);
  checkPositive("samplingPeriod", samplingPeriod);
  return centralFrequency(wavelet, options) / scale / samplingPeriod;
}

/**
 * Scale at which a wavelet responds most to a frequency: the inverse of {@link scale2frequency}, as PyWavelets' `frequency2scale`.
 *
 * @param wavelet - Wavelet, or its name.
 * @param frequency - Frequency, in Hz if `samplingPeriod` is in seconds. Finite, above 0.
 * @param options.samplingPeriod - Seconds per sample. Default 1: `frequency` is in cycles per sample.
 * @param options.precision - As for {@link centralFrequency}. Default 8.
 * @returns Scale, in samples.
 * @throws {TypeError} If a number is of another kind.
 * @throws {RangeError} If `frequency` or `samplingPeriod` is zero, negative, NaN or infinite, or the wavelet is unknown.
 *
 * @example
 * frequency2scale("morl", 100, { samplingPeriod: 1 / 16_000 }); // 130
 */
export function frequency2scale(
  wavelet: Wavelet | WaveletName,
  frequency: number,
  options: FrequencyOptions = {},
): number {
  const { samplingPeriod = 1 } = options;
  checkPositive("frequency", frequency);
  checkPositive("samplingPeriod", samplingPeriod);
  return centralFrequency(wavelet, options) / frequency / samplingPeriod;
}
