import type { OptimizerSettings } from "./optimizer.js";

/** Settings of one network's training. */
export interface TrainingPreset {
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: OptimizerSettings;
}

/** Settings for both networks. */
export interface TrainingPresets {
  readonly autoencoder: TrainingPreset;
  readonly classifier: TrainingPreset;
}

/**
 * Named training settings.
 *
 * - `default`: what `trainAutoencoder` and `trainClassifier` use unless told otherwise: Adam at 1e-3, batches of 32.
 * - `report`: those of the re-implementation that the networks follow: autoencoder Adam 1e-3 in batches of 128; classifier
 *   plain gradient descent at 1e-4 in batches of 64, at which the loss hardly moves in the first epochs. 50 epochs each.
 *
 * @example
 * await trainClassifier(classifier, data, { ...presets.report.classifier, seed: 1 });
 */
export const presets: { readonly default: TrainingPresets; readonly report: TrainingPresets } = {
  default: {
    autoencoder: { epochs: 50, batchSize: 32, optimizer: { name: "adam", learningRate: 1e-3 } },
    classifier: { epochs: 50, batchSize: 32, optimizer: { name: "adam", learningRate: 1e-3 } },
  },
  report: {
    autoencoder: { epochs: 50, batchSize: 128, optimizer: { name: "adam", learningRate: 1e-3 } },
    classifier: { epochs: 50, batchSize: 64, optimizer: { name: "sgd", learningRate: 1e-4 } },
  },
};
