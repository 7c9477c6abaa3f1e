import type { KernelFunc, NamedAttrMap, Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

import { type Heap, input, type Inputs, sizeOf } from "./kernel.js";
import { type LayerWeight, patchLayer, runMany } from "./layer-patch.js";

/**
 * Replaces sums over the rows of one worker by those over the rows of all, in place.
 *
 * @see setBatchSumReducer
 */
export type BatchSumReducer = (sums: Float64Array) => void;

let reducer: BatchSumReducer | undefined;

/**
 * Makes batch normalisation in training take its statistics over several workers, each with a part of the batch.
 *
 * The function is called once in the forward pass of each BatchNormalization layer and once in its backward pass, in the
 * same order in every worker, with the sums over this worker's rows; it must put the sums over all workers in their place.
 * Gradients of scale and offset stay those of this worker's rows, to be added up like all other gradients.
 *
 * @param reduce - Adds up the sums, such as an all-reduce in shared memory; undefined for one worker alone.
 *
 * @example
 * setBatchSumReducer((sums) => allReduce(sums));
 */
export function setBatchSumReducer(reduce: BatchSumReducer | undefined): void {
  reducer = reduce;
}

interface BatchNormalizationLayer {
  readonly axis: number;
  readonly epsilon: number;
  readonly momentum: number;
  readonly gamma?: LayerWeight | null;
  readonly beta?: LayerWeight | null;
  readonly movingMean: LayerWeight;
  readonly movingVariance: LayerWeight;
}

/** Makes BatchNormalization layers train with fused kernels on wasm. */
export function patchBatchNormalization(): () => void {
  return patchLayer("BatchNormalization", (given, x, { training }) => {
    const layer = given as BatchNormalizationLayer;
    const axis = layer.axis < 0 ? layer.axis + x.rank : layer.axis;
    if (training !== true || x.rank < 2) return undefined;
    return tf.tidy(() => {
      // Swapping two axes undoes itself.
      const swap = x.shape.map((_, i) => (i === axis ? x.rank - 1 : i === x.rank - 1 ? axis : i));
      const swapped = axis !== x.rank - 1;
      const channels = [x.shape[axis]!];
      const gamma = layer.gamma?.read() ?? tf.ones(channels);
      const beta = layer.beta?.read() ?? tf.zeros(channels);
      const { y, mean, variance } = normalize(swapped ? tf.transpose(x, swap) : x, gamma, beta, layer.epsilon);
      move(layer.movingMean, mean, layer.momentum);
      move(layer.movingVariance, variance, layer.momentum);
      tf.dispose([mean, variance]);
      return swapped ? tf.transpose(y, swap) : y;
    });
  });
}

function move(weight: LayerWeight, value: Tensor, momentum: number): void {
  const old = weight.read();
  weight.write(tf.sub(old, tf.mul(tf.sub(old, value), 1 - momentum)));
}

function normalize(
  x: Tensor,
  gamma: Tensor,
  beta: Tensor,
  epsilon: number,
): { y: Tensor; mean: Tensor; variance: Tensor } {
  let statistics: Tensor[] = [];
  const operation = tf.customGrad((...given) => {
    const [values, scale, offset, save] = given as unknown as [Tensor, Tensor, Tensor, (tensors: Tensor[]) => void];
    const [y, mean, variance, inverse] = runMany(
      batchNormalizationKernel,
      { x: values, gamma: scale, beta: offset },
      { epsilon },
    ) as [Tensor, Tensor, Tensor, Tensor];
    statistics = [tf.keep(mean), tf.keep(variance)];
    save([values, scale, tf.clone(mean), inverse]);
    return {
      value: y,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [xs, gammas, means, inverses] = saved as [Tensor, Tensor, Tensor, Tensor];
        return runMany(
          batchNormalizationGradientKernel,
          { dy, x: xs, gamma: gammas, mean: means, inverse: inverses },
          {},
        );
      },
    };
  });
  const y = operation(x, gamma, beta);
  return { y, mean: statistics[0]!, variance: statistics[1]! };
}

export const batchNormalizationKernel = "WaderBatchNormalization";
export const batchNormalizationGradientKernel = "WaderBatchNormalizationGradient";

/** Outputs y, and per channel mean, variance and 1 / sqrt(variance + epsilon) over all rows. */
export function batchNormalization(heap: Heap, inputs: Inputs, attributes: NamedAttrMap): TensorInfo[] {
  const x = input(inputs, "x");
  const channels = x.shape.at(-1)!;
  const rows = sizeOf(x.shape) / channels;
  const y = heap.output(x.shape);
  const [mean, variance, inverse] = [heap.output([channels]), heap.output([channels]), heap.output([channels])];
  const parameters = heap.temporary(8 * channels);
  const { sums, count } = sumColumns(heap, x, x, rows, channels);

  const means = heap.floats(heap.pointer(mean), channels);
  const variances = heap.floats(heap.pointer(variance), channels);
  const inverses = heap.floats(heap.pointer(inverse), channels);
  const scales = heap.floats(parameters, channels);
  const offsets = heap.floats(parameters + 4 * channels, channels);
  const gammas = heap.floats(heap.pointer(input(inputs, "gamma")), channels);
  offsets.set(heap.floats(heap.pointer(input(inputs, "beta")), channels));
  for (let c = 0; c < channels; c++) {
    const m = sums[c]! / count;
    const v = Math.max(0, sums[channels + c]! / count - m * m);
    means[c] = m;
    variances[c] = v;
    const i = 1 / Math.sqrt(v + (attributes["epsilon"] as number));
    inverses[c] = i;
    scales[c] = i * gammas[c]!;
  }
  heap.native.normalizeColumns(
    heap.pointer(x),
    rows,
    channels,
    heap.pointer(mean),
    parameters,
    parameters + 4 * channels,
    heap.pointer(y),
  );
  return [y, mean, variance, inverse];
}

/** Gradients with respect to x, gamma and beta, through the statistics too. */
export function batchNormalizationGradient(heap: Heap, inputs: Inputs, _attributes: NamedAttrMap): TensorInfo[] {
  const dy = input(inputs, "dy");
  const x = input(inputs, "x");
  const channels = x.shape.at(-1)!;
  const rows = sizeOf(x.shape) / channels;
  const [dx, dgamma, dbeta] = [heap.output(x.shape), heap.output([channels]), heap.output([channels])];
  const parameters = heap.temporary(12 * channels);
  const { sums, own, count } = sumColumns(heap, dy, x, rows, channels);

  const means = heap.floats(heap.pointer(input(inputs, "mean")), channels);
  const inverses = heap.floats(heap.pointer(input(inputs, "inverse")), channels);
  const gammas = heap.floats(heap.pointer(input(inputs, "gamma")), channels);
  const dgammas = heap.floats(heap.pointer(dgamma), channels);
  const dbetas = heap.floats(heap.pointer(dbeta), channels);
  const scales = heap.floats(parameters, channels);
  const slopes = heap.floats(parameters + 4 * channels, channels);
  const offsets = heap.floats(parameters + 8 * channels, channels);
  for (let c = 0; c < channels; c++) {
    const [m, i] = [means[c]!, inverses[c]!];
    dbetas[c] = own[c]!;
    dgammas[c] = i * (own[channels + c]! - m * own[c]!);
    const all = i * (sums[channels + c]! - m * sums[c]!);
    const scale = gammas[c]! * i;
    scales[c] = scale;
    slopes[c] = (-scale * i * all) / count;
    offsets[c] = (-scale * sums[c]!) / count;
  }
  heap.native.normalizationGradient(
    heap.pointer(dy),
    heap.pointer(x),
    rows,
    channels,
    heap.pointer(input(inputs, "mean")),
    parameters,
    parameters + 4 * channels,
    parameters + 8 * channels,
    heap.pointer(dx),
  );
  return [dx, dgamma, dbeta];
}

/** Sums of a and of a b over the rows, here (`own`) and over all workers (`sums`), with the number of all rows. */
function sumColumns(
  heap: Heap,
  a: TensorInfo,
  b: TensorInfo,
  rows: number,
  channels: number,
): { own: Float64Array; sums: Float64Array; count: number } {
  const room = heap.temporary(16 * channels);
  heap.native.columnSums(heap.pointer(a), heap.pointer(b), rows, channels, room, room + 8 * channels);
  const own = heap.doubles(room, 2 * channels).slice();
  if (reducer === undefined) return { own, sums: own, count: rows };
  // The number of rows travels with the sums: workers may have unequal parts.
  const sums = new Float64Array(2 * channels + 1);
  sums.set(own);
  sums[2 * channels] = rows;
  reducer(sums);
  return { own, sums, count: sums[2 * channels]! };
}

/** FusedBatchNorm, the inference form: with given statistics. Other ranks of parameters stay with tfjs' kernel. */
export function inferenceNormalization(
  heap: Heap,
  inputs: Inputs,
  attributes: NamedAttrMap,
  stock: KernelFunc,
): TensorInfo {
  const x = input(inputs, "x");
  const mean = input(inputs, "mean");
  const variance = input(inputs, "variance");
  const { offset, scale } = inputs;
  const channels = x.shape.at(-1) ?? 1;
  const perChannel = [mean, variance, offset, scale].every(
    (tensor) => tensor === undefined || (tensor.shape.length === 1 && tensor.shape[0] === channels),
  );
  if (!perChannel || x.dtype !== "float32") {
    return stock({ inputs, attrs: attributes, backend: heap.backend }) as TensorInfo;
  }
  const y = heap.output(x.shape);
  const parameters = heap.temporary(8 * channels);
  const variances = heap.floats(heap.pointer(variance), channels);
  const scales = heap.floats(parameters, channels);
  const offsets = heap.floats(parameters + 4 * channels, channels);
  const gammas = scale && heap.floats(heap.pointer(scale), channels);
  if (offset) offsets.set(heap.floats(heap.pointer(offset), channels));
  else offsets.fill(0);
  for (let c = 0; c < channels; c++) {
    scales[c] = (gammas?.[c] ?? 1) / Math.sqrt(variances[c]! + (attributes["varianceEpsilon"] as number));
  }
  heap.native.normalizeColumns(
    heap.pointer(x),
    sizeOf(x.shape) / channels,
    channels,
    heap.pointer(mean),
    parameters,
    parameters + 4 * channels,
    heap.pointer(y),
  );
  return y;
}
