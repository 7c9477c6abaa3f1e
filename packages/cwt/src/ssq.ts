import { analyticMorlet } from "./analytic-morlet.js";
import type { AnalyticWavelet } from "./analytic-morlet.js";
import { checkNonNegative, checkPositive, checkPositives, checkSignal, kind } from "./check.js";
import type { Signal } from "./check.js";
import { logWeights } from "./log-weights.js";
import { planCwt } from "./plan.js";
import type { ArrayOf, ComplexScalogram, Dtype } from "./scalogram.js";

/** Options of {@link ssq}. */
export interface SsqOptions<D extends Dtype = "float32"> {
  /** Wavelet, as {@link analyticMorlet} gives it. Default `analyticMorlet()`. Its norm does not matter. */
  readonly wavelet?: AnalyticWavelet;
  /** Seconds per sample, for the frequencies alone. Default 1: cycles per sample. */
  readonly samplingPeriod?: number;
  /**
   * Frequencies of the rows, above 0, ascending or descending, in the unit of `samplingPeriod`.
   * Default: as many as scales, in equal ratios, from that of the smallest scale down to that of the largest.
   */
  readonly frequencies?: ArrayLike<number>;
  /**
   * Amplitude, as a part of the signal's largest magnitude, below which a coefficient has no phase to speak of and is left
   * out. At least 0. Default as in ssqueezepy: the root of the type's rounding unit, 3.5e-4 for float32, 1.5e-8 for float64.
   */
  readonly gamma?: number;
  /** Type of the result and of the coefficients behind it. Default `"float32"`. */
  readonly dtype?: D;
}

/** Most coefficients of a transform that are held at a time, unless a single row has more. */
const chunk = 2 ** 19;

/**
 * Synchrosqueezed wavelet transform: every coefficient is moved to the frequency at which its phase turns, which draws the
 * blurred ridges of a scalogram together into lines.
 *
 * With coefficients W(s, n) and their derivative by time W', taken with the wavelet's derivative, the frequency is
 * ω(s, n) = |Im(W' / W)| / 2π. The result at frequency f is the sum of W(s, n) ds/s over all scales whose ω lies nearest to
 * f, by its logarithm; frequencies beyond the last row count for it. It is divided by half of ∫ ψ̂(ω)/ω dω, so that
 * the real parts of a column add up to the signal: see {@link issq}. A component A cos(φ(n)) that is alone in
 * its band gives A exp(iφ(n)) in the row of its frequency, whatever the norm of the wavelet.
 *
 * For scales in equal ratios, ssqueezepy's `ssq_cwt` with zero padding is the same but for that factor, which its
 * `issq_cwt` applies, and for `gamma`, which it takes as an absolute magnitude of coefficients.
 * Memory: the result, and beyond it coefficients and derivatives of a few scales, at most 16 MB or one row of each.
 *
 * @param x - Samples of one channel, finite, at least one. It is not changed. Beyond its ends it counts as zero.
 * @param scales - Scales, in samples, at least two, all different; best in equal ratios, 16 or more to the octave, as
 *   `logScales` gives them, reaching an octave beyond the frequencies of interest.
 * @param options - See {@link SsqOptions}.
 * @returns A complex scalogram of shape [frequencies, time]; `scales` are those that the frequencies correspond to.
 *   `power`, `decibels`, `renderScalogram` and `frames` take it.
 * @throws {TypeError} If an argument is of the wrong kind.
 * @throws {RangeError} If `x` is empty or holds NaN or an infinity; a scale is not above 0, or too small for the wavelet,
 *   or there are less than two, or equal ones; if `frequencies` are not above 0, or neither ascend nor descend; if `gamma` is
 *   negative; if `samplingPeriod` or `dtype` is outside of its range; if coefficients overflow.
 *
 * Source: I. Daubechies, J. Lu, H.-T. Wu, Synchrosqueezed wavelet transforms: an empirical mode decomposition-like tool,
 * Appl. Comput. Harmon. Anal. 30 (2011) 243-261; discretised as in G. Thakur, E. Brevdo, N. S. Fučkar, H.-T. Wu, The synchrosqueezing
 * algorithm for time-varying spectral analysis, Signal Processing 93 (2013) 1079-1094.
 *
 * @example
 * const x = Float32Array.from({ length: 4000 }, (_, n) => Math.cos((2 * Math.PI * 440 * n) / 16_000));
 * const scales = logScales(analyticMorlet(), { low: 100, high: 2000, sampleRate: 16_000, voices: 32 });
 * const { shape } = ssq(x, scales, { samplingPeriod: 1 / 16_000 });
 * shape; // [140, 4000]
 */
export function ssq<const D extends Dtype = "float32">(
  x: Signal,
  scales: ArrayLike<number>,
  options: SsqOptions<D> = {},
): ComplexScalogram<D> {
  const { wavelet = analyticMorlet(), samplingPeriod = 1, dtype = "float32" as D } = options;
  const gamma = options.gamma ?? Math.sqrt(dtype === "float64" ? 2 ** -52 : 2 ** -23);
  checkSignal("x", x);
  checkAnalytic(wavelet);
  checkPositive("samplingPeriod", samplingPeriod);
  checkNonNegative("gamma", gamma);
  const checked = checkPositives("scales", scales);
  const weights = logWeights(checked, wavelet.norm);
  const unit = wavelet.centralFrequency / samplingPeriod;
  const frequencies =
    options.frequencies === undefined ? logFrequencies(checked, unit) : checkFrequencies(options.frequencies);
  // The smallest scale is the one that a wavelet may refuse; better now than after half of the work.
  wavelet.filter(checked.reduce((a, b) => Math.min(a, b)));

  const time = x.length;
  const create = (length: number) =>
    (dtype === "float64" ? new Float64Array(length) : new Float32Array(length)) as ArrayOf<D>;
  const re = create(frequencies.length * time);
  const im = create(frequencies.length * time);
  const rowOf = rowFinder(frequencies, samplingPeriod);
  const half = admissibility(wavelet) / 2;
  // Coefficients are taken in units of the signal, so that no square of one overflows or vanishes.
  const level = largestMagnitude(x);
  const perLevel = 1 / Math.max(level, 2 ** -1000);
  // The coefficient that a tone of the least amplitude has at its scale, before the root of the scale that norm "l2" adds.
  const least = (gamma * wavelet.spectrum(2 * Math.PI * wavelet.centralFrequency)) / 2;
  const rows = Math.max(1, Math.floor(chunk / time));
  for (let first = 0; first < checked.length; first += rows) {
    const part = checked.slice(first, first + rows);
    const w = planCwt({ length: time, scales: part, wavelet, dtype }).execute(x);
    const slope = planCwt({ length: time, scales: part, wavelet: wavelet.derivative, dtype }).execute(x);
    part.forEach((scale, row) => {
      const share = (weights[first + row]! / half) * level;
      const threshold = (least * (wavelet.norm === "l1" ? 1 : Math.sqrt(scale))) ** 2;
      for (let n = 0, at = row * time; n < time; n++, at++) {
        const a = w.re[at]! * perLevel;
        const b = w.im[at]! * perLevel;
        const power = a * a + b * b;
        if (!(power < Infinity)) throw new RangeError(`"x" must be smaller: its coefficients overflow ${dtype}`);
        if (power <= threshold) continue;
        const turning = (slope.im[at]! * perLevel * a - slope.re[at]! * perLevel * b) / power;
        const target = rowOf(Math.abs(turning) / (2 * Math.PI * scale)) * time + n;
        re[target]! += share * a;
        im[target]! += share * b;
      }
    });
  }
  return {
    complex: true,
    re,
    im,
    shape: [frequencies.length, time],
    scales: frequencies.map((frequency) => unit / frequency),
    frequencies,
  };
}

function checkAnalytic(wavelet: AnalyticWavelet): void {
  if (typeof wavelet !== "object" || wavelet === null || typeof wavelet.derivative !== "object") {
    throw new TypeError(`"wavelet" must be one that analyticMorlet gives, got ${kind(wavelet)}`);
  }
}

function logFrequencies(scales: Float64Array, unit: number): Float64Array {
  const highest = unit / scales.reduce((a, b) => Math.min(a, b));
  const lowest = unit / scales.reduce((a, b) => Math.max(a, b));
  const steps = scales.length - 1;
  return Float64Array.from({ length: scales.length }, (_, i) => highest * (lowest / highest) ** (i / steps));
}

function checkFrequencies(frequencies: ArrayLike<number>): Float64Array {
  const checked = checkPositives("frequencies", frequencies);
  const sign = checked.length > 1 ? Math.sign(checked[1]! - checked[0]!) : 1;
  const bad = checked.findIndex((value, i) => i > 0 && !(sign * (value - checked[i - 1]!) > 0));
  if (bad >= 0) {
    throw new RangeError(
      `"frequencies" must ascend or descend, got ${checked[bad - 1]} and then ${checked[bad]} at index ${bad}`,
    );
  }
  return checked;
}

/** Finds the row whose frequency is nearest, by its logarithm, to one in cycles per sample. */
function rowFinder(frequencies: Float64Array, samplingPeriod: number): (frequency: number) => number {
  const last = frequencies.length - 1;
  const descending = frequencies[0]! > frequencies[last]!;
  const ascending = frequencies.map((value) => value * samplingPeriod).sort();
  const borders = ascending.subarray(1).map((value, i) => Math.sqrt(value * ascending[i]!));
  return (frequency) => {
    let low = 0;
    let high = last;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (frequency > borders[middle]!) low = middle + 1;
      else high = middle;
    }
    return descending ? last - low : low;
  };
}

function largestMagnitude(x: Signal): number {
  let largest = 0;
  for (let n = 0; n < x.length; n++) largest = Math.max(largest, Math.abs(x[n]!));
  return largest;
}

/** ∫ ψ̂(ω) / ω dω over the positive frequencies, by the trapezoidal rule in log ω, which is exact to rounding for smooth bells. */
function admissibility(wavelet: AnalyticWavelet): number {
  const peak = 2 * Math.PI * wavelet.centralFrequency;
  const step = 1 / 256;
  let sum = 0;
  // From far below to four times the peak: beyond both, nothing is left of the spectrum.
  for (let i = -4096; i <= 355; i++) sum += wavelet.spectrum(peak * Math.exp(i * step));
  return sum * step;
}
