import * as tf from "@tensorflow/tfjs-core";

import { checkPositive, checkShare } from "./check.js";
import type { TensorRecord, TensorRecords } from "./checkpoint.js";

/** Adam (Kingma and Ba 2015). */
export interface AdamSettings {
  readonly name: "adam";
  readonly learningRate: number;
  /** Default 0.9. */
  readonly beta1?: number;
  /** Default 0.999. */
  readonly beta2?: number;
  /** Default 1e-7, as in Keras. */
  readonly epsilon?: number;
}

/** Stochastic gradient descent, with momentum if asked for. */
export interface SgdSettings {
  readonly name: "sgd";
  readonly learningRate: number;
  /** From 0 to below 1. Default 0. */
  readonly momentum?: number;
}

/** Which optimiser, and its settings. Plain data, so that checkpoints can hold it. */
export type OptimizerSettings = AdamSettings | SgdSettings;

// tfjs keeps these private, and restores them by powers that round differently from its own running product.
interface AdamInternals extends tf.Optimizer {
  learningRate: number;
  readonly accBeta1: tf.Variable;
  readonly accBeta2: tf.Variable;
}

/** Makes tfjs' optimiser from plain settings. */
export function createOptimizer(settings: OptimizerSettings): tf.Optimizer {
  checkPositive("learningRate", settings.learningRate);
  if (settings.name === "adam") {
    const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = settings;
    checkShare("beta1", beta1);
    checkShare("beta2", beta2);
    checkPositive("epsilon", epsilon);
    return tf.train.adam(learningRate, beta1, beta2, epsilon);
  }
  const { learningRate, momentum = 0 } = settings;
  checkShare("momentum", momentum);
  return momentum === 0 ? tf.train.sgd(learningRate) : tf.train.momentum(learningRate, momentum);
}

/** Changes the learning rate and keeps the optimiser's state. */
export function setLearningRate(optimizer: tf.Optimizer, learningRate: number): void {
  checkPositive("learningRate", learningRate);
  if (isAdam(optimizer)) optimizer.learningRate = learningRate;
  else (optimizer as tf.SGDOptimizer).setLearningRate(learningRate);
}

/** Copies the optimiser's state, all that resuming needs. */
export async function readOptimizer(optimizer: tf.Optimizer): Promise<TensorRecords> {
  const weights = await optimizer.getWeights();
  const records: Record<string, TensorRecord> = {};
  for (const [i, { tensor }] of weights.entries()) {
    records[`slot${String(i).padStart(4, "0")}`] = {
      shape: [...tensor.shape],
      data: Float32Array.from(await tensor.data()),
    };
  }
  // The first is the count of steps, made for this call; the others are the optimiser's own variables.
  weights[0]?.tensor.dispose();
  if (isAdam(optimizer)) {
    const { accBeta1, accBeta2 } = optimizer;
    records["beta1Power"] = { shape: [], data: Float32Array.from(await accBeta1.data()) };
    records["beta2Power"] = { shape: [], data: Float32Array.from(await accBeta2.data()) };
  }
  return records;
}

/** Puts back what {@link readOptimizer} copied, into a new optimiser of the same settings. */
export async function restoreOptimizer(optimizer: tf.Optimizer, records: TensorRecords): Promise<void> {
  const slots = Object.keys(records)
    .filter((key) => key.startsWith("slot"))
    .sort()
    .map((key) => ({ name: key, tensor: tf.tensor(records[key]!.data, [...records[key]!.shape], "float32") }));
  await optimizer.setWeights(slots);
  tf.dispose(slots.map(({ tensor }) => tensor));
  if (!isAdam(optimizer)) return;
  const { accBeta1, accBeta2 } = optimizer;
  tf.tidy(() => {
    accBeta1.assign(tf.scalar(records["beta1Power"]!.data[0]!));
    accBeta2.assign(tf.scalar(records["beta2Power"]!.data[0]!));
  });
}

// Not by `instanceof`, which tfjs answers with true for every optimiser.
function isAdam(optimizer: tf.Optimizer): optimizer is AdamInternals {
  return "accBeta1" in optimizer;
}
