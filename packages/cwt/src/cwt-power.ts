import { checkInteger, checkSignal } from "./check.js";
import type { Signal } from "./check.js";
import { hopMeasure } from "./hop-statistic.js";
import type { HopStatistic } from "./hop-statistic.js";
import { addHopSums } from "./hop-sums.js";
import { prepareCwt } from "./prepare.js";
import type { ArrayOf, Dtype, RealScalogram } from "./scalogram.js";
import type { Wavelet, WaveletName } from "./wavelet.js";

/** Options of {@link cwtPower}. */
export interface CwtPowerOptions<D extends Dtype = "float32"> {
  /** Samples that one value stands for, an integer from 1 to the signal's length: 160 for 10 ms at 16 kHz. */
  readonly hop: number;
  /** What is computed from the coefficients of a hop. Default `"power"`, the mean of their squares. */
  readonly statistic?: HopStatistic;
  /** Least power whose logarithm `"logPower"` takes, above 0. Default 1e-10, which is -100 dB. */
  readonly floor?: number;
  /** Wavelet, or its name. Default `"morl"`. */
  readonly wavelet?: WaveletName | Wavelet;
  /** Seconds per sample, for the frequencies and times alone. Default 1. */
  readonly samplingPeriod?: number;
  /** Binary logarithm of the number of points at which the wavelet is sampled, an integer from 1 to 20. Default 12. */
  readonly precision?: number;
  /** Type of the values. Default `"float32"`. */
  readonly dtype?: D;
}

/** A scalogram whose second axis counts hops: what {@link cwtPower} gives. */
export interface HopScalogram<D extends Dtype = Dtype> extends RealScalogram<D> {
  /** Value (i, k), at `i * shape[1] + k`, is that of scale i and samples [k * hop, (k + 1) * hop). */
  readonly shape: readonly [scales: number, hops: number];
  readonly hop: number;
  readonly statistic: HopStatistic;
  /** Mean time of the samples of each hop, (k * hop + (hop - 1) / 2) * samplingPeriod, shape [hops]. */
  readonly times: Float64Array;
}

/**
 * Power of the continuous wavelet transform, averaged over hops: a scalogram with a few values for each second.
 *
 * The same coefficients as `cwt` computes, but they are reduced block by block and never held: beside the signal and the
 * result it needs a few megabytes, however long the signal is. Hop k takes the coefficients of samples [k * hop, (k + 1)
 * * hop); samples after the last whole hop are left out, as `frames` does. With a complex wavelet, |c|² is re² + im².
 *
 * @param x - Samples of one channel, finite, at least `hop` of them. It is not changed.
 * @param scales - Scales, in samples: finite, above 0, in any order. They need not be integers.
 * @param options - `hop`, which has no default; `statistic` (`"power"`), `floor` (1e-10), `wavelet` (`"morl"`),
 *   `samplingPeriod` (1), `precision` (12), `dtype` (`"float32"`).
 * @returns Values of shape [scales, hops], hops = floor(length / hop), with the axes. In float32 they are within 1e-6 of
 *   the largest.
 * @throws {TypeError} If an argument is of the wrong kind.
 * @throws {RangeError} If `x` is empty or holds NaN or an infinity, an option is outside of its range, or the signal is
 *   so large that a power is beyond the numbers of `dtype`.
 *
 * @example
 * const x = Float32Array.from({ length: 16_000 }, (_, n) => Math.sin((2 * Math.PI * 440 * n) / 16_000));
 * const { data, shape, times } = cwtPower(x, [10, 20, 40], { hop: 160, samplingPeriod: 1 / 16_000 });
 * shape; // [3, 100]
 */
export function cwtPower<const D extends Dtype = "float32">(
  x: Signal,
  scales: ArrayLike<number>,
  options: CwtPowerOptions<D>,
): HopScalogram<D> {
  checkSignal("x", x);
  const { hop, statistic = "power", samplingPeriod = 1 } = options;
  checkInteger("hop", hop, 1, x.length);
  const measure = hopMeasure("statistic", statistic, options.floor);
  const prepared = prepareCwt({ ...options, scales });
  const { engine, complex, dtype } = prepared;
  const hops = Math.floor(x.length / hop);
  const size = prepared.scales.length * hops;
  const data = dtype === "float64" ? new Float64Array(size) : new Float32Array(size);
  const { summand } = measure;
  engine.forEachBlock(x, x.length, addHopSums({ sums: data, hop, hops, origin: 0, complex, summand }));
  measure.finish(data, hop);
  return {
    complex: false,
    data: data as ArrayOf<D>,
    shape: [prepared.scales.length, hops],
    scales: prepared.scales.slice(),
    frequencies: prepared.frequencies.slice(),
    hop,
    statistic,
    times: Float64Array.from({ length: hops }, (_, k) => (k * hop + (hop - 1) / 2) * samplingPeriod),
  };
}
