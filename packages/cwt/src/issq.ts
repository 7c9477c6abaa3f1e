import { checkPositive } from "./check.js";
import { checkScalogram } from "./scalogram.js";
import type { ArrayOf, ComplexScalogram, Dtype } from "./scalogram.js";

/** Options of {@link issq}: the band whose component is wanted. */
export interface IssqOptions {
  /** Lowest frequency that counts, above 0, in the unit of the frequencies. Default: all below count, too. */
  readonly low?: number;
  /** Highest frequency that counts, at least `low`, in the unit of the frequencies. Default: all above count, too. */
  readonly high?: number;
}

/**
 * Inverse of the synchrosqueezed transform: the sum of the real parts over the rows of a band, or over all.
 *
 * Error of the whole sum, as norm of the difference over norm of the signal, for a signal that is silent at its ends, with
 * `analyticMorlet()` and scales in equal ratios, 16 or more to the octave: below 1e-3 if the signal keeps an octave
 * inside of the frequencies of the scales; below 2e-5 if it keeps 1.7 octaves inside, in float64. That is what the scales
 * beyond the last would have heard; in float32, what falls under `gamma` comes to nearly 1e-3 in any case.
 * The sum over a band gives a component whose frequency stays in it, which is what synchrosqueezing is for.
 *
 * @param squeezed - What `ssq` gave, shape [frequencies, time]. It is not changed.
 * @param options - `low` and `high`: rows with frequencies in between, both included, count. Default: all rows.
 * @returns Samples, shape [time], of the transform's type.
 * @throws {TypeError} If `squeezed` is no complex scalogram, or a frequency is not a number.
 * @throws {RangeError} If a frequency is not above 0, `low > high`, no row lies between them, or a value is NaN or infinite.
 *
 * Source: as for `ssq`; ssqueezepy's `issq_cwt` multiplies the sum by a factor that `ssq` has applied already.
 *
 * @example
 * const x = Float32Array.from({ length: 4000 }, (_, n) => Math.cos(0.17 * n) + Math.cos(0.6 * n));
 * const scales = logScales(analyticMorlet(), { low: 50, high: 4000, sampleRate: 16_000 });
 * const squeezed = ssq(x, scales, { samplingPeriod: 1 / 16_000 });
 * issq(squeezed, { low: 300, high: 600 }); // cos(0.17 n), within a few percent, but for the ends
 */
export function issq<D extends Dtype>(squeezed: ComplexScalogram<D>, options: IssqOptions = {}): ArrayOf<D> {
  const { low, high } = options;
  if (low !== undefined) checkPositive("low", low);
  if (high !== undefined) checkPositive("high", high);
  if (low !== undefined && high !== undefined && !(low <= high)) {
    throw new RangeError(`"low" must be at most "high", got ${low} and ${high}`);
  }
  checkScalogram(squeezed);
  if (!squeezed.complex) throw new TypeError('"squeezed" must be complex, as ssq returns it, got a real scalogram');
  const { re, shape, frequencies } = squeezed;
  const time = shape[1];
  const x = re.constructor === Float64Array ? new Float64Array(time) : new Float32Array(time);
  const sum = new Float64Array(time);
  let rows = 0;
  frequencies.forEach((frequency, row) => {
    if (!(frequency >= (low ?? 0) && frequency <= (high ?? Infinity))) return;
    rows++;
    for (let n = 0, at = row * time; n < time; n++, at++) sum[n]! += re[at]!;
  });
  if (rows === 0) {
    throw new RangeError(`"squeezed" must have a row between ${low ?? 0} and ${high ?? Infinity}, got none`);
  }
  const bad = sum.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new RangeError(`"squeezed" must be finite, got NaN or an infinity at sample ${bad}`);
  x.set(sum);
  return x as ArrayOf<D>;
}
