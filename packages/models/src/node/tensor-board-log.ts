import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import type { EpochRecord, Figures, Progress } from "../history.js";
import { type BoardEvent, encodeEvent } from "./event-record.js";

/** What {@link tensorBoardLog} gives: options of `trainAutoencoder` and `trainClassifier`. */
export interface TensorBoardLog {
  /** Writes the loss of the epoch so far and the pace, step by step. */
  readonly onProgress: (progress: Progress) => void;
  /** Writes the figures of the epoch. */
  readonly onEpoch: (record: EpochRecord) => void;
}

/**
 * Writes event files that TensorBoard shows while a run trains: `tensorboard --logdir <folder>`.
 *
 * Three runs, each a folder: `train` and `validation` have `epoch_loss` and the other figures by epoch, so that their curves
 * share a chart, and `train` also `epoch_learning_rate` and `epoch_seconds`; `batch` has `batch_loss` (of the epoch so far) and
 * `batch_frames_per_second` by step. Tags are those of Keras' callback where that has them. A run that is resumed goes on in
 * files of its own, which replace on the board what an interrupted run had written of the same epochs and steps.
 *
 * @param folder - Where the runs are kept, say `out/board`. Made with the first event.
 * @returns Two options, both needed for all of it. They throw Node's own error if a file cannot be written.
 *
 * @example
 * await trainAutoencoder(autoencoder, frames, { ...tensorBoardLog("out/board") });
 *
 * @see https://www.tensorflow.org/tensorboard
 */
export function tensorBoardLog(folder: string): TensorBoardLog {
  const train = runWriter(join(folder, "train"));
  const validation = runWriter(join(folder, "validation"));
  // A run of its own: its steps count otherwise, and a restart at one of them must not hide epochs.
  const batch = runWriter(join(folder, "batch"));
  return {
    onProgress({ epoch, step, steps: stepsInEpoch, loss, framesPerSecond }) {
      batch((epoch - 1) * stepsInEpoch + step, { batch_loss: loss, batch_frames_per_second: framesPerSecond });
    },
    onEpoch(record) {
      const { epoch, learningRate, seconds } = record;
      const settings = { epoch_learning_rate: learningRate, epoch_seconds: seconds };
      train(epoch, { ...tagged(record.training), ...settings });
      if (record.validation !== undefined) validation(epoch, tagged(record.validation));
    },
  };
}

function tagged(figures: Figures): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [`epoch_${name}`, value]));
}

/** Writes to a new event file of a run; it is there from the first event on. */
function runWriter(folder: string): (step: number, scalars: Readonly<Record<string, number>>) => void {
  let path: string | undefined;
  return (step, scalars) => {
    if (path !== undefined) {
      append(path, [{ step, scalars }]);
      return;
    }
    mkdirSync(folder, { recursive: true });
    // Readers take the files of a run in the order of their names; two may start within a second.
    path = join(folder, `events.out.tfevents.${microseconds()}.${process.pid}`);
    append(path, [{ fileVersion: "brain.Event:2" }, { step, restart: true }, { step, scalars }]);
  };
}

function append(path: string, events: readonly Omit<BoardEvent, "wallTime">[]): void {
  const wallTime = Date.now() / 1000;
  appendFileSync(path, Buffer.concat(events.map((event) => encodeEvent({ wallTime, ...event }))));
}

/** Since 1970, as seconds with six digits. */
function microseconds(): string {
  return ((performance.timeOrigin + performance.now()) / 1000).toFixed(6);
}
