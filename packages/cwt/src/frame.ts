import { checkInteger } from "./check.js";
import { checkScalogram, partsOf } from "./scalogram.js";
import type { ArrayOf, ComplexScalogram, Dtype, RealScalogram, Scalogram } from "./scalogram.js";

/** Options of {@link frames}. */
export interface FrameOptions {
  /** Samples in a frame, an integer from 1 on. Default 4000: a quarter of a second at 16 kHz. */
  readonly length?: number;
  /** Samples from the start of a frame to that of the next, an integer from 1 on. Default `length`: no overlap, no gap. */
  readonly hop?: number;
}

/** Frames of a real scalogram. */
export interface RealFrames<D extends Dtype = Dtype> {
  readonly complex: false;
  /** Values, row-major. */
  readonly data: ArrayOf<D>;
  readonly shape: readonly [frames: number, length: number, scales: number];
}

/** Frames of a complex scalogram. */
export interface ComplexFrames<D extends Dtype = Dtype> {
  readonly complex: true;
  /** Real parts, row-major. */
  readonly re: ArrayOf<D>;
  /** Imaginary parts, row-major. */
  readonly im: ArrayOf<D>;
  readonly shape: readonly [frames: number, length: number, scales: number];
}

/**
 * Cuts a scalogram into frames of whole time steps, each `[length, scales]`: the transpose of a block of the scalogram.
 *
 * A frame that ends exactly with the scalogram is kept; samples after the last whole frame are left out.
 *
 * @param scalogram - Scalogram, shape [scales, time]. It is not changed.
 * @param options - `length` (4000) and `hop` (`length`), in samples.
 * @returns New arrays of shape [frames, length, scales] and of the scalogram's type.
 * @throws {TypeError} If an option is not a number, or the scalogram is none.
 * @throws {RangeError} If an option is not an integer from 1 on, or the scalogram is shorter than one frame or
 *   its shape does not fit its values.
 *
 * @example
 * const scalogram = cwt(new Float32Array(10_000), [6, 7, 8]);
 * frames(scalogram, { length: 4000 }).shape; // [2, 4000, 3]
 */
export function frames<D extends Dtype>(scalogram: RealScalogram<D>, options?: FrameOptions): RealFrames<D>;
export function frames<D extends Dtype>(scalogram: ComplexScalogram<D>, options?: FrameOptions): ComplexFrames<D>;
export function frames<D extends Dtype>(
  scalogram: Scalogram<D>,
  options?: FrameOptions,
): RealFrames<D> | ComplexFrames<D>;
export function frames<D extends Dtype>(
  scalogram: Scalogram<D>,
  options: FrameOptions = {},
): RealFrames<D> | ComplexFrames<D> {
  const { length = 4000, hop = length } = options;
  checkInteger("length", length, 1, Number.MAX_SAFE_INTEGER);
  checkInteger("hop", hop, 1, Number.MAX_SAFE_INTEGER);
  checkScalogram(scalogram);
  const [scales, time] = scalogram.shape;
  if (time < length) {
    throw new RangeError(`"scalogram" must be at least one frame of ${length} samples long, got ${time}`);
  }
  const count = Math.floor((time - length) / hop) + 1;
  const shape = [count, length, scales] as const;
  const [first, second] = partsOf(scalogram).map((part) => {
    const framed =
      part.constructor === Float64Array
        ? new Float64Array(count * length * scales)
        : new Float32Array(count * length * scales);
    for (let frame = 0; frame < count; frame++) {
      transposeBlock(
        part,
        time,
        frame * hop,
        framed.subarray(frame * length * scales, (frame + 1) * length * scales),
        scales,
      );
    }
    return framed as ArrayOf<D>;
  });
  return second === undefined
    ? { complex: false, data: first!, shape }
    : { complex: true, re: first!, im: second, shape };
}

/** Rows of a cache line: both the reads along time and the writes along scales stay within a few pages. */
const tile = 32;

/** Writes `source[row, start + column]` to `target[column, row]` for all rows and as many columns as the target holds. */
function transposeBlock(
  source: Float32Array | Float64Array,
  sourceColumns: number,
  start: number,
  target: Float32Array | Float64Array,
  rows: number,
): void {
  const columns = target.length / rows;
  for (let firstRow = 0; firstRow < rows; firstRow += tile) {
    const endRow = Math.min(firstRow + tile, rows);
    for (let firstColumn = 0; firstColumn < columns; firstColumn += tile) {
      const endColumn = Math.min(firstColumn + tile, columns);
      for (let row = firstRow; row < endRow; row++) {
        const from = row * sourceColumns + start;
        for (let column = firstColumn; column < endColumn; column++) {
          target[column * rows + row] = source[from + column]!;
        }
      }
    }
  }
}
