import * as tf from "@tensorflow/tfjs-core";

import { checkLabels, checkPaired } from "../check.js";
import { DivergedError } from "../errors.js";
import { nextTurn } from "../next-turn.js";
import { mixSeed, normalRandom, randomOrder, uniformRandom } from "../random.js";
import { checkBackend } from "../shape-check.js";
import { AdamW, warmedCosine } from "./adam-w.js";
import { augmentSequence } from "./augment-sequence.js";
import { fitNormalization } from "./clip-normalization.js";
import { assembleBatch } from "./clip-batch.js";
import { clipLoss, clipTargets } from "./clip-loss.js";
import type { ClipNetwork } from "./clip-network.js";
import { checkedTrainOptions, type ClipTrainOptions } from "./clip-train-options.js";
import { checkSequences, type ClipSequence } from "./clip-sequence.js";
import { mixClips } from "./mixup.js";
import { blotOut } from "./spec-augment.js";
import { WeightAverage } from "./weight-average.js";

/** Clips and what is known of them. */
export interface LabelledClips {
  readonly sequences: readonly ClipSequence[];
  /** Class of each clip, from 0. */
  readonly labels: ArrayLike<number>;
  /** Of each auxiliary task of the network, the class of each clip. */
  readonly auxiliary?: readonly ArrayLike<number>[];
}

/**
 * Trains a network on clips, each epoch on other copies of them, and leaves the average of its last weights in it.
 *
 * AdamW, a warmed-up cosine, clipped gradients; SpecAugment, mixup, label smoothing. The normalisation of the bands is fitted to
 * `clips`. Nothing is chosen by data that does not train. On one backend the same seeds give the same weights.
 *
 * @returns Mean loss of each epoch, in training mode.
 * @throws {TypeError} If a number is not one.
 * @throws {RangeError} If clips, labels or options do not fit the network or lie outside their range.
 * @throws {DivergedError} If a loss is NaN or infinite.
 *
 * @example
 * await trainClipNetwork(network, { sequences, labels }, { epochs: 40, seed: 1 });
 */
export async function trainClipNetwork(
  network: ClipNetwork,
  clips: LabelledClips,
  options: ClipTrainOptions = {},
): Promise<number[]> {
  const { sequences, labels, auxiliary = [] } = clips;
  const { config, layout } = network;
  checkClips(network, clips);
  const settings = checkedTrainOptions(options, sequences.length);
  const { epochs, batchSize, learningRate, warmupEpochs, averageDecay, labelSmoothing, auxiliaryWeight } = settings;
  const { augmentation, specAugment, mixup, seed } = settings;
  checkBackend();

  network.normalization = fitNormalization(sequences, layout);
  const variables = network.trainableWeights;
  const optimizer = new AdamW(variables, settings);
  const average = new WeightAverage(network.weights, averageDecay);
  const tasks = [labels, ...auxiliary];
  const classes = [config.classes, ...config.auxiliary];
  const perEpoch = Math.floor(sequences.length / batchSize);
  const losses: number[] = [];
  try {
    for (let epoch = 0; epoch < epochs; epoch += 1) {
      const uniform = uniformRandom(mixSeed(seed, epoch));
      const normal = normalRandom(uniform);
      const batches = batchesOf(sequences, batchSize, uniform);
      let total = 0;
      for (const [step, chosen] of batches.entries()) {
        await nextTurn();
        options.signal?.throwIfAborted();
        const copies = chosen.map((index) =>
          augmentation === null
            ? sequences[index]!
            : augmentSequence(sequences[index]!, layout, augmentation, uniform, normal),
        );
        const batch = assembleBatch(copies, layout, network.normalization);
        if (specAugment !== null) blotOut(batch, specAugment, uniform);
        const mixture = mixup === null ? undefined : mixClips(batch, mixup, uniform);
        const own = tasks.map((all) => chosen.map((index) => all[index]!));
        const targets = clipTargets(own, classes, labelSmoothing, mixture);
        const { value, grads } = tf.variableGrads(
          () => clipLoss(network.logits(batch, uniform), targets, auxiliaryWeight),
          variables,
        );
        const loss = (await value.data())[0]!;
        value.dispose();
        if (!Number.isFinite(loss)) {
          tf.dispose(grads);
          throw new DivergedError(epoch + 1, step + 1, loss);
        }
        total += loss;
        const done = epoch * perEpoch + step;
        optimizer.step(grads, warmedCosine(learningRate, done, epochs * perEpoch, warmupEpochs * perEpoch));
        average.update();
      }
      losses.push(total / perEpoch);
      options.onEpoch?.(epoch + 1, total / perEpoch);
    }
    average.take();
  } finally {
    optimizer.dispose();
    average.dispose();
  }
  return losses;
}

function checkClips({ config, layout }: ClipNetwork, { sequences, labels, auxiliary = [] }: LabelledClips): void {
  checkSequences("sequences", sequences, layout);
  checkPaired("sequences", sequences, "labels", labels);
  checkLabels("labels", labels, config.classes);
  if (auxiliary.length !== config.auxiliary.length) {
    throw new RangeError(
      `"auxiliary" must hold the labels of ${config.auxiliary.length} tasks, got ${auxiliary.length}`,
    );
  }
  for (const [i, own] of auxiliary.entries()) {
    checkPaired("sequences", sequences, `auxiliary[${i}]`, own);
    checkLabels(`auxiliary[${i}]`, own, config.auxiliary[i]);
  }
}

/** Batches of one epoch that are drawn from so many at a time, by length, so that little of them is padding. */
const batchesSorted = 6;

/** Every clip once, in random order but for its length; clips that fill no batch are left out. */
function batchesOf(sequences: readonly ClipSequence[], batchSize: number, uniform: () => number): number[][] {
  const order = randomOrder(sequences.length, uniform);
  const whole = Math.floor(order.length / batchSize) * batchSize;
  const batches: number[][] = [];
  for (let start = 0; start < whole; start += batchesSorted * batchSize) {
    const some = [...order.subarray(start, Math.min(whole, start + batchesSorted * batchSize))];
    some.sort((a, b) => sequences[a]!.energies.length - sequences[b]!.energies.length);
    for (let i = 0; i < some.length; i += batchSize) batches.push(some.slice(i, i + batchSize));
  }
  return [...randomOrder(batches.length, uniform)].map((index) => batches[index]!);
}
