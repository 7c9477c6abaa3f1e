import * as tf from "@tensorflow/tfjs-core";
import { initializers, type LayersModel, layers } from "@tensorflow/tfjs-layers";

import { checkPositiveInteger } from "../check.js";
import type { TensorRecord, TensorRecords } from "../checkpoint.js";
import { CheckpointError } from "../errors.js";
import { orthogonal } from "../orthogonal.js";
import { mixSeed } from "../random.js";
import { type ClipNormalization, noNormalization } from "./clip-normalization.js";
import { assembleBatch, type BatchLayout, type ClipBatch } from "./clip-batch.js";
import {
  checkedConfig,
  type ClipNetworkConfig,
  type ClipNetworkOptions,
  planeStride,
  pooledChannels,
} from "./clip-network-options.js";
import { checkSequences, type ClipSequence } from "./clip-sequence.js";
import { attentiveStatistics, evenWeights, timeMask } from "./masked-pooling.js";

type Sides = [number, number];
type Layer = LayersModel["layers"][number];

/** Everything that a trained network is, as plain data. */
export interface ClipNetworkRecord {
  readonly config: ClipNetworkConfig;
  /** By name, the normalisation of the bands among them. */
  readonly weights: TensorRecords;
}

/** A network that tells the class of whole clips. Its layers are tfjs' own, its weights live in tfjs' memory until `dispose`. */
export class ClipNetwork {
  readonly config: ClipNetworkConfig;
  readonly layout: BatchLayout;
  /** Means and deviations of the training clips; training sets it. */
  normalization: ClipNormalization;
  readonly #layers = new Map<string, Layer>();

  /** For {@link buildClipNetwork}. */
  constructor(config: ClipNetworkConfig) {
    this.config = config;
    const { bands, pitchChannels, views, floor } = config;
    this.layout = { bands, pitchChannels, views, floor: Math.log(floor), stride: planeStride(config) };
    this.normalization = noNormalization(this.layout);
    this.#build();
  }

  /** Number of trainable parameters. */
  get parameters(): number {
    return this.trainableWeights.reduce((sum, { size }) => sum + size, 0);
  }

  get trainableWeights(): tf.Variable[] {
    return this.#variables((layer) => layer.trainableWeights).map(({ variable }) => variable);
  }

  /** Names of the trainable weights as the record has them, in their order. */
  get trainableNames(): string[] {
    return this.#variables((layer) => layer.trainableWeights).map(({ name }) => name);
  }

  /** Those that train and the running means and variances of batch normalisation. */
  get weights(): tf.Variable[] {
    return this.#variables((layer) => layer.weights).map(({ variable }) => variable);
  }

  /**
   * Scores of all classes, then of the auxiliary tasks, before any softmax: `[batch, classes + auxiliary]`.
   *
   * @param random - Uniform random numbers in [0, 1) for dropout: makes this a pass of training, in which batch normalisation
   *   takes its statistics from the batch, padding included. Without it padding changes nothing.
   */
  logits(batch: ClipBatch, random?: () => number): tf.Tensor2D {
    return tf.tidy(() => this.#forward(batch, random));
  }

  /**
   * Log probabilities of the classes.
   *
   * @param sequences - Clips of any length, one hop at least.
   * @param options.batchSize - Clips that go through at a time. Default 32.
   * @returns `[clips, classes]`, row-major.
   * @throws {RangeError} If a clip does not fit the network or holds NaN or an infinity.
   */
  async predictLogProbabilities(
    sequences: readonly ClipSequence[],
    options: { readonly batchSize?: number } = {},
  ): Promise<{ readonly data: Float64Array; readonly shape: readonly [rows: number, classes: number] }> {
    const { batchSize = 32 } = options;
    checkPositiveInteger("batchSize", batchSize);
    checkSequences("sequences", sequences, this.layout);
    const { classes } = this.config;
    const data = new Float64Array(sequences.length * classes);
    for (let start = 0; start < sequences.length; start += batchSize) {
      const batch = assembleBatch(sequences.slice(start, start + batchSize), this.layout, this.normalization);
      const output = tf.tidy(() => tf.logSoftmax(tf.slice(this.logits(batch), [0, 0], [-1, classes])));
      data.set(await output.data(), start * classes);
      output.dispose();
    }
    return { data, shape: [sequences.length, classes] };
  }

  /** Copies the sizes and all weights. */
  async record(): Promise<ClipNetworkRecord> {
    const { bands, pitch } = this.normalization;
    const weights: Record<string, TensorRecord> = {};
    for (const [name, { mean, deviation }] of Object.entries({ bands, pitch })) {
      weights[`${name}/mean`] = { shape: [mean.length], data: mean.slice() };
      weights[`${name}/deviation`] = { shape: [deviation.length], data: deviation.slice() };
    }
    for (const { name, variable } of this.#variables((layer) => layer.weights)) {
      weights[name] = { shape: [...variable.shape], data: Float32Array.from(await variable.data()) };
    }
    return { config: this.config, weights };
  }

  /** Puts in weights that {@link record} copied from a network of the same sizes; nothing changes unless all fit. */
  restore(weights: TensorRecords): void {
    const taken = (name: string, shape: readonly number[]): Float32Array => {
      const record = weights[name];
      if (record === undefined) throw new CheckpointError(`the record lacks "${name}"`);
      if (record.shape.join() !== shape.join() || record.data.length !== tf.util.sizeFromShape([...shape])) {
        throw new CheckpointError(
          `"${name}" must have the shape [${shape.join(", ")}] of the network, got [${record.shape.join(", ")}]`,
        );
      }
      return record.data;
    };
    const statistics = (name: string, channels: number) => ({
      mean: taken(`${name}/mean`, [channels]).slice(),
      deviation: taken(`${name}/deviation`, [channels]).slice(),
    });
    const { bands, pitchChannels } = this.config;
    const normalization = { bands: statistics("bands", bands), pitch: statistics("pitch", pitchChannels) };
    const all = this.#variables((layer) => layer.weights).map(({ name, variable }) => ({
      variable,
      data: taken(name, variable.shape),
    }));
    tf.tidy(() => {
      for (const { variable, data } of all) variable.assign(tf.tensor(data, variable.shape));
    });
    this.normalization = normalization;
  }

  /** Frees all weights. */
  dispose(): void {
    for (const variable of this.weights) variable.dispose();
    this.#layers.clear();
  }

  #variables(weightsOf: (layer: Layer) => Layer["weights"]): { name: string; variable: tf.Variable }[] {
    return [...this.#layers].flatMap(([name, layer]) =>
      weightsOf(layer).map((weight) => ({
        name: `${name}/${weight.originalName.split("/").at(-1)}`,
        variable: weight.read() as tf.Variable,
      })),
    );
  }

  #build(): void {
    const { bands, views, pitchChannels, planes, stem, channels, residualBlocks, recurrentUnits } = this.config;
    const { attentionHeads, denseUnits, classes, auxiliary, seed } = this.config;
    let index = 0;
    // Uniform in ± 1 / sqrt(inputs), as PyTorch starts convolutions and dense layers.
    const start = () =>
      initializers.varianceScaling({
        scale: 1 / 3,
        mode: "fanIn",
        distribution: "uniform",
        seed: mixSeed(seed, (index += 1)),
      });
    const add = (name: string, layer: Layer, inputShape: number[]): void => {
      layer.build(inputShape);
      // Recurrent layers leave this to `apply`, which would build them again.
      layer.built = true;
      this.#layers.set(name, layer);
    };
    const norm = (name: string, shape: number[]): void =>
      add(name, layers.batchNormalization({ momentum: 0.9, epsilon: 1e-5, name }), shape);
    const dense = (name: string, shape: number[], units: number): void =>
      add(name, layers.dense({ units, kernelInitializer: start(), name }), shape);
    const timeConvolution = (name: string, from: number, kernelSize: number, strides: number): void =>
      add(
        name,
        layers.conv1d({ filters: channels, kernelSize, strides, useBias: false, kernelInitializer: start(), name }),
        [1, kernelSize, from],
      );

    let [depth, width] = [views.length + 1, bands];
    for (const [i, { filters, timeStride, bandStride }] of planes.entries()) {
      const name = `plane${i + 1}`;
      const strides: [number, number] = [timeStride, bandStride];
      add(name, layers.conv2d({ filters, kernelSize: 3, strides, useBias: false, kernelInitializer: start(), name }), [
        1,
        3,
        3,
        depth,
      ]);
      norm(`${name}_norm`, [1, 1, 1, filters]);
      [depth, width] = [filters, Math.ceil(width / bandStride)];
    }
    let from = depth * width + pitchChannels;
    for (const [i, { kernelSize, stride }] of stem.entries()) {
      timeConvolution(`stem${i + 1}`, from, kernelSize, stride);
      norm(`stem${i + 1}_norm`, [1, 1, channels]);
      from = channels;
    }
    const squeezed = Math.max(1, Math.floor(channels / 4));
    for (let i = 1; i <= residualBlocks; i += 1) {
      timeConvolution(`residual${i}`, channels, 3, 1);
      norm(`residual${i}_norm`, [1, 1, channels]);
      dense(`residual${i}_squeeze`, [1, channels], squeezed);
      dense(`residual${i}_excite`, [1, squeezed], channels);
    }
    if (recurrentUnits > 0) {
      const gru = layers.gru({
        units: recurrentUnits,
        activation: "tanh",
        recurrentActivation: "sigmoid",
        kernelInitializer: start(),
        recurrentInitializer: orthogonal({ seed: mixSeed(seed, 1001) }),
        returnSequences: true,
        name: "gru",
      });
      add("gru", gru, [1, 1, channels]);
    }
    const pooled = pooledChannels(this.config);
    if (attentionHeads > 0) {
      dense("attention_hidden", [1, 1, pooled], 32);
      dense("attention", [1, 1, 32], attentionHeads);
    }
    const statistics = (attentionHeads > 0 ? 4 : 2) * pooled;
    norm("pooled_norm", [1, statistics]);
    dense("hidden", [1, statistics], denseUnits);
    norm("hidden_norm", [1, denseUnits]);
    dense(
      "output",
      [1, denseUnits],
      auxiliary.reduce((sum, count) => sum + count, classes),
    );
  }

  #forward({ features, shape, pitch, lengths }: ClipBatch, random: (() => number) | undefined): tf.Tensor2D {
    const { planes, stem, residualBlocks, recurrentUnits, attentionHeads, pitchChannels, dropout } = this.config;
    const training = random !== undefined;
    const run = <T extends tf.Tensor>(name: string, x: T): T => this.#layers.get(name)!.apply(x, { training }) as T;
    const drop = <T extends tf.Tensor>(x: T, rate: number): T => (random === undefined ? x : dropped(x, rate, random));
    const convolve = (name: string, around: tf.Tensor4D, strides: [number, number]): tf.Tensor4D => {
      const kernel = this.#layers.get(name)!.weights[0]!.read();
      const filter = (kernel.rank === 3 ? tf.expandDims(kernel, 0) : kernel) as tf.Tensor4D;
      const sides = [filter.shape[0], filter.shape[1]].map((size) => [(size - 1) / 2, (size - 1) / 2]) as Sides[];
      // Not "same", which pads odd and even lengths differently; as part of the convolution it costs no copy.
      return tf.conv2d(around, filter, strides, [[0, 0], sides[0]!, sides[1]!, [0, 0]]); // prettier-ignore
    };
    const inTime = (name: string, y: tf.Tensor3D, by: number): tf.Tensor3D =>
      tf.squeeze(convolve(name, tf.expandDims(y, 1), [1, by]), [1]);
    const [batch, hops] = shape;

    let steps = hops;
    let ends: ArrayLike<number> = lengths;
    const stride = (by: number): void => {
      steps = Math.ceil(steps / by);
      ends = Int32Array.from(ends, (length) => Math.ceil(length / by));
    };
    let plane = tf.tensor4d(features, [...shape]);
    for (const [i, { timeStride, bandStride }] of planes.entries()) {
      const name = `plane${i + 1}`;
      stride(timeStride);
      plane = tf.relu(run(`${name}_norm`, convolve(name, plane, [timeStride, bandStride])));
      plane = tf.mul(plane, tf.expandDims(timeMask(ends, steps), 3));
    }
    let x: tf.Tensor3D = tf.reshape(plane, [batch, steps, plane.shape[2] * plane.shape[3]]);
    x = drop(x, planes.length > 0 ? 0.2 : 0.1);
    if (pitchChannels > 0) x = tf.concat3d([x, tf.tensor3d(pitch, [batch, steps, pitchChannels])], 2);
    for (const [i, { stride: by }] of stem.entries()) {
      const name = `stem${i + 1}`;
      stride(by);
      x = tf.relu(run(`${name}_norm`, inTime(name, x, by)));
      x = tf.mul(x, timeMask(ends, steps));
    }
    const mask = timeMask(ends, steps);
    const even = evenWeights(ends, steps);
    for (let i = 1; i <= residualBlocks; i += 1) {
      const name = `residual${i}`;
      const inner = tf.relu(run(`${name}_norm`, inTime(name, x, 1)));
      const squeezed = tf.relu(run(`${name}_squeeze`, tf.sum(tf.mul(inner, even), 1)));
      const excited = tf.sigmoid(run(`${name}_excite`, squeezed));
      const changed = tf.mul(inner, tf.mul(tf.expandDims(excited, 1), mask));
      x = tf.add(x, drop(changed as tf.Tensor3D, 0.3 * dropout));
    }
    x = drop(x, dropout);
    if (recurrentUnits > 0) x = run("gru", x);
    const scores = attentionHeads > 0 ? run("attention", tf.tanh(run("attention_hidden", x))) : undefined;
    const pooled = run("pooled_norm", attentiveStatistics(x, scores, mask, even));
    const hidden = run("hidden", drop(pooled, dropout === 0 ? 0 : dropout + 0.1));
    return run("output", drop(tf.relu(run("hidden_norm", hidden)), Math.min(dropout, 0.2)));
  }
}

/**
 * A small network for whole clips, from log energies of bands over hops to class scores.
 *
 * 3 x 3 convolutions over time and bands, with strides and the place of each band as a channel; a convolution over time to
 * `channels`, with the pitch beside the bands; residual convolutions with squeeze and excitation; a GRU if asked for; attentive
 * statistics pooling; a hidden layer; the output, auxiliary tasks included. Batch normalisation and ReLU throughout. Clips of any
 * length go through together: what lies behind a clip's end is masked in every layer.
 *
 * With the defaults, 40 bands and two pitch channels it has about 92,000 parameters.
 *
 * @param options - Sizes and seed.
 * @throws {TypeError} If a number is not one.
 * @throws {RangeError} If an option is outside its range.
 *
 * Sources: K. Okabe et al., Attentive statistics pooling, Interspeech 2018; J. Hu et al., Squeeze-and-excitation networks, CVPR
 * 2018; R. Liu et al., An intriguing failing of convolutional neural networks and the CoordConv solution, NeurIPS 2018.
 *
 * @example
 * const network = buildClipNetwork({ bands: 40, pitchChannels: 2, seed: 1 });
 * await trainClipNetwork(network, { sequences, labels });
 * const { data } = await network.predictLogProbabilities(sequences);
 */
export function buildClipNetwork(options: ClipNetworkOptions): ClipNetwork {
  return new ClipNetwork(checkedConfig(options));
}

/**
 * A network from its record.
 *
 * @throws {CheckpointError} If weights are missing or of another shape.
 * @throws {RangeError} If a size is outside its range.
 *
 * @example
 * const record = await network.record();
 * const copy = clipNetworkFrom(record);
 */
export function clipNetworkFrom({ config, weights }: ClipNetworkRecord): ClipNetwork {
  const network = buildClipNetwork(config);
  try {
    network.restore(weights);
  } catch (error) {
    network.dispose();
    throw error;
  }
  return network;
}

/** Not tfjs' dropout, whose seed gives the same mask in every call. */
function dropped<T extends tf.Tensor>(x: T, rate: number, random: () => number): T {
  if (rate === 0) return x;
  const kept = new Float32Array(x.size);
  for (let i = 0; i < kept.length; i += 1) kept[i] = random() < rate ? 0 : 1 / (1 - rate);
  return tf.mul(x, tf.tensor(kept, x.shape));
}
