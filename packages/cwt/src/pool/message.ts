import type { WaveletFilter } from "../filter.js";
import type { Dtype } from "../scalogram.js";
import type { SharedUnits } from "./shared-units.js";
import type { SharedView } from "./shared-view.js";

type Samples = Float32Array | Float64Array;

/** What the pool tells a worker. */
export type Request =
  | { readonly kind: "keep"; readonly bank: number; readonly filters: readonly WaveletFilter[]; readonly dtype: Dtype }
  | { readonly kind: "drop"; readonly bank: number }
  | {
      readonly kind: "transform";
      readonly job: number;
      readonly bank: number;
      readonly work: SharedWork | OwnWork;
    };

/** Units that threads share, and what in shared memory they read and write to. */
export interface SharedWork {
  readonly x: SharedView;
  readonly units: SharedUnits;
  /** Units of the engine that one of those stands for; the last may stand for fewer. */
  readonly step: number;
  /** Units of the engine altogether. */
  readonly count: number;
  /** Which of the threads the worker is. */
  readonly thread: number;
  readonly parts: readonly SharedView[];
}

/** Units of the engine from the first up to, not including, the end. */
export interface OwnWork {
  readonly x: Samples;
  readonly first: number;
  readonly end: number;
}

/** What a worker answers to a transform. Pieces of rows come along if there was no shared memory to write them to. */
export type Response =
  | { readonly job: number; readonly pieces: readonly RowPiece[] }
  | { readonly job: number; readonly error: string };

/** Values of a row from `start` on. */
export interface RowPiece {
  readonly row: number;
  readonly start: number;
  readonly values: Samples;
}
