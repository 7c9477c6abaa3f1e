import { initializers, layers, type LayersModel, model, input, type SymbolicTensor } from "@tensorflow/tfjs-layers";

import { checkIndex, checkPositiveInteger, checkShare } from "./check.js";
import { mixSeed } from "./random.js";

/** Name of the layer whose output is the latent. */
const latentLayer = "latent_space_out";

/** Shape and seed of {@link buildAutoencoder}. */
export interface AutoencoderOptions {
  /** Time steps of a frame; `null` (the default) takes frames of any length. */
  readonly timeSteps?: number | null;
  /** Wavelet scales, the last axis of a frame. Default 125. */
  readonly scales?: number;
  /** Units of the encoder's layers; the last is the latent, and the decoder mirrors the others. Default 64, 16, 16, 8. */
  readonly units?: readonly number[];
  /** Units of the decoder's hidden layers. Default: 16, 32, 64. */
  readonly decoderUnits?: readonly number[];
  /**
   * Keras' `momentum` of batch normalisation: the share of its running statistics that stays at each step, from 0 to below 1.
   * Inference lags by about 1 / (1 - momentum) steps, so take 0.9 where a run has only hundreds of steps. Default 0.99.
   */
  readonly batchNormalizationMomentum?: number;
  /** Any integer of 0 or more; the same seed gives the same initial weights. Default 0. */
  readonly seed?: number;
}

/**
 * The autoencoder of WaDER: at every time step alone, it squeezes the wavelet coefficients of all scales into a latent.
 *
 * `[batch, time, 125]` -> Dense 64, 16, 16, 8 (the latent), 16, 32, 64, each with batch normalisation (epsilon
 * 1e-3) and ELU -> Dense 125, linear. Dense layers act on the last axis, which is what Keras' `TimeDistributed(Dense)`
 * computes, without its loop over time. Glorot-uniform kernels, zero biases. Not compiled.
 *
 * Layers are named `ae_dense1`, `ae_bn1`, `ae_elu1`, ..., `latent_space_out` (the ELU of the latent), ..., `ae_output`.
 *
 * @returns A model from `[batch, timeSteps, scales]` to the same shape.
 * @throws {TypeError} If a size is not a number.
 * @throws {RangeError} If a size is not a positive integer, `units` is empty, the momentum is not from 0 to below 1, or `seed` is
 * not an integer of 0 or more.
 *
 * @example
 * const autoencoder = buildAutoencoder({ timeSteps: 4000, scales: 125, seed: 1 });
 * autoencoder.outputs[0].shape; // [null, 4000, 125]
 *
 * @see A. Dutt, P. Gader, "Wavelet Multiresolution Analysis Based Speech Emotion Recognition System Using 1D CNN LSTM
 * Networks", IEEE/ACM TASLP 31 (2023), doi 10.1109/TASLP.2023.3277291.
 */
export function buildAutoencoder(options: AutoencoderOptions = {}): LayersModel {
  const { timeSteps = null, scales = 125, units = [64, 16, 16, 8], decoderUnits = [16, 32, 64], seed = 0 } = options;
  const { batchNormalizationMomentum: momentum = 0.99 } = options;
  if (timeSteps !== null) checkPositiveInteger("timeSteps", timeSteps);
  checkPositiveInteger("scales", scales);
  if (units.length === 0) throw new RangeError('"units" must not be empty');
  for (const count of units) checkPositiveInteger("units", count);
  for (const count of decoderUnits) checkPositiveInteger("decoderUnits", count);
  checkShare("batchNormalizationMomentum", momentum);
  checkIndex("seed", seed);

  const kernelInitializer = (index: number) => initializers.glorotUniform({ seed: mixSeed(seed, index) });
  const frames = input({ shape: [timeSteps, scales], name: "frames" });
  let x: SymbolicTensor = frames;
  for (const [i, count] of [...units, ...decoderUnits].entries()) {
    const number = i + 1;
    const dense = layers.dense({
      units: count,
      kernelInitializer: kernelInitializer(number),
      name: `ae_dense${number}`,
    });
    const normalisation = layers.batchNormalization({ momentum, epsilon: 1e-3, name: `ae_bn${number}` });
    const elu = layers.elu({ name: number === units.length ? latentLayer : `ae_elu${number}` });
    x = elu.apply(normalisation.apply(dense.apply(x))) as SymbolicTensor;
  }
  const output = layers.dense({ units: scales, kernelInitializer: kernelInitializer(0), name: "ae_output" });
  return model({ inputs: frames, outputs: output.apply(x) as SymbolicTensor, name: "autoencoder" });
}

/**
 * The part of an autoencoder from its input to its latent. It shares the autoencoder's layers: training either changes both.
 *
 * @param autoencoder - A model with a layer named `latent_space_out`, such as {@link buildAutoencoder} gives.
 * @returns A model from `[batch, time, scales]` to `[batch, time, latent]`, named `encoder`.
 * @throws {RangeError} If no layer is named `latent_space_out`.
 *
 * @example
 * const encoder = encoderOf(buildAutoencoder({ timeSteps: 4000 }));
 * encoder.outputs[0].shape; // [null, 4000, 8]
 */
export function encoderOf(autoencoder: LayersModel): LayersModel {
  const latent = autoencoder.layers.find((layer) => layer.name === latentLayer);
  if (latent === undefined) {
    throw new RangeError(`"autoencoder" must have a layer named ${latentLayer}, got a model without one`);
  }
  return model({ inputs: autoencoder.inputs, outputs: latent.getOutputAt(0), name: "encoder" });
}
