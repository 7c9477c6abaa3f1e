import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

import { checkLabels, checkPaired, checkPositiveInteger } from "./check.js";
import { type FrameSource, type LabelledFrames, readBatches } from "./frame-source.js";
import type { Matrix } from "./matrix.js";
import { type ClassificationReport, classificationReport } from "./metrics/classification-report.js";
import { decideClasses } from "./metrics/decision.js";
import { nextTurn } from "./next-turn.js";
import { accumulateRSquared } from "./metrics/r-squared.js";
import { checkInput, checkReconstruction } from "./shape-check.js";

/** Options of evaluation and prediction. */
export interface EvaluateOptions {
  /** Frames in one pass. Default 32. */
  readonly batchSize?: number;
  /** Stops between batches, throwing its reason. */
  readonly signal?: AbortSignal;
}

/** What {@link evaluateAutoencoder} gives. */
export interface AutoencoderFigures {
  /** Mean squared error over all elements. */
  readonly loss: number;
  /** R² over all elements. */
  readonly rSquared: number;
}

/** What {@link evaluateClassifier} gives. */
export interface ClassifierFigures extends ClassificationReport {
  /** Mean cross-entropy in nats, probabilities clipped at 1e-7. */
  readonly loss: number;
  /** `[frames, classes]`, for decisions by clip. */
  readonly probabilities: Matrix;
}

/**
 * Mean squared error and R² of an autoencoder over all elements of all frames, in inference mode, read batch by batch.
 *
 * @throws {RangeError} If the frames do not fit the model, or hold NaN.
 *
 * @example
 * const { rSquared } = await evaluateAutoencoder(autoencoder, frames);
 */
export async function evaluateAutoencoder(
  autoencoder: LayersModel,
  frames: FrameSource,
  options: EvaluateOptions = {},
): Promise<AutoencoderFigures> {
  checkReconstruction("autoencoder", autoencoder);
  const figures = accumulateRSquared();
  for await (const { input, output } of outputs(autoencoder, frames, options)) figures.add(input, output);
  return { loss: figures.meanSquaredError, rSquared: figures.rSquared };
}

/**
 * Probabilities of all frames, in inference mode, read batch by batch.
 *
 * @returns `[frames, classes]`, row-major.
 * @throws {RangeError} If the frames do not fit the model, or hold NaN.
 *
 * @example
 * const clips = averageByClip(await predictProbabilities(classifier, frames), clipIndex);
 */
export async function predictProbabilities(
  classifier: LayersModel,
  frames: FrameSource,
  options: EvaluateOptions = {},
): Promise<{ readonly data: Float32Array; readonly shape: readonly [frames: number, classes: number] }> {
  const classes = classifier.outputs[0]!.shape.at(-1)!;
  const data = new Float32Array(frames.length * classes);
  let done = 0;
  for await (const { output } of outputs(classifier, frames, options)) {
    data.set(output, done);
    done += output.length;
  }
  return { data, shape: [frames.length, classes] };
}

/**
 * Loss, both accuracies, the report by class and the probabilities of a classifier over all frames, in inference mode, read
 * batch by batch. The unweighted accuracy is that of the whole set, not a mean over batches.
 *
 * @throws {RangeError} If frames or labels do not fit the model, or frames hold NaN.
 *
 * @example
 * const { unweightedAccuracy, confusion } = await evaluateClassifier(classifier, { frames, labels });
 */
export async function evaluateClassifier(
  classifier: LayersModel,
  data: LabelledFrames,
  options: EvaluateOptions = {},
): Promise<ClassifierFigures> {
  const { frames, labels } = data;
  const classes = classifier.outputs[0]!.shape.at(-1)!;
  checkPaired("frames", { length: frames.length }, "labels", labels);
  checkLabels("labels", labels, classes);
  const probabilities = await predictProbabilities(classifier, frames, options);
  let loss = 0;
  for (let i = 0; i < frames.length; i += 1) {
    loss -= Math.log(Math.max(probabilities.data[i * classes + labels[i]!]!, 1e-7));
  }
  return {
    loss: loss / frames.length,
    ...classificationReport(labels, decideClasses(probabilities), { classes }),
    probabilities,
  };
}

async function* outputs(
  model: LayersModel,
  frames: FrameSource,
  { batchSize = 32, signal }: EvaluateOptions,
): AsyncGenerator<{ readonly input: Float32Array; readonly output: Float32Array }, void, void> {
  checkPositiveInteger("batchSize", batchSize);
  checkInput("frames", model, frames.frameShape);
  const order = Int32Array.from({ length: frames.length }, (_, i) => i);
  for await (const { indices, data } of readBatches(frames, order, batchSize, { epoch: 0 })) {
    signal?.throwIfAborted();
    const output = tf.tidy(() => model.apply(tf.tensor(data, [indices.length, ...frames.frameShape])) as tf.Tensor);
    const values = (await output.data()) as Float32Array;
    output.dispose();
    yield { input: data, output: values };
    await nextTurn();
  }
}
