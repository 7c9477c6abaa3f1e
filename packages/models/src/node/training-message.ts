import type * as tf from "@tensorflow/tfjs-core";

import type { SharedSumsMemory } from "./shared-sums.js";

/** What a worker is started with. Arrays of floats lie in shared memory. */
export interface WorkerStart {
  readonly rank: number;
  /** The whole network and its weights. */
  readonly network: tf.io.ModelArtifacts;
  readonly frameShape: readonly [timeSteps: number, channels: number];
  /** Of a classifier alone: the class number of every training frame. */
  readonly labels?: Int32Array;
  readonly classWeights?: readonly number[];
  /** Weights that learn, as the main thread last set them. */
  readonly trainable: Float32Array;
  /** The others of the part that learns, as the worker of rank 0 last left them. */
  readonly fixed: Float32Array;
  /** This worker's gradients. */
  readonly gradients: Float32Array;
  readonly sums: SharedSumsMemory;
}

/** One pass over this worker's part of a batch. */
export interface PassRequest {
  readonly frames: Float32Array;
  readonly indices: Int32Array;
  /** Its share of the frames of the batch. */
  readonly share: number;
  /** Workers that take part: fewer than there are where a batch has too few frames. */
  readonly workers: number;
}

/** What a worker tells: that it is ready, the outcome of a pass, or why it can do no more. */
export type WorkerMessage =
  | { readonly kind: "ready" }
  | {
      readonly kind: "done";
      readonly loss: number;
      readonly totals: readonly number[];
      readonly output?: Float32Array | Int32Array;
    }
  | { readonly kind: "failed"; readonly error: Error };
