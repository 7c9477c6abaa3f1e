import { checkInteger, checkPositives } from "./check.js";
import { bitReversed, createFft } from "./fft.js";
import type { Fft } from "./fft.js";
import { sumFilters } from "./filter-sum.js";
import { centralFrequency } from "./frequency.js";
import { logWeights } from "./log-weights.js";
import { checkScalogram } from "./scalogram.js";
import type { ArrayOf, Dtype, Scalogram } from "./scalogram.js";
import { wavelet } from "./wavelet.js";
import type { Wavelet, WaveletName } from "./wavelet.js";

/** Options of {@link icwt}: those of the transform that made the scalogram. */
export interface IcwtOptions {
  /** Wavelet, or its name. Default `"morl"`. */
  readonly wavelet?: WaveletName | Wavelet;
  /** Binary logarithm of the number of points at which the wavelet is sampled, an integer from 1 to 20. Default 12. */
  readonly precision?: number;
}

/** Part of the largest response below which a frequency counts as not seen by the scales. */
const floor = 0.1;

/** Distance from the outermost frequencies, as a ratio, from which on a response is asked for: flat bands may end there. */
const margin = 1.1;

/** Frequency, in cycles per sample, above which no response is asked for: filters must vanish at half the sample rate. */
const highestAsked = 0.4;

/**
 * Inverse of the continuous wavelet transform: the signal, as far as its frequencies lie in the band of the scales.
 *
 * The coefficients, or for complex wavelets those of their parts that is even in time, are summed over the scales with the
 * weights of an integral over log s: the one-integral formula of Torrence and Compo (1998, equation 11), ssqueezepy's
 * `icwt(one_int=True)`. They divide the sum by a constant; here it is divided, frequency by frequency, by the response that
 * the very filters used have to this sum. So neither the spacing of the scales, nor PyWavelets' staircase and its delay of
 * half a sample, nor the sign of a wavelet leaves an error. Frequencies to which the response falls below a tenth of its
 * largest are faded out, and the mean of the signal is lost, as it is in the transform.
 *
 * Error, as norm of the difference over norm of the signal, for a signal that is silent at its ends and keeps
 * between the frequencies of the outermost scales: below 1e-6 in float32 and 1e-12 in float64, but 1e-5 for `shan` and `fbsp`,
 * whose long tails are cut. Tones over the whole band that are cut off at the ends of the signal come back within 6 % over
 * all, and within 0.6 % from five periods of the lowest frequency inside.
 * Memory beyond the scalogram: five arrays of float64, as long as the signal and the longest filter together, rounded up
 * to a power of two.
 *
 * @param scalogram - What `cwt` gave, shape [scales, time], at least two different scales. It is not changed.
 * @param options - `wavelet` (`"morl"`) and `precision` (12), the same as for `cwt`.
 * @returns Samples, shape [time], of the scalogram's type.
 * @throws {TypeError} If the scalogram is none, or an option is of the wrong kind.
 * @throws {RangeError} If the scalogram holds NaN or an infinity, is real and the wavelet complex or the reverse, has
 *   less than two scales or equal ones; if between the frequencies of the scales the response falls below a tenth of its
 *   largest, because scales are too far apart or the wavelet is none; if an option is outside of its range.
 *
 * @example
 * const x = Float32Array.from({ length: 2000 }, (_, n) => Math.exp(-(((n - 1000) / 200) ** 2)) * Math.cos(0.3 * n));
 * const scales = logScales("morl", { low: 0.01, high: 0.2, sampleRate: 1 });
 * icwt(cwt(x, scales)); // x, within 1e-6
 */
export function icwt<D extends Dtype>(scalogram: Scalogram<D>, options: IcwtOptions = {}): ArrayOf<D> {
  const { precision = 12 } = options;
  const mother = wavelet(options.wavelet ?? "morl");
  checkInteger("precision", precision, 1, 20);
  checkScalogram(scalogram);
  if (scalogram.complex !== mother.complex) {
    const [expected, got] = mother.complex ? ["complex", "real"] : ["real", "complex"];
    throw new RangeError(`"scalogram" must be ${expected} for wavelet ${mother.name}, got a ${got} one`);
  }
  const { shape, scales } = scalogram;
  const time = shape[1];
  if (scales.length !== shape[0]) {
    throw new RangeError(`"scalogram" must have ${shape[0]} scales, got ${scales.length}`);
  }
  checkPositives("scalogram.scales", scales);
  const weights = logWeights(scales, mother.norm ?? "l2");
  const { part, taps } = sumFilters(mother, scales, precision, weights);
  const coefficients = scalogram.complex ? scalogram[part] : scalogram.data;

  const fft = createFft(powerOfTwo(time + taps.length));
  const signal = spectrum(fft, (re) => addRows(re, coefficients, weights));
  const response = spectrum(fft, (re) => wrap(re, taps));
  const frequencies = scales.map((scale) => centralFrequency(mother, { precision }) / scale);
  const largest = checkResponse(response, frequencies, mother.name);
  divide(signal, response, floor * largest);
  fft.inverse(signal.re, signal.im);
  const x = coefficients.constructor === Float64Array ? new Float64Array(time) : new Float32Array(time);
  for (let n = 0; n < time; n++) x[n] = signal.re[n]! / fft.length;
  return x as ArrayOf<D>;
}

/** Spectrum of a real sequence, in bit-reversed order. */
interface Spectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

function spectrum(fft: Fft, fill: (re: Float64Array) => void): Spectrum {
  const re = new Float64Array(fft.length);
  const im = new Float64Array(fft.length);
  fill(re);
  fft.forward(re, im);
  return { re, im };
}

function powerOfTwo(atLeast: number): number {
  let size = 2;
  while (size < atLeast) size *= 2;
  return size;
}

function addRows(sum: Float64Array, coefficients: ArrayLike<number>, weights: Float64Array): void {
  const time = coefficients.length / weights.length;
  weights.forEach((weight, row) => {
    for (let n = 0, at = row * time; n < time; n++, at++) {
      const value = coefficients[at]!;
      if (!Number.isFinite(value)) throw new RangeError(`"scalogram" must be finite, got ${value} at index ${at}`);
      sum[n]! += weight * value;
    }
  });
}

/** Puts the middle tap at time zero, and those before it at the end. */
function wrap(target: Float64Array, taps: Float64Array): void {
  const middle = (taps.length - 1) / 2;
  target.set(taps.subarray(middle));
  target.set(taps.subarray(0, middle), target.length - middle);
}

/** Throws unless the scales see all frequencies between theirs; gives the largest response. */
function checkResponse({ re, im }: Spectrum, frequencies: Float64Array, name: string): number {
  const size = re.length;
  const magnitude = (bin: number) => {
    const at = bitReversed(bin, size);
    return Math.hypot(re[at]!, im[at]!);
  };
  let largest = 0;
  for (let bin = 0; bin <= size / 2; bin++) largest = Math.max(largest, magnitude(bin));
  const first = Math.ceil(frequencies.reduce((a, b) => Math.min(a, b)) * margin * size);
  const last = Math.min(frequencies.reduce((a, b) => Math.max(a, b)) / margin, highestAsked) * size;
  for (let bin = first; bin <= last; bin++) {
    const share = magnitude(bin) / largest;
    if (!(share >= floor)) {
      throw new RangeError(
        `"scales" must see all frequencies between theirs, but wavelet ${name} responds to ${(bin / size).toPrecision(3)} cycles per sample with ${share.toPrecision(2)} of its largest response`,
      );
    }
  }
  return largest;
}

/** Divides by the response; where that is smaller than `least`, the quotient fades out with its square. */
function divide({ re, im }: Spectrum, response: Spectrum, least: number): void {
  for (let k = 0; k < re.length; k++) {
    const a = response.re[k]!;
    const b = response.im[k]!;
    const power = Math.max(a * a + b * b, least * least);
    const quotient = (re[k]! * a + im[k]! * b) / power;
    im[k] = (im[k]! * a - re[k]! * b) / power;
    re[k] = quotient;
  }
}
