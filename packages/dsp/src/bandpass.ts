import { butterworthBandpass } from "./butterworth.js";
import { show } from "./check.js";
import type { SameSignal, Signal } from "./signal.js";
import { sosfilt, sosfiltfilt } from "./sosfilt.js";

/** Options of `bandpass`. */
export interface BandpassOptions {
  /** Lower end of the band in Hz. */
  low: number;
  /** Upper end of the band in Hz, below half of the sample rate. */
  high: number;
  /** In Hz. */
  sampleRate: number;
  /** Of the Butterworth prototype. Default 4. */
  order?: number;
  /** `"causal"` (default) filters forwards once, `"zero"` forwards and backwards. */
  phase?: "causal" | "zero";
}

/**
 * Keeps a band of frequencies, by a Butterworth filter.
 *
 * `phase: "causal"`, the default, is `sosfilt`: one pass forwards, which delays the signal, differently at each frequency, and
 * falls by 3.01 dB at `low` and `high`. `phase: "zero"` is `sosfiltfilt`: forwards and backwards, which keeps every onset where
 * it is, doubles the slope, falls by 6.02 dB at `low` and `high`, and needs the whole signal.
 *
 * @param x - Samples. For `phase: "zero"` more than `3 * (2 * order + 1)` of them.
 * @param options - `low`, `high` and `sampleRate` in Hz, 0 < low < high < sampleRate / 2; `order`, a whole number from 1 to 24.
 * @returns A new array of the type and length of `x`.
 * @throws {TypeError} If an argument is of the wrong kind.
 * @throws {RangeError} If `x` is empty, too short for `phase: "zero"` or holds a sample that is not finite, or an option is out
 *   of its range.
 *
 * @example
 * const speechBand = bandpass(samples, { low: 100, high: 2000, sampleRate: 16_000, phase: "zero" });
 */
export function bandpass<T extends Signal>(x: T, options: BandpassOptions): SameSignal<T> {
  const { low, high, sampleRate, order = 4, phase = "causal" } = options;
  if (phase !== "causal" && phase !== "zero") {
    throw new RangeError(`"phase" must be "causal" or "zero", got ${show(phase)}`);
  }
  const sections = butterworthBandpass(order, [low, high], sampleRate);
  return phase === "causal" ? sosfilt(sections, x) : sosfiltfilt(sections, x);
}
