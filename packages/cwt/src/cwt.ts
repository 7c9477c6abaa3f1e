import { checkSignal } from "./check.js";
import type { Signal } from "./check.js";
import { planCwt } from "./plan.js";
import type { CwtPlanOptions, OutputOf, ScalogramOf } from "./plan.js";
import type { Dtype } from "./scalogram.js";
import type { Wavelet, WaveletName } from "./wavelet.js";

/** Options of {@link cwt}. */
export interface CwtOptions<W extends WaveletName | Wavelet = "morl", D extends Dtype = "float32"> extends Omit<
  CwtPlanOptions<W, D>,
  "length" | "scales"
> {
  /** Arrays to write the coefficients to, each of length scales × time; new ones by default. */
  readonly output?: OutputOf<W, D>;
}

/**
 * Continuous wavelet transform, equal to PyWavelets' `cwt(x, scales, wavelet, sampling_period, precision=12)`.
 *
 * Row i holds the inner products of the signal with the (conjugated) wavelet, stretched by `scales[i]` and divided by its
 * square root. Beyond its ends the signal counts as zero. All arithmetic is float64 or as good as the dtype asks, and
 * the wavelet's table is read at float64 positions also for float32 signals, for which PyWavelets rounds them.
 *
 * @param x - Samples of one channel, finite, at least one. It is not changed.
 * @param scales - Scales, in samples: finite, above 0, in any order. They need not be integers.
 * @param options - Wavelet (`"morl"`), `samplingPeriod` (1), `precision` (12), `dtype` (`"float32"`), `output`.
 * @returns Coefficients of shape [scales, time]: `data` for a real wavelet, `re` and `im` for a complex one; with the
 *   scales and the frequency of each.
 * @throws {TypeError} If an argument is of the wrong kind.
 * @throws {RangeError} If `x` is empty or holds NaN or an infinity, a scale is not above 0 or too small for the wavelet,
 *   the wavelet or dtype is unknown, `precision` or `samplingPeriod` is outside of its range, or `output` is of the wrong
 *   length or overlaps the input. Nothing has been written then.
 *
 * @example
 * const x = Float32Array.from({ length: 1600 }, (_, n) => Math.sin((2 * Math.PI * 440 * n) / 16_000));
 * const { data, shape, frequencies } = cwt(x, [10, 20, 40, 80], { samplingPeriod: 1 / 16_000 });
 * shape; // [4, 1600]
 */
export function cwt<const W extends WaveletName | Wavelet = "morl", const D extends Dtype = "float32">(
  x: Signal,
  scales: ArrayLike<number>,
  options: CwtOptions<W, D> = {},
): ScalogramOf<W, D> {
  checkSignal("x", x);
  const { output, ...rest } = options;
  return planCwt<W, D>({ ...rest, length: x.length, scales }).execute(x, output);
}
