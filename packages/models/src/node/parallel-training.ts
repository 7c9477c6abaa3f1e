import { availableParallelism } from "node:os";

import { checkPositiveInteger } from "../check.js";
import type { TrainingStrategy } from "../training-strategy.js";
import { startWorkerEngine } from "./worker-engine.js";

/** Options of {@link parallelTraining}. */
export interface ParallelTrainingOptions {
  /** Worker threads. Default: as many as the machine offers. */
  readonly workers?: number;
}

/**
 * Trains on several worker threads, each with an instance of tfjs' wasm backend of its own and a part of every batch.
 *
 * Batch normalisation takes its statistics, and their gradients, over the whole batch, and gradients are added up in shared
 * memory in a fixed order: the result equals that of one thread to rounding, and that of as many workers to the last bit.
 * Checkpoints are the same, so that a run may go on with another number of workers. The calling thread reads batches, applies
 * the optimiser and validates.
 *
 * Every worker holds its part of a batch in memory of its own, of up to 4 GB. Layers must be those of tfjs; dropout draws
 * apart in each worker.
 *
 * @returns What the option `parallel` of `trainAutoencoder` and `trainClassifier` takes. Threads start and end with each run,
 * which fails with {@link WorkerFailedError} if one of them dies.
 * @throws {TypeError} If `workers` is not a number.
 * @throws {RangeError} If `workers` is not a positive integer.
 *
 * @example
 * await useWasm();
 * await trainAutoencoder(autoencoder, frames, { parallel: parallelTraining({ workers: 2 }) });
 */
export function parallelTraining(options: ParallelTrainingOptions = {}): TrainingStrategy {
  const { workers = availableParallelism() } = options;
  checkPositiveInteger("workers", workers);
  return {
    workers,
    start: (network) => startWorkerEngine(network, workers, new URL("./training-worker.js", import.meta.url)),
  };
}
