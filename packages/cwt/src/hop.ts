import type { HopStatistic } from "./hop-statistic.js";
import type { ArrayOf, Dtype } from "./scalogram.js";
import type { ComplexWavelet, ComplexWaveletName, RealWavelet, RealWaveletName } from "./wavelet.js";
import type { Wavelet, WaveletName } from "./wavelet.js";

/** What a stream gives for every hop: all of its coefficients, or one value for each scale. */
export type StreamOutput = "coefficients" | HopStatistic;

interface HopPlace {
  /** Number of the hop, from 0. */
  readonly index: number;
  /** Sample of the signal at which it begins: `index * hop`. */
  readonly start: number;
  /** Mean time of its samples since the signal began, in seconds. */
  readonly time: number;
}

/** Coefficients of a hop with a real wavelet. */
export interface RealHop<D extends Dtype = Dtype> extends HopPlace {
  readonly complex: false;
  /** Values, row-major. */
  readonly data: ArrayOf<D>;
  /** The last hop of a signal may have fewer samples than the others. */
  readonly shape: readonly [scales: number, samples: number];
}

/** Coefficients of a hop with a complex wavelet. */
export interface ComplexHop<D extends Dtype = Dtype> extends HopPlace {
  readonly complex: true;
  /** Real parts, row-major. */
  readonly re: ArrayOf<D>;
  /** Imaginary parts, row-major. */
  readonly im: ArrayOf<D>;
  /** The last hop of a signal may have fewer samples than the others. */
  readonly shape: readonly [scales: number, samples: number];
}

/** A statistic of the coefficients of a hop. */
export interface StatisticHop<D extends Dtype = Dtype> extends HopPlace {
  readonly complex: false;
  /** One value for each scale. */
  readonly data: ArrayOf<D>;
  readonly shape: readonly [scales: number];
}

/** What a stream with wavelet W and output O gives for a hop. */
export type HopOf<W extends WaveletName | Wavelet, D extends Dtype, O extends StreamOutput> = O extends "coefficients"
  ? W extends RealWaveletName | RealWavelet
    ? RealHop<D>
    : W extends ComplexWaveletName | ComplexWavelet
      ? ComplexHop<D>
      : RealHop<D> | ComplexHop<D>
  : StatisticHop<D>;
