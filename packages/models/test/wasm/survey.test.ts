import * as tf from "@tensorflow/tfjs-core";
import { layers } from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { installWasmKernels, uninstallWasmKernels } from "../../src/wasm/index.js";
import { useWasm } from "./backend.js";
import { differenceFromCpu, values } from "./compare.js";
import { layerDifference } from "./layers.js";

// What training common models needs, whether this package replaces its kernels or not: each gradient against the cpu backend.

beforeAll(async () => {
  await useWasm();
  await installWasmKernels();
});
afterAll(uninstallWasmKernels);

const unary: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  abs: tf.abs,
  exp: tf.exp,
  expm1: tf.expm1,
  leakyRelu: (x) => tf.leakyRelu(x, 0.1),
  logSigmoid: tf.logSigmoid,
  logSoftmax: (x) => tf.logSoftmax(x),
  max: (x) => tf.max(x, 1),
  min: (x) => tf.min(x, -1),
  neg: tf.neg,
  relu: tf.relu,
  relu6: (x) => tf.relu6(tf.mul(x, 8)),
  selu: tf.selu,
  sigmoid: tf.sigmoid,
  sin: tf.sin,
  cos: tf.cos,
  softmax: (x) => tf.softmax(x),
  softplus: tf.softplus,
  square: tf.square,
  tanh: tf.tanh,
  erf: tf.erf,
  logSumExp: (x) => tf.logSumExp(x, 1),
  log: (x) => tf.log(tf.add(tf.square(x), 1)),
  log1p: (x) => tf.log1p(tf.square(x)),
  sqrt: (x) => tf.sqrt(tf.add(tf.square(x), 1)),
  rsqrt: (x) => tf.rsqrt(tf.add(tf.square(x), 1)),
  reciprocal: (x) => tf.reciprocal(tf.add(tf.square(x), 1)),
  clipByValue: (x) => tf.clipByValue(x, -0.5, 0.25),
  cumsum: (x) => tf.cumsum(x, 2),
  moments: (x) => tf.moments(x, [0, 1]).variance,
  norm: (x) => tf.norm(x, 2),
  pad: (x) =>
    tf.pad(x, [
      [1, 2],
      [0, 1],
      [3, 0],
    ]),
  reshape: (x) => tf.reshape(x, [-1]),
  reverse: (x) => tf.reverse(x, 1),
  slice: (x) => tf.slice(x, [1, 0, 2], [2, 3, 2]),
  split: (x) => tf.split(x, 2, 2)[1]!,
  stack: (x) => tf.stack([x, tf.square(x)], 1),
  tile: (x) => tf.tile(x, [2, 1, 3]),
  transpose: (x) => tf.transpose(x, [2, 0, 1]),
  unstack: (x) => tf.unstack(x, 1)[2]!,
  batchToSpace: (x) =>
    tf.spaceToBatchND(
      tf.reshape(x, [3, 4, 6, 1]),
      [2, 2],
      [
        [0, 0],
        [0, 0],
      ],
    ),
  mirrorPad: (x) =>
    tf.mirrorPad(
      x,
      [
        [1, 1],
        [0, 0],
        [2, 1],
      ],
      "reflect",
    ),
  resizeBilinear: (x) => tf.image.resizeBilinear(tf.reshape<tf.Rank.R4>(x, [2, 3, 3, 4]), [5, 7]),
  // One image: for several the gradient of the cpu backend itself is wrong.
  resizeNearest: (x) => tf.image.resizeNearestNeighbor(tf.reshape<tf.Rank.R4>(x, [1, 3, 3, 8]), [6, 6]),
  localResponse: (x) => tf.localResponseNormalization(tf.reshape<tf.Rank.R4>(x, [1, 3, 4, 6]), 2),
  topLosses: (x) => tf.losses.softmaxCrossEntropy(tf.softmax(tf.ones([12, 6])), tf.reshape(x, [12, 6])),
  huber: (x) => tf.losses.huberLoss(tf.zerosLike(x), tf.mul(x, 3)),
  sigmoidLoss: (x) => tf.losses.sigmoidCrossEntropy(tf.fill(x.shape, 0.3), x),
};

describe("gradients of operations on one tensor", () => {
  it.each(Object.entries(unary))("%s equals the cpu backend", async (_, operation) => {
    // Away from 0 and from ties, where slopes break.
    const data = values([3, 4, 6]).map((v, i) => v + (v < 0 ? -0.01 : 0.01) + i * 1e-4);
    expect(await differenceFromCpu(operation, [[3, 4, 6]], [data])).toBeLessThan(1e-5);
  });
});

const binary: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: (a, b) => tf.div(a, tf.add(tf.square(b), 1)),
  maximum: (a, b) => tf.maximum(a, tf.tile(b, [3, 4, 1])),
  minimum: (a, b) => tf.minimum(a, tf.tile(b, [3, 4, 1])),
  squaredDifference: (a, b) => tf.squaredDifference(a, tf.tile(b, [3, 4, 1])),
  pow: (a, b) => tf.pow(tf.add(tf.square(a), 1), b),
  prelu: tf.prelu,
  where: (a, b) => tf.where(tf.cast(tf.tensor1d([1, 0, 0, 1, 1, 0]), "bool"), a, b),
  concat: (a, b) => tf.concat([a, tf.tile(b, [3, 4, 1])], 1),
};

describe("gradients of operations on two tensors that broadcast", () => {
  it.each(Object.entries(binary))("%s equals the cpu backend", async (_, operation) => {
    expect(
      await differenceFromCpu(operation, [
        [3, 4, 6],
        [1, 1, 6],
      ]),
    ).toBeLessThan(1e-5);
  });
});

const made: Record<string, [make: () => layers.Layer, shape: number[]]> = {
  conv1d: [() => layers.conv1d({ filters: 5, kernelSize: 3, padding: "same", activation: "relu" }), [2, 9, 4]],
  conv2d: [() => layers.conv2d({ filters: 5, kernelSize: 3, strides: 2, activation: "elu" }), [2, 9, 8, 4]],
  conv2dTranspose: [() => layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2 }), [2, 4, 5, 4]],
  conv3d: [() => layers.conv3d({ filters: 2, kernelSize: 2 }), [1, 4, 3, 5, 2]],
  depthwiseConv2d: [() => layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2 }), [2, 6, 5, 3]],
  separableConv2d: [() => layers.separableConv2d({ filters: 4, kernelSize: 3 }), [2, 6, 5, 3]],
  maxPooling1d: [() => layers.maxPooling1d({ poolSize: 2 }), [2, 9, 5]],
  averagePooling1d: [() => layers.averagePooling1d({ poolSize: 3, strides: 2 }), [2, 9, 5]],
  maxPooling2d: [() => layers.maxPooling2d({ poolSize: [3, 2], strides: [1, 2], padding: "same" }), [2, 7, 6, 3]],
  averagePooling2d: [() => layers.averagePooling2d({ poolSize: 2 }), [2, 7, 6, 3]],
  maxPooling3d: [() => layers.maxPooling3d({ poolSize: 2 }), [1, 4, 4, 4, 2]],
  averagePooling3d: [() => layers.averagePooling3d({ poolSize: 2 }), [1, 4, 4, 4, 2]],
  globalAveragePooling1d: [() => layers.globalAveragePooling1d({}), [2, 9, 5]],
  globalMaxPooling1d: [() => layers.globalMaxPooling1d({}), [2, 9, 5]],
  layerNormalization: [() => layers.layerNormalization({}), [4, 5, 6]],
  prelu: [() => layers.prelu({}), [4, 5]],
  simpleRNN: [() => layers.simpleRNN({ units: 4, recurrentInitializer: "glorotUniform" }), [2, 5, 3]],
  timeDistributed: [() => layers.timeDistributed({ layer: layers.dense({ units: 3 }) }), [2, 4, 5]],
  upSampling2d: [() => layers.upSampling2d({ size: [2, 2] }), [1, 3, 4, 2]],
};

describe("gradients of layers", () => {
  it.each(Object.entries(made))("%s equals the cpu backend", async (_, [make, shape]) => {
    expect(await layerDifference(make, shape)).toBeLessThan(1e-5);
  });
});
