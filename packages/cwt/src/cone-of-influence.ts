import { checkInteger, checkPositive, checkPositives } from "./check.js";
import { bitReversed, createFft } from "./fft.js";
import { centralFrequency } from "./frequency.js";
import { wavefun } from "./wavefun.js";
import { wavelet } from "./wavelet.js";
import type { Wavelet, WaveletName } from "./wavelet.js";

/** Options of {@link coneOfInfluence}. */
export interface ConeOfInfluenceOptions {
  /** Number of samples of the signal, an integer from 1 on. */
  readonly length: number;
  /** Scales, in samples: finite, above 0, in any order. */
  readonly scales: ArrayLike<number>;
  /** Wavelet, or its name. Default `"morl"`. */
  readonly wavelet?: WaveletName | Wavelet;
  /** Seconds per sample, for the frequencies alone. Default 1: cycles per sample. */
  readonly samplingPeriod?: number;
}

/** Where the coefficients of a signal are free of its ends. */
export interface ConeOfInfluence {
  /** Time, in units of the scale, in which the power of the wavelet's response to an end falls by e². */
  readonly eFoldingTime: number;
  /** First sample of each row that is free of the beginning, shape [scales]. */
  readonly start: Uint32Array;
  /** Sample of each row after the last that is free of the end, shape [scales]. It is `start` where there is none. */
  readonly end: Uint32Array;
  /** Largest scale that is free of both ends at each sample, shape [time]; 0 at the first and last sample. */
  readonly largestScale: Float64Array;
  /** Frequency of that scale, shape [time]: Hz if the sampling period is in seconds. Infinity at the first and last sample. */
  readonly lowestFrequency: Float64Array;
}

/** Binary logarithm of the number of samples from which the envelope is found. */
const level = 12;

/**
 * Cone of influence of a continuous wavelet transform: outside of it coefficients feel that the signal ends.
 *
 * As Torrence and Compo (1998, section 3g): a coefficient is trusted if it is at least one e-folding time from the first and
 * from the last sample. That is the time in which the power of the wavelet falls to e⁻² of its largest for good. They
 * give √2 s for the Morlet wavelet, and for all derivatives of a Gaussian. Here it is found, to 1e-4, from the
 * envelope of each wavelet: its magnitude if it is complex, else that of its analytic signal.
 *
 * | wavelet | e-folding time / scale |
 * |---|---|
 * | `morl`, `analyticMorlet()` | √2 |
 * | `cmorB-C` | √B |
 * | `mexh` | 2.12 |
 * | `gaus1`, `gaus2`, `gaus4`, `gaus8` | 1.62, 1.50, 1.46, 1.44 |
 *
 * @param options - `length`, `scales`, `wavelet` (`"morl"`) and `samplingPeriod` (1).
 * @returns The e-folding time; per scale the samples `start` to `end`, excluded, outside of the cone; per sample the
 *   largest scale outside of it, and its frequency.
 * @throws {TypeError} If an option is of the wrong kind.
 * @throws {RangeError} If `length` is not an integer from 1 to 2^32 - 1, a scale or `samplingPeriod` is not above 0, or the
 *   wavelet is unknown or zero.
 *
 * @example
 * const { start, end } = coneOfInfluence({ length: 1000, scales: [10, 100, 500] });
 * start; // [15, 142, 708]
 * end; // [985, 858, 708]: at scale 500 no sample is free of both ends
 */
export function coneOfInfluence(options: ConeOfInfluenceOptions): ConeOfInfluence {
  const { length, samplingPeriod = 1 } = options;
  const mother = wavelet(options.wavelet ?? "morl");
  checkInteger("length", length, 1, 2 ** 32 - 1);
  checkPositive("samplingPeriod", samplingPeriod);
  const scales = checkPositives("scales", options.scales);
  const eFoldingTime = eFoldingTimeOf(mother);
  const frequency = centralFrequency(mother, { precision: level }) / samplingPeriod;
  const start = Uint32Array.from(scales, (scale) => Math.min(Math.ceil(eFoldingTime * scale), length));
  const largestScale = Float64Array.from({ length }, (_, n) => Math.min(n, length - 1 - n) / eFoldingTime);
  return {
    eFoldingTime,
    start,
    end: start.map((first) => Math.max(length - first, first)),
    largestScale,
    lowestFrequency: largestScale.map((scale) => frequency / scale),
  };
}

function eFoldingTimeOf(mother: Wavelet): number {
  const { x, power } = envelope(mother);
  const largest = power.reduce((a, b) => Math.max(a, b));
  if (!(largest > 0)) throw new RangeError(`"wavelet" must not be zero everywhere, got ${mother.name}`);
  const threshold = largest * Math.exp(-2);
  const first = power.findIndex((value) => value >= threshold);
  const last = power.findLastIndex((value) => value >= threshold);
  return Math.max(Math.abs(crossing(first, first - 1)), Math.abs(crossing(last, last + 1)));

  // Between the outermost sample that is loud enough and its neighbour, log power is all but straight.
  function crossing(inside: number, outside: number): number {
    if (!(power[outside]! > 0)) return x[inside]!;
    const share = Math.log(power[inside]! / threshold) / Math.log(power[inside]! / power[outside]!);
    return x[inside]! + share * (x[outside]! - x[inside]!);
  }
}

function envelope(mother: Wavelet): { readonly x: Float64Array; readonly power: Float64Array } {
  const samples = wavefun(mother, level);
  const { x } = samples;
  const [re, im] = "psi" in samples ? analyticSignal(samples.psi) : [samples.re, samples.im];
  return { x, power: re.map((value, i) => value * value + im[i]! * im[i]!) };
}

/** Real and imaginary part of a sequence without its negative frequencies. The length is a power of two. */
function analyticSignal(values: Float64Array): [Float64Array, Float64Array] {
  const { length } = values;
  const fft = createFft(length);
  const re = values.map((value) => (2 * value) / length);
  const im = new Float64Array(length);
  fft.forward(re, im);
  for (let bin = length / 2 + 1; bin < length; bin++) {
    const at = bitReversed(bin, length);
    re[at] = 0;
    im[at] = 0;
  }
  // What stands at zero frequency belongs to both halves.
  re[0]! /= 2;
  im[0]! /= 2;
  fft.inverse(re, im);
  return [re, im];
}
