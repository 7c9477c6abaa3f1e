import { kind } from "./check.js";

/** Type of the numbers of a scalogram. */
export type Dtype = "float32" | "float64";

/** Array type of a {@link Dtype}. */
export type ArrayOf<D extends Dtype> = D extends "float64" ? Float64Array : Float32Array;

interface ScalogramAxes {
  /** Number of scales, number of samples. Row i, sample n of an array is at `i * shape[1] + n`. */
  readonly shape: readonly [scales: number, time: number];
  /** Scale of each row, in samples, shape [scales]. */
  readonly scales: Float64Array;
  /** Frequency of each row, shape [scales]: Hz if the sampling period is in seconds, else cycles per sample. */
  readonly frequencies: Float64Array;
}

/** Coefficients of a real wavelet, or real values derived from coefficients. */
export interface RealScalogram<D extends Dtype = Dtype> extends ScalogramAxes {
  readonly complex: false;
  /** Values, row-major, shape [scales, time]. */
  readonly data: ArrayOf<D>;
}

/** Coefficients of a complex wavelet. */
export interface ComplexScalogram<D extends Dtype = Dtype> extends ScalogramAxes {
  readonly complex: true;
  /** Real parts, row-major, shape [scales, time]. */
  readonly re: ArrayOf<D>;
  /** Imaginary parts, row-major, shape [scales, time]. */
  readonly im: ArrayOf<D>;
}

/** What a continuous wavelet transform gives. */
export type Scalogram<D extends Dtype = Dtype> = RealScalogram<D> | ComplexScalogram<D>;

/** The arrays of a scalogram: `[data]` or `[re, im]`. */
export function partsOf<D extends Dtype>(scalogram: Scalogram<D>): readonly ArrayOf<D>[] {
  return scalogram.complex ? [scalogram.re, scalogram.im] : [scalogram.data];
}

/** Throws unless `scalogram` has one or two float arrays that its shape fills. */
export function checkScalogram(scalogram: Scalogram): void {
  if (typeof scalogram !== "object" || scalogram === null) {
    throw new TypeError(`"scalogram" must be an object as cwt returns it, got ${kind(scalogram)}`);
  }
  const [scales, time] = Array.isArray(scalogram.shape) ? (scalogram.shape as readonly number[]) : [];
  for (const part of partsOf(scalogram)) {
    if (!(part instanceof Float32Array || part instanceof Float64Array)) {
      throw new TypeError(`"scalogram" must hold a Float32Array or a Float64Array, got ${kind(part)}`);
    }
    if (part.length === 0 || part.length !== scales! * time!) {
      throw new RangeError(
        `"scalogram" must have a shape [scales, time] of ${part.length} values, at least one, got [${String(scalogram.shape)}]`,
      );
    }
  }
}
