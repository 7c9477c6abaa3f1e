import type { WaveletFilter } from "../filter.js";
import type { Dtype } from "../scalogram.js";

type Samples = Float32Array | Float64Array;

/** What the pool tells a worker. */
export type Request =
  | { readonly kind: "keep"; readonly bank: number; readonly filters: readonly WaveletFilter[]; readonly dtype: Dtype }
  | { readonly kind: "drop"; readonly bank: number }
  | {
      readonly kind: "transform";
      readonly job: number;
      readonly bank: number;
      readonly x: Samples;
      /** Pairs of rows to compute: from the first up to, not including, the second. */
      readonly pairs: readonly [number, number];
      /** Arrays in shared memory to write to, and a flag that becomes 1 when the work is not wanted any more. */
      readonly shared?: { readonly parts: readonly Samples[]; readonly abandoned: Int32Array };
    };

/** What a worker answers to a transform. Rows come along if there was no shared memory to write them to. */
export type Response =
  | { readonly job: number; readonly rows?: readonly { readonly row: number; readonly values: Samples }[] }
  | { readonly job: number; readonly error: string };
