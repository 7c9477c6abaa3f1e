import * as tf from "@tensorflow/tfjs-core";

import { DivergedError } from "./errors.js";
import type { Batch } from "./frame-source.js";

/** One network's way from a batch to its loss. */
export interface LossFunction {
  /** What the trained layers take; computed apart from them, so that no gradient is kept for it. */
  readonly input: (batch: Batch) => tf.Tensor;
  /** Mean loss over the batch, and what the figures of the epoch are made of, if anything else. */
  readonly loss: (input: tf.Tensor, batch: Batch) => { readonly loss: tf.Scalar; readonly output?: tf.Tensor };
  /** Sums over the numbers of a batch that the figures of the epoch need, if any; those of its parts add up. */
  readonly totals?: (data: Float32Array) => readonly number[];
}

/** What {@link gradientsOf} gives. */
export interface Gradients {
  readonly loss: number;
  readonly output: tf.TypedArray | undefined;
  /** Of {@link LossFunction.totals}. */
  readonly totals: readonly number[];
  /** By the names of the variables. */
  readonly gradients: tf.NamedTensorMap;
}

/** Place of a batch in a run, each from 1. */
export interface BatchPlace {
  readonly epoch: number;
  readonly batch: number;
}

/**
 * Loss of a batch and its gradients.
 *
 * @throws {DivergedError} If the loss is NaN or infinite.
 */
export async function gradientsOf(
  variables: readonly tf.Variable[],
  { input, loss, totals }: LossFunction,
  batch: Batch,
  place: BatchPlace,
): Promise<Gradients> {
  let kept: tf.Tensor | undefined;
  const pass = (): { value: tf.Scalar; grads: tf.NamedTensorMap } => {
    // Apart: what a frozen encoder computes on the way is of no use later.
    const x = tf.tidy(() => input(batch));
    return tf.variableGrads(() => {
      const forward = loss(x, batch);
      if (forward.output !== undefined) kept = tf.keep(forward.output);
      return forward.loss;
    }, [...variables]);
  };
  const { value, grads } = orDisposeOfTape(pass, () => kept?.dispose());
  const number = (await value.data())[0]!;
  const output = await kept?.data();
  tf.dispose([value, ...(kept === undefined ? [] : [kept])]);
  if (!Number.isFinite(number)) {
    tf.dispose(grads);
    throw new DivergedError(place.epoch, place.batch, number);
  }
  return { loss: number, output, totals: totals?.(batch.data) ?? [], gradients: grads };
}

/** Runs a pass in a scope. If it throws, say for want of memory, gives back what tfjs keeps for gradients and then forgets. */
function orDisposeOfTape<T extends tf.TensorContainer>(pass: () => T, otherwise: () => void): T {
  try {
    return tf.tidy(pass);
  } catch (error) {
    const { state } = tf.engine();
    for (const { saved } of state.activeTape ?? []) tf.dispose(saved ?? []);
    state.activeTape = [];
    otherwise();
    throw error;
  }
}

/** Adds gradients, times a weight, to the sum so far; both arguments are disposed of. */
export function addGradients(
  sum: tf.NamedTensorMap | undefined,
  gradients: tf.NamedTensorMap,
  weight: number,
): tf.NamedTensorMap {
  if (sum === undefined && weight === 1) return gradients;
  const result: tf.NamedTensorMap = {};
  for (const [name, gradient] of Object.entries(gradients)) {
    result[name] = tf.tidy(() => {
      const weighted = tf.mul(gradient, weight);
      return sum === undefined ? weighted : tf.add(sum[name]!, weighted);
    });
  }
  tf.dispose([gradients, sum ?? {}]);
  return result;
}
