import type { SelectionOptions } from "./train-options.js";

/** The best epoch so far, by its number from 1. */
export interface BestEpoch {
  readonly epoch: number;
  readonly value: number;
}

/** Whether a figure beats the best so far: the loss when it is lower, any other when it is higher, NaN never. */
export function isBetter(
  value: number,
  best: BestEpoch | undefined,
  { monitor, minDelta = 0 }: SelectionOptions,
): boolean {
  if (Number.isNaN(value)) return false;
  if (best === undefined) return true;
  return monitor === "loss" ? value < best.value - minDelta : value > best.value + minDelta;
}

/** Whether too many epochs have gone by since the best. */
export function isStale(epoch: number, best: BestEpoch | undefined, patience: number = Infinity): boolean {
  return best !== undefined && epoch - best.epoch >= patience;
}
