import { checkBatch } from "./batch.js";
import type { BatchOf, SignalBatch } from "./batch.js";
import { checkInteger, checkSignal } from "./check.js";
import type { Signal } from "./check.js";
import { storeComplex, storeReal } from "./engine/store.js";
import { outputOf, prepareCwt } from "./prepare.js";
import type { ArrayOf, ComplexScalogram, Dtype, RealScalogram, Scalogram } from "./scalogram.js";
import type { ComplexWavelet, ComplexWaveletName, RealWavelet, RealWaveletName } from "./wavelet.js";
import type { Wavelet, WaveletName } from "./wavelet.js";

/** The scalogram that a wavelet W gives: real for a real one, complex for a complex one. */
export type ScalogramOf<W extends WaveletName | Wavelet, D extends Dtype> = W extends RealWaveletName | RealWavelet
  ? RealScalogram<D>
  : W extends ComplexWaveletName | ComplexWavelet
    ? ComplexScalogram<D>
    : Scalogram<D>;

/** Caller's arrays for coefficients, each of length scales × time: one for a real wavelet, two for a complex one. */
export type OutputOf<W extends WaveletName | Wavelet, D extends Dtype> = W extends RealWaveletName | RealWavelet
  ? ArrayOf<D>
  : W extends ComplexWaveletName | ComplexWavelet
    ? { readonly re: ArrayOf<D>; readonly im: ArrayOf<D> }
    : ArrayOf<D> | { readonly re: ArrayOf<D>; readonly im: ArrayOf<D> };

/** The scalograms of a batch, one after another. */
export type ScalogramBatchOf<W extends WaveletName | Wavelet, D extends Dtype> = BatchOf<ScalogramOf<W, D>>;

/** Options of {@link planCwt}. */
export interface CwtPlanOptions<W extends WaveletName | Wavelet = "morl", D extends Dtype = "float32"> {
  /** Number of samples of every signal, an integer from 1 on. */
  readonly length: number;
  /** Scales, in samples: finite, above 0, in any order. They need not be integers. */
  readonly scales: ArrayLike<number>;
  /** Wavelet, or its name. Default `"morl"`. */
  readonly wavelet?: W;
  /** Seconds per sample, for the frequencies alone. Default 1: cycles per sample. */
  readonly samplingPeriod?: number;
  /** Binary logarithm of the number of points at which the wavelet is sampled, an integer from 1 to 20. Default 12. */
  readonly precision?: number;
  /** Type of the coefficients. Default `"float32"`. */
  readonly dtype?: D;
}

/** A prepared transform. */
export interface CwtPlan<W extends WaveletName | Wavelet = "morl", D extends Dtype = "float32"> {
  /** Shape of the coefficients. */
  readonly shape: readonly [scales: number, time: number];
  /** Scale of each row, in samples. */
  readonly scales: Float64Array;
  /** Frequency of each row: Hz if the sampling period is in seconds. */
  readonly frequencies: Float64Array;
  /**
   * Transforms one signal of the planned length.
   *
   * @param x - Samples, finite. It is not changed.
   * @param output - Arrays to write to and to return; new ones by default. They must not share memory with `x`.
   * @throws {TypeError} If `x` or `output` is of the wrong kind.
   * @throws {RangeError} If `x` is of another length or holds NaN or an infinity, or `output` is of the wrong length or
   *   overlaps. Nothing has been written then.
   */
  execute(x: Signal, output?: OutputOf<W, D>): ScalogramOf<W, D>;
  /**
   * Transforms several signals of the planned length at once: for short signals faster than one after the other.
   *
   * @param batch - Signals one after another, at least one. They are not changed.
   * @param output - Arrays to write to and to return, each of length signals × scales × time; new ones by default.
   * @returns What {@link CwtPlan.execute} gives for each signal, to the last bit, one after another.
   * @throws {TypeError} If `batch` or `output` is of the wrong kind.
   * @throws {RangeError} As {@link CwtPlan.execute}, or if the shape of `batch` does not fit its data or the plan.
   */
  executeBatch(batch: SignalBatch, output?: OutputOf<W, D>): ScalogramBatchOf<W, D>;
}

/**
 * Prepares a continuous wavelet transform for any number of signals of one length.
 *
 * @param options - Length, scales, wavelet, precision and type; see {@link CwtPlanOptions}.
 * @returns The plan. It may be used again and again, each time with a new output or with the caller's.
 * @throws {TypeError} If an option is of the wrong kind.
 * @throws {RangeError} If `length`, `precision`, `samplingPeriod` or a scale is outside of its range, a scale is too
 *   small for the wavelet, or the wavelet or the dtype is unknown.
 *
 * @example
 * const plan = planCwt({ length: 4000, scales: [6, 7, 8] });
 * plan.execute(new Float32Array(4000)).shape; // [3, 4000]
 */
export function planCwt<const W extends WaveletName | Wavelet = "morl", const D extends Dtype = "float32">(
  options: CwtPlanOptions<W, D>,
): CwtPlan<W, D> {
  const { length } = options;
  checkInteger("length", length, 1, 2 ** 32);
  const prepared = prepareCwt(options);
  const { engine, scales, frequencies } = prepared;
  const shape = [scales.length, length] as const;

  function transform(x: Signal, signals: number, output: unknown, resultShape: readonly number[]): object {
    const parts = outputOf(prepared, signals * scales.length * length, x, output);
    const store =
      "im" in parts
        ? storeComplex(parts.re, parts.im, length, scales.length)
        : storeReal(parts.data, length, scales.length);
    engine.forEachBlock(x, length, store);
    return {
      ...parts,
      complex: prepared.complex,
      shape: resultShape,
      scales: scales.slice(),
      frequencies: frequencies.slice(),
    };
  }

  return {
    shape,
    scales,
    frequencies,
    execute(x, output) {
      checkSignal("x", x);
      if (x.length !== length) throw new RangeError(`"x" must have length ${length}, got ${x.length}`);
      return transform(x, 1, output, shape) as ScalogramOf<W, D>;
    },
    executeBatch(batch, output) {
      const signals = checkBatch(batch, length);
      return transform(batch.data, signals, output, [signals, scales.length, length]) as ScalogramBatchOf<W, D>;
    },
  };
}
