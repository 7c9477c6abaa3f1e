import type { LayersModel } from "@tensorflow/tfjs-layers";

/**
 * Freezes every layer of a model, so that training leaves its weights as they are, and a saved copy stays frozen.
 *
 * tfjs knows `model.trainable = false` too, but forgets it when the model is saved. Layers that the model shares with another
 * are frozen there as well. Note that tfjs' own `fit` runs a frozen batch normalisation on the statistics of the batch and
 * moves its averages, unlike Keras; {@link trainClassifier} does not.
 *
 * @param model - Changed in place.
 * @returns The same model.
 *
 * @example
 * const encoder = freeze(encoderOf(autoencoder));
 * encoder.trainableWeights.length; // 0
 */
export function freeze(model: LayersModel): LayersModel {
  for (const layer of model.layers) layer.trainable = false;
  return model;
}

/**
 * Undoes {@link freeze}.
 *
 * @param model - Changed in place.
 * @returns The same model.
 *
 * @example
 * unfreeze(encoder).trainableWeights.length; // 16
 */
export function unfreeze(model: LayersModel): LayersModel {
  for (const layer of model.layers) layer.trainable = true;
  return model;
}
