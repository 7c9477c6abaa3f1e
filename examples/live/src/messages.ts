import type { SampleSource } from "@wader/cwt/capture";

import type { Columns } from "./columns.js";
import type { Analysis } from "./settings.js";

/** What the page asks of the worker. A new job ends the one before; answers carry its number. */
export type Request =
  | { readonly kind: "analysis"; readonly job: number; readonly analysis: Analysis }
  | { readonly kind: "listen"; readonly job: number; readonly source: SampleSource; readonly sampleRate: number }
  | { readonly kind: "open-wav"; readonly job: number; readonly file: Blob }
  | { readonly kind: "open-samples"; readonly job: number; readonly length: number }
  | { readonly kind: "samples"; readonly job: number; readonly samples: Float32Array }
  | { readonly kind: "stop"; readonly job: number }
  /** Samples of the clip. */
  | { readonly kind: "read"; readonly id: number; readonly start: number; readonly count: number }
  /** The last samples of the microphone. */
  | { readonly kind: "recent"; readonly id: number };

/** What the worker tells. */
export type Answer =
  | {
      readonly kind: "begin";
      readonly job: number;
      /** In Hz, one for each row. */
      readonly frequencies: Float64Array;
      /** Samples of the clip; a microphone has none. */
      readonly length: number | undefined;
    }
  | { readonly kind: "columns"; readonly job: number; readonly columns: Columns; readonly lost: number }
  | { readonly kind: "end"; readonly job: number }
  | { readonly kind: "failed"; readonly job: number; readonly message: string }
  | {
      readonly kind: "read";
      readonly id: number;
      readonly samples: Float32Array<ArrayBuffer>;
      /** Time of the end of the samples, in seconds. */
      readonly end: number;
    };

/** Samples per second of clips. */
export const clipRate = 16_000;
