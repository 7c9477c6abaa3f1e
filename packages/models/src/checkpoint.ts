import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

import { CheckpointError } from "./errors.js";
import type { EpochRecord } from "./history.js";
import type { OptimizerSettings } from "./optimizer.js";
import type { TensorRecord, TensorRecords } from "./tensor-record.js";

export type { TensorRecord, TensorRecords };

/** The settings that a resumed run must share with the run that it continues. */
export interface RunSettings {
  readonly seed: number;
  readonly batchSize: number;
  readonly accumulate: number;
  readonly optimizer: OptimizerSettings;
  /** Number of training frames. */
  readonly frames: number;
}

/** How far a run has come. */
export interface RunProgress {
  /** Epochs finished. */
  readonly epoch: number;
  /** Optimiser steps finished in the next epoch. */
  readonly step: number;
  /** Sums over that epoch so far, of which its figures are made. */
  readonly totals: readonly number[];
  readonly records: readonly EpochRecord[];
  readonly best?: { readonly epoch: number; readonly value: number };
}

/** All that a run needs to go on as if it had never stopped. */
export interface Checkpoint {
  readonly settings: RunSettings;
  readonly progress: RunProgress;
  /** All weights of the model that trains. */
  readonly weights: TensorRecords;
  readonly optimizer: TensorRecords;
  /** Weights of the best epoch, where one is kept. */
  readonly best?: TensorRecords;
}

/** Where checkpoints are kept: `checkpointFile` of `@wader/models/node`, {@link memoryCheckpoints}, or one's own. */
export interface CheckpointStore {
  /** Keeps a checkpoint in place of the former one, which survives if this fails. */
  save(checkpoint: Checkpoint): Promise<void>;
  /** The checkpoint, or `undefined` where none was saved. */
  load(): Promise<Checkpoint | undefined>;
}

/**
 * Keeps the last checkpoint in memory, for tests and for pages that pause and go on.
 *
 * @example
 * const checkpoints = { store: memoryCheckpoints(), resume: true };
 */
export function memoryCheckpoints(): CheckpointStore {
  let last: Checkpoint | undefined;
  return {
    save(checkpoint) {
      last = checkpoint;
      return Promise.resolve();
    },
    load: () => Promise.resolve(last),
  };
}

/** Copies all weights of a model, by name. */
export async function readWeights(model: LayersModel): Promise<TensorRecords> {
  const records: Record<string, TensorRecord> = {};
  for (const { name, variable } of namedWeights(model)) {
    records[name] = { shape: [...variable.shape], data: Float32Array.from(await variable.data()) };
  }
  return records;
}

/** Puts back what {@link readWeights} copied. Nothing changes unless names and shapes all fit. */
export function restoreWeights(model: LayersModel, records: TensorRecords): void {
  const weights = namedWeights(model);
  const names = new Set(weights.map(({ name }) => name));
  const unknown = Object.keys(records).find((name) => !names.has(name));
  if (unknown !== undefined) throw new CheckpointError(`the checkpoint holds "${unknown}", which the model has not`);
  for (const { name, variable } of weights) {
    const record = records[name];
    if (record === undefined) throw new CheckpointError(`the checkpoint lacks "${name}"`);
    if (record.shape.join() !== variable.shape.join()) {
      throw new CheckpointError(
        `"${name}" must have the shape [${variable.shape.join(", ")}] of the model, got [${record.shape.join(", ")}] in the checkpoint`,
      );
    }
  }
  tf.tidy(() => {
    for (const { name, variable } of weights) variable.assign(tf.tensor(records[name]!.data, variable.shape));
  });
}

/** Throws unless a run with `settings` may continue one with `former`. */
export function checkSameRun(former: RunSettings, settings: RunSettings): void {
  for (const key of ["seed", "batchSize", "accumulate", "optimizer", "frames"] as const) {
    const [before, now] = [JSON.stringify(former[key]), JSON.stringify(settings[key])];
    if (before !== now) {
      throw new CheckpointError(`to resume, "${key}" must be ${before} as in the checkpoint, got ${now}`);
    }
  }
}

function namedWeights(model: LayersModel): { readonly name: string; readonly variable: tf.Variable }[] {
  const seen = new Map<string, number>();
  return model.weights.map((weight) => {
    const count = (seen.get(weight.originalName) ?? 0) + 1;
    seen.set(weight.originalName, count);
    const name = count === 1 ? weight.originalName : `${weight.originalName}#${count}`;
    return { name, variable: weight.read() as tf.Variable };
  });
}
