import { initializers, input, layers, LayersModel, model, type SymbolicTensor } from "@tensorflow/tfjs-layers";

import { checkIndex, checkPositiveInteger, checkShare } from "./check.js";
import { freeze } from "./freeze.js";
import { orthogonal } from "./orthogonal.js";
import { mixSeed } from "./random.js";

/** Sizes and seed of the layers behind the encoder. */
export interface ClassifierOptions {
  /** Filters of the convolution blocks, one block each. Default 128, 256, 512. */
  readonly filters?: readonly number[];
  /** Width of each convolution in time steps. Default 3. */
  readonly kernelSize?: number;
  /** Units of the LSTM. Default 128. */
  readonly lstmUnits?: number;
  /** Units of the hidden dense layer. Default 128. */
  readonly denseUnits?: number;
  /** Number of classes. Default 8. */
  readonly classes?: number;
  /**
   * Keras' `momentum` of batch normalisation: the share of its running statistics that stays at each step, from 0 to below 1.
   * Inference lags by about 1 / (1 - momentum) steps, so take 0.9 where a run has only hundreds of steps. Default 0.99.
   */
  readonly batchNormalizationMomentum?: number;
  /** Any integer of 0 or more; the same seed gives the same initial weights. Default 0. */
  readonly seed?: number;
}

/** Options of {@link buildLatentClassifier}. */
export interface LatentClassifierOptions extends ClassifierOptions {
  /** Time steps of a frame; `null` (the default) takes frames of any length. */
  readonly timeSteps?: number | null;
  /** Units of the latent, the last axis of its input. Default 8. */
  readonly latentUnits?: number;
}

/**
 * The emotion classifier of WaDER on top of an encoder, which it freezes.
 *
 * On the latent: three blocks of Conv1D (128, 256, 512 filters, width 3, same padding), ELU, batch normalisation and
 * max-pooling by 2; LSTM 128, last output; Dense 128, ELU, batch normalisation; Dense 8, softmax. Initial weights as in
 * Keras: Glorot-uniform kernels, orthogonal recurrent kernel, zero biases but 1 at the forget gate. Not compiled.
 *
 * The encoder is the nested layer `encoder`; the others are named `conv1`, `batch_norm1`, ..., `lstm`, `dense1`,
 * `batch_norm_dense1`, `output` (the logits), `probabilities`.
 *
 * @param encoder - Model from `[batch, time, channels]` to `[batch, time, latent]`. Its layers become part of the classifier
 * and are frozen, also where another model shares them: train the autoencoder first, or {@link unfreeze} it.
 * @param options - Sizes and seed.
 * @returns A model from the encoder's input to `[batch, classes]` probabilities.
 * @throws {TypeError} If a size is not a number.
 * @throws {RangeError} If a size is not a positive integer, the momentum is not from 0 to below 1, `seed` is not an integer of 0
 * or more, the encoder's output is not `[batch, time, latent]`, or it has fewer time steps than the poolings need (`2 ** (filters.length + 1)`).
 *
 * @example
 * const autoencoder = buildAutoencoder({ timeSteps: 4000, seed: 1 });
 * const classifier = buildClassifier(encoderOf(autoencoder), { seed: 1 });
 * classifier.outputs[0].shape; // [null, 8]
 */
export function buildClassifier(encoder: LayersModel, options: ClassifierOptions = {}): LayersModel {
  const latentShape = encoder.outputs[0]!.shape;
  if (encoder.outputs.length !== 1 || latentShape.length !== 3) {
    throw new RangeError(`"encoder" must give one output [batch, time, latent], got ${JSON.stringify(latentShape)}`);
  }
  const sizes = checkedSizes(latentShape[1] ?? null, options);
  const frames = input({ shape: encoder.inputs[0]!.shape.slice(1), name: "frames" });
  const latent = freeze(encoder).apply(frames) as SymbolicTensor;
  return model({ inputs: frames, outputs: addHead(latent, sizes), name: "classifier" });
}

/**
 * The layers of {@link buildClassifier} behind the encoder, as a model of their own: it trains on latents that were
 * computed once and kept.
 *
 * @param options - Sizes and seed, and the shape of the latent.
 * @returns A model from `[batch, timeSteps, latentUnits]` to `[batch, classes]` probabilities.
 * @throws As {@link buildClassifier}.
 *
 * @example
 * buildLatentClassifier({ timeSteps: 4000, seed: 1 }).inputs[0].shape; // [null, 4000, 8]
 */
export function buildLatentClassifier(options: LatentClassifierOptions = {}): LayersModel {
  const { timeSteps = null, latentUnits = 8 } = options;
  checkPositiveInteger("latentUnits", latentUnits);
  const sizes = checkedSizes(timeSteps, options);
  const latent = input({ shape: [timeSteps, latentUnits], name: "latent" });
  return model({ inputs: latent, outputs: addHead(latent, sizes), name: "latent_classifier" });
}

/** The two parts of a classifier, which share its layers. */
export interface ClassifierParts {
  /** From frames to the latent; `undefined` where the classifier's input is the latent. */
  readonly encoder: LayersModel | undefined;
  /** From the latent to probabilities. */
  readonly head: LayersModel;
}

/**
 * Takes a classifier apart into its encoder and the layers behind it, say to cache latents and train the head on them.
 * Both parts share the classifier's weights.
 *
 * @param classifier - From {@link buildClassifier} or {@link buildLatentClassifier}, built or loaded.
 *
 * @example
 * const { encoder, head } = splitClassifier(classifier);
 * const probabilities = head.predict(encoder.predict(frames));
 */
export function splitClassifier(classifier: LayersModel): ClassifierParts {
  const encoder = classifier.layers[1];
  if (!(encoder instanceof LayersModel)) return { encoder: undefined, head: classifier };
  const latent = input({ shape: encoder.outputs[0]!.shape.slice(1), name: "latent" });
  const output = classifier.layers.slice(2).reduce((x, layer) => layer.apply(x) as SymbolicTensor, latent);
  return { encoder, head: model({ inputs: latent, outputs: output, name: "latent_classifier" }) };
}

function checkedSizes(timeSteps: number | null, options: ClassifierOptions): Required<ClassifierOptions> {
  const {
    filters = [128, 256, 512],
    kernelSize = 3,
    lstmUnits = 128,
    denseUnits = 128,
    classes = 8,
    batchNormalizationMomentum = 0.99,
    seed = 0,
  } = options;
  for (const count of filters) checkPositiveInteger("filters", count);
  for (const [name, value] of Object.entries({ kernelSize, lstmUnits, denseUnits, classes })) {
    checkPositiveInteger(name, value);
  }
  checkShare("batchNormalizationMomentum", batchNormalizationMomentum);
  checkIndex("seed", seed);
  if (timeSteps !== null) {
    checkPositiveInteger("timeSteps", timeSteps);
    checkEnoughSteps(timeSteps, filters.length);
  }
  return { filters, kernelSize, lstmUnits, denseUnits, classes, batchNormalizationMomentum, seed };
}

/** Throws unless so many poolings by 2 leave two steps for the LSTM; tfjs cannot train it on one. */
export function checkEnoughSteps(timeSteps: number, poolings: number): void {
  const least = 2 ** (poolings + 1);
  if (timeSteps >= least) return;
  throw new RangeError(
    `"timeSteps" must be at least ${least}, so that ${poolings} poolings leave two for the LSTM, got ${timeSteps}`,
  );
}

function addHead(latent: SymbolicTensor, sizes: Required<ClassifierOptions>): SymbolicTensor {
  const { filters, kernelSize, lstmUnits, denseUnits, classes, seed } = sizes;
  const glorot = (index: number) => initializers.glorotUniform({ seed: mixSeed(seed, index) });
  const keras = { momentum: sizes.batchNormalizationMomentum, epsilon: 1e-3 };
  const stack = [
    ...filters.flatMap((count, i) => [
      layers.conv1d({
        filters: count,
        kernelSize,
        padding: "same",
        kernelInitializer: glorot(101 + i),
        name: `conv${i + 1}`,
      }),
      layers.elu({ name: `elu${i + 1}` }),
      layers.batchNormalization({ ...keras, name: `batch_norm${i + 1}` }),
      layers.maxPooling1d({ poolSize: 2, name: `max_pool${i + 1}` }),
    ]),
    layers.lstm({
      units: lstmUnits,
      activation: "tanh",
      recurrentActivation: "sigmoid",
      kernelInitializer: glorot(201),
      recurrentInitializer: orthogonal({ seed: mixSeed(seed, 202) }),
      unitForgetBias: true,
      name: "lstm",
    }),
    layers.dense({ units: denseUnits, kernelInitializer: glorot(301), name: "dense1" }),
    layers.elu({ name: "elu_dense1" }),
    layers.batchNormalization({ ...keras, name: "batch_norm_dense1" }),
    layers.dense({ units: classes, kernelInitializer: glorot(302), name: "output" }),
    // A layer of its own, so that training can take the logits before it: the loss is then stable and its gradient exact.
    layers.softmax({ name: "probabilities" }),
  ];
  return stack.reduce((x, layer) => layer.apply(x) as SymbolicTensor, latent);
}
