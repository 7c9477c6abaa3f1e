import { checkPositive } from "./check.js";
import { centralFrequency } from "./frequency.js";
import { wavelet } from "./wavelet.js";
import type { Wavelet, WaveletName } from "./wavelet.js";

/** Band of {@link scalesForBand}. */
export interface BandOptions {
  /** Lower end of the band, in Hz, above 0. */
  readonly low: number;
  /** Upper end of the band, in Hz, above `low` and at most half the sample rate. */
  readonly high: number;
  /** Samples per second. */
  readonly sampleRate: number;
  /** As for `centralFrequency`. Default 8. */
  readonly precision?: number;
}

/**
 * Consecutive integer scales whose frequencies cover a band.
 *
 * The first is the last scale at or above `high`, but at least 1; the last is the last scale at or above `low`.
 *
 * @param source - Wavelet, or its name.
 * @param options - Band and sample rate.
 * @returns Ascending scales, in samples; their frequencies descend.
 * @throws {TypeError} If a number is of another kind.
 * @throws {RangeError} If a frequency is not above 0, `low >= high`, `high > sampleRate / 2`, the wavelet is unknown, or
 *   no scale from 1 on reaches the band.
 *
 * @example
 * scalesForBand("morl", { low: 100, high: 2000, sampleRate: 16_000 }); // [6, 7, ..., 130]
 */
export function scalesForBand(source: Wavelet | WaveletName, options: BandOptions): number[] {
  const { low, high, sampleRate, precision = 8 } = options;
  checkPositive("low", low);
  checkPositive("high", high);
  checkPositive("sampleRate", sampleRate);
  if (!(low < high)) throw new RangeError(`"low" must be below "high", got ${low} and ${high}`);
  if (!(high <= sampleRate / 2)) {
    throw new RangeError(`"high" must be at most half of "sampleRate" (${sampleRate / 2}), got ${high}`);
  }
  const mother = wavelet(source);
  const reach = centralFrequency(mother, { precision }) * sampleRate;
  const last = lastScale(reach / low);
  if (last < 1) {
    throw new RangeError(`"low" must be at most ${reach} for wavelet ${mother.name} at scale 1, got ${low}`);
  }
  const first = Math.max(1, lastScale(reach / high));
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function lastScale(bound: number): number {
  // A quotient that is an integer but for rounding counts as that integer: 4799.999999999999 Hz is not below 4800 Hz.
  const nearest = Math.round(bound);
  return Math.abs(bound - nearest) <= 1e-12 * bound ? nearest : Math.floor(bound);
}
