import type { LayersModel } from "@tensorflow/tfjs-layers";

import { checkLabels, checkPaired } from "./check.js";
import { checkEnoughSteps } from "./classifier.js";
import { evaluateClassifier } from "./evaluate.js";
import type { LabelledFrames } from "./frame-source.js";
import type { History } from "./history.js";
import { presets } from "./presets.js";
import { checkInput } from "./shape-check.js";
import { runTraining } from "./train-loop.js";
import type { TrainOptions } from "./train-options.js";
import { classifierNetwork } from "./trained-network.js";

/** Options of {@link trainClassifier}. */
export interface ClassifierTrainOptions extends TrainOptions<"loss" | "weightedAccuracy" | "unweightedAccuracy"> {
  /** Labelled frames apart from the training frames, evaluated after every epoch. */
  readonly validation?: LabelledFrames;
  /** Weight of each class in the loss, by class number. Default: 1 each. */
  readonly classWeights?: readonly number[];
}

/**
 * Trains a classifier by categorical cross-entropy, computed from its logits.
 *
 * A classifier on a frozen encoder, as `buildClassifier` gives, trains its other layers alone; the encoder runs in inference
 * mode, as in Keras. The figures of every epoch are `loss`, `weightedAccuracy` and `unweightedAccuracy`, over all frames: of the
 * training frames as they were met, and of the validation frames after the epoch. The same seed gives the same figures on the
 * same backend, interrupted and resumed or not.
 *
 * @param classifier - From `buildClassifier` or `buildLatentClassifier`; trained in place.
 * @param data - Training frames (or latents) with their class numbers.
 * @returns The course of the run.
 * @throws {RangeError} If frames or labels do not fit the model, frames hold NaN, or an option is out of range.
 * @throws {DivergedError} If the loss becomes NaN or infinite; it names the batch.
 * @throws {CheckpointError} If the checkpoint to resume from is damaged or of another run.
 * @throws {Error} If the wasm backend lacks the corrected kernels.
 *
 * @example
 * await useCpu();
 * const frames = arraySource(Float32Array.from({ length: 16 * 8 * 8 }, Math.random), [16, 8, 8]);
 * const labels = Array.from({ length: 16 }, (_, i) => i % 2);
 * const classifier = buildLatentClassifier({ filters: [4], lstmUnits: 4, denseUnits: 4, classes: 2 });
 * const history = await trainClassifier(classifier, { frames, labels }, { epochs: 2, seed: 1 });
 * history.epochs.at(-1).training.unweightedAccuracy;
 */
export async function trainClassifier(
  classifier: LayersModel,
  data: LabelledFrames,
  options: ClassifierTrainOptions = {},
): Promise<History> {
  const { frames, labels } = data;
  const { validation, classWeights } = options;
  const network = classifierNetwork(classifier, frames.frameShape, labels, classWeights);
  const { classes } = network;
  checkLabelled("data", classifier, data, classes);
  if (validation !== undefined) checkLabelled("validation", classifier, validation, classes);
  const poolings = network.model.layers.filter((layer) => layer.getClassName() === "MaxPooling1D").length;
  checkEnoughSteps(frames.frameShape[0], poolings);
  if (classWeights !== undefined) checkWeights(classWeights, classes);
  return runTraining(
    {
      network,
      frames,
      figureNames: ["loss", "weightedAccuracy", "unweightedAccuracy"],
      totals(indices, { loss, output: decisions }) {
        const support = Array.from({ length: classes }, () => 0);
        const hits = Array.from({ length: classes }, () => 0);
        for (const [i, index] of indices.entries()) {
          const label = labels[index]!;
          support[label]! += 1;
          if (decisions![i] === label) hits[label]! += 1;
        }
        return [indices.length, loss * indices.length, ...support, ...hits];
      },
      figures([count = 0, loss = 0, ...counts]) {
        const [support, hits] = [counts.slice(0, classes), counts.slice(classes)];
        const present = support.flatMap((total, i) => (total > 0 ? [hits[i]! / total] : []));
        return {
          loss: loss / count,
          weightedAccuracy: hits.reduce((sum, hit) => sum + hit, 0) / count,
          unweightedAccuracy: present.reduce((sum, recall) => sum + recall, 0) / present.length,
        };
      },
      ...(validation === undefined
        ? {}
        : {
            validate: async (how) => {
              const figures = await evaluateClassifier(classifier, validation, how);
              const { loss, weightedAccuracy, unweightedAccuracy } = figures;
              return { loss, weightedAccuracy, unweightedAccuracy };
            },
          }),
    },
    { ...presets.default.classifier, ...options },
  );
}

function checkLabelled(name: string, classifier: LayersModel, data: LabelledFrames, classes: number): void {
  checkInput(`${name}.frames`, classifier, data.frames.frameShape);
  checkPaired(`${name}.frames`, { length: data.frames.length }, `${name}.labels`, data.labels);
  checkLabels(`${name}.labels`, data.labels, classes);
}

function checkWeights(weights: readonly number[], classes: number): void {
  if (weights.length !== classes) {
    throw new RangeError(
      `"classWeights" must have one weight for each of the ${classes} classes, got ${weights.length}`,
    );
  }
  const wrong = weights.find((weight) => !(weight >= 0 && weight < Infinity));
  if (wrong !== undefined) throw new RangeError(`"classWeights" must be finite and >= 0, got ${wrong}`);
}
