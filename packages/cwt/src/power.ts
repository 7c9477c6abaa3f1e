import { checkPositive } from "./check.js";
import { checkScalogram } from "./scalogram.js";
import type { ArrayOf, Dtype, RealScalogram, Scalogram } from "./scalogram.js";

/**
 * Power of every coefficient: its square, or for a complex wavelet the square of its magnitude.
 *
 * @param scalogram - Scalogram, shape [scales, time]. It is not changed.
 * @returns Scalogram of the same shape, axes and type, whose values are at least 0.
 * @throws {TypeError} If the scalogram is none.
 * @throws {RangeError} If its shape does not fit its values.
 *
 * @example
 * power(cwt(Float32Array.of(1, 0, 0), [1])).shape; // [1, 3]
 */
export function power<D extends Dtype>(scalogram: Scalogram<D>): RealScalogram<D> {
  checkScalogram(scalogram);
  const { shape, scales, frequencies } = scalogram;
  let data: ArrayOf<D>;
  if (scalogram.complex) {
    const { re, im } = scalogram;
    data = re.map((value, i) => value * value + im[i]! * im[i]!) as ArrayOf<D>;
  } else {
    data = scalogram.data.map((value) => value * value) as ArrayOf<D>;
  }
  return { complex: false, data, shape, scales, frequencies };
}

/** Options of {@link decibels}. */
export interface DecibelOptions {
  /** Power of 0 dB, above 0. Default: the largest power in the scalogram. */
  readonly reference?: number;
  /** Values lower than this many decibels under the largest are raised to it. Above 0. Default 80. */
  readonly range?: number;
}

/**
 * Power of every coefficient in decibels: 10 log10(power / reference), at least the largest value minus `range`.
 *
 * As librosa's `power_to_db(power, ref=reference, top_db=range)`. A scalogram that is all zero has no largest
 * power; it gives -`range` everywhere.
 *
 * @param scalogram - Coefficients, shape [scales, time]; their power is taken here. It is not changed.
 * @param options - `reference` (the largest power) and `range` (80 dB).
 * @returns Scalogram of the same shape, axes and type.
 * @throws {TypeError} If an option is not a number, or the scalogram is none.
 * @throws {RangeError} If an option is not above 0, or a coefficient is NaN or infinite.
 *
 * @example
 * decibels(cwt(Float32Array.of(1, 0, 0), [1]), { range: 60 }).shape; // [1, 3]
 */
export function decibels<D extends Dtype>(scalogram: Scalogram<D>, options: DecibelOptions = {}): RealScalogram<D> {
  const { range = 80 } = options;
  checkPositive("range", range);
  if (options.reference !== undefined) checkPositive("reference", options.reference);
  const powers = power(scalogram);
  let largest = 0;
  powers.data.forEach((value, i) => {
    if (!(value < Infinity)) throw new RangeError(`"scalogram" must be finite, got a power of ${value} at index ${i}`);
    if (value > largest) largest = value;
  });
  const reference = options.reference ?? largest;
  const floor = largest > 0 ? 10 * Math.log10(largest / reference) - range : -range;
  const data = powers.data.map((value) =>
    value > 0 ? Math.max(10 * Math.log10(value / reference), floor) : floor,
  ) as ArrayOf<D>;
  return { ...powers, data };
}
