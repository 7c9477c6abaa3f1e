import type { MemoryPlan } from "./memory-plan.js";

/** Loss and metrics over one pass through the data. */
export type Figures = Readonly<Record<string, number>>;

/** What happened in one epoch. */
export interface EpochRecord {
  /** Number of the epoch, from 1. */
  readonly epoch: number;
  readonly learningRate: number;
  /** Wall time, validation included; of the last part alone where the epoch was interrupted. */
  readonly seconds: number;
  /** Loss and metrics in training mode, gathered while the weights changed. */
  readonly training: Figures;
  /** Loss and metrics of the validation data after the epoch, in inference mode. */
  readonly validation?: Figures;
}

/** Course of a training run: plain data, which `JSON.stringify` keeps whole. */
export interface History {
  readonly epochs: readonly EpochRecord[];
  /** The best epoch by the monitored figure, where one was. */
  readonly best?: { readonly epoch: number; readonly value: number };
  /** How batches were divided, where a `memoryLimit` was given. */
  readonly memory?: MemoryPlan;
  /** Why it ended: all epochs done, no more improvement, or a signal. */
  readonly stopped: "finished" | "early" | "aborted";
}

/** State of a run, after each optimiser step. */
export interface Progress {
  /** Number of the epoch, from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done in this epoch. */
  readonly step: number;
  readonly steps: number;
  /** Mean loss of this epoch so far. */
  readonly loss: number;
  readonly framesPerSecond: number;
  /** Until the last epoch ends, at the pace of this run so far. */
  readonly secondsLeft: number;
}
