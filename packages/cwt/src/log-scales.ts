import { checkInteger, checkPositive } from "./check.js";
import { centralFrequency } from "./frequency.js";
import type { Wavelet, WaveletName } from "./wavelet.js";

/** Band of {@link logScales}. */
export interface LogScaleOptions {
  /** Lower end of the band, in Hz, above 0. */
  readonly low: number;
  /** Upper end of the band, in Hz, above `low` and at most half the sample rate. */
  readonly high: number;
  /** Samples per second. */
  readonly sampleRate: number;
  /** Scales per octave, an integer from 1 to 256. Default 16. */
  readonly voices?: number;
}

/**
 * Scales whose frequencies cover a band in equal ratios, as the inverse transform and synchrosqueezing want them.
 *
 * The first scale has the frequency `high`; each of the next is 2^(1 / `voices`) times larger; the last is the first whose
 * frequency is at most `low`.
 *
 * @param source - Wavelet, or its name.
 * @param options - Band, sample rate and voices.
 * @returns Ascending scales, in samples; their frequencies descend.
 * @throws {TypeError} If a number is of another kind.
 * @throws {RangeError} If a frequency is not above 0, `low >= high`, `high > sampleRate / 2`, `voices` is not an integer
 *   from 1 to 256, or the wavelet is unknown.
 *
 * Source: the fractional powers of two of Torrence and Compo (1998), equation 9.
 *
 * @example
 * logScales(analyticMorlet(), { low: 100, high: 3200, sampleRate: 16_000 }).length; // 81
 */
export function logScales(source: Wavelet | WaveletName, options: LogScaleOptions): number[] {
  const { low, high, sampleRate, voices = 16 } = options;
  checkPositive("low", low);
  checkPositive("high", high);
  checkPositive("sampleRate", sampleRate);
  checkInteger("voices", voices, 1, 256);
  if (!(low < high)) throw new RangeError(`"low" must be below "high", got ${low} and ${high}`);
  if (!(high <= sampleRate / 2)) {
    throw new RangeError(`"high" must be at most half of "sampleRate" (${sampleRate / 2}), got ${high}`);
  }
  const first = (centralFrequency(source) * sampleRate) / high;
  // A whole number of steps but for rounding is that number.
  const steps = Math.ceil(voices * Math.log2(high / low) - 1e-9);
  return Array.from({ length: steps + 1 }, (_, i) => first * 2 ** (i / voices));
}
