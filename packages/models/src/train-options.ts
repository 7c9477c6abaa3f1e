import type { CheckpointStore } from "./checkpoint.js";
import type { EpochRecord, Progress } from "./history.js";
import type { OptimizerSettings } from "./optimizer.js";
import type { TrainingStrategy } from "./training-strategy.js";

/** How a network is trained. */
export interface TrainOptions<Monitor extends string = string> {
  /** Passes through the data. Default 50. */
  readonly epochs?: number;
  /** Frames in one pass through the network. Default 32. */
  readonly batchSize?: number;
  /**
   * Passes whose gradients are averaged for one step of the optimiser: `batchSize` x `accumulate` frames train in the memory of
   * `batchSize`. Batch normalisation takes its statistics, and moves its averages, with each pass alone. Default 1.
   */
  readonly accumulate?: number;
  /**
   * Bytes that training may hold at once. A batch that needs more is divided into as few equal passes as stay below, as if
   * `batchSize` were smaller and `accumulate` larger by that number; `history.memory` says how. Bound are the tensors of the
   * backend and the frames of two batches, not what the program holds besides. Default: no limit, no division.
   */
  readonly memoryLimit?: number;
  /** Default Adam at 1e-3. */
  readonly optimizer?: OptimizerSettings;
  /** Learning rate of an epoch (from 1). Default: the optimiser's, throughout. */
  readonly schedule?: (epoch: number) => number;
  /** Integer of 0 or more that the order of frames follows from; one seed gives one result on one backend. Default 0. */
  readonly seed?: number;
  /** Where to keep the state of the run. Default: nowhere. */
  readonly checkpoints?: CheckpointOptions;
  /** Choice of the best epoch by the validation data. Default: the last epoch's weights stay. */
  readonly selection?: SelectionOptions<Monitor>;
  /** Called after every step of the optimiser. */
  readonly onProgress?: (progress: Progress) => void;
  /** Called after every epoch. */
  readonly onEpoch?: (record: EpochRecord) => void;
  /** Where gradients are computed: `parallelTraining` of `@wader/models/node`. Default: on the calling thread. */
  readonly parallel?: TrainingStrategy;
  /** Stops the run after the current step; it is saved first where `checkpoints` are kept. */
  readonly signal?: AbortSignal;
}

/** Where the state of a run is kept, and when. */
export interface CheckpointOptions {
  readonly store: CheckpointStore;
  /** Goes on from the checkpoint in the store, if there is one. Default false: the first save replaces it. */
  readonly resume?: boolean;
  /** Saves every so many steps, besides the end of every epoch. Default: only then. */
  readonly everySteps?: number;
}

/** How the best epoch is chosen. */
export interface SelectionOptions<Monitor extends string = string> {
  /** Figure of the validation data: the loss is best when low, any other when high. */
  readonly monitor: Monitor;
  /** Stops after so many epochs without a better one. Default: never. */
  readonly patience?: number;
  /** Smallest change that counts as better. Default 0. */
  readonly minDelta?: number;
  /** Puts the best epoch's weights into the model in the end. Default true. */
  readonly restoreBest?: boolean;
}
