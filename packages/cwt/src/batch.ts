import { checkSignal, kind } from "./check.js";
import type { Signal } from "./check.js";

/** Several signals of one length. */
export interface SignalBatch {
  /** Samples, row-major, shape [signals, time], finite. */
  readonly data: Signal;
  readonly shape: readonly [signals: number, time: number];
}

/** Several scalograms with the same axes; the arrays are row-major, shape [signals, scales, time]. */
export type BatchOf<S> = S extends { readonly shape: unknown }
  ? Omit<S, "shape"> & { readonly shape: readonly [signals: number, scales: number, time: number] }
  : never;

/** Throws unless `batch` holds signals of `length` samples; gives their number. */
export function checkBatch(batch: SignalBatch, length: number): number {
  if (typeof batch !== "object" || batch === null || !Array.isArray(batch.shape)) {
    throw new TypeError(`"batch" must be an object with data and shape, got ${kind(batch)}`);
  }
  const { data, shape } = batch;
  checkSignal("batch.data", data);
  if (shape.length !== 2 || shape[1] !== length || shape[0] * length !== data.length) {
    throw new RangeError(
      `"batch.shape" must be [${data.length / length}, ${length}] for ${data.length} samples, got [${shape.join(", ")}]`,
    );
  }
  return shape[0];
}
