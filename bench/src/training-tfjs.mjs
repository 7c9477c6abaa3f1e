/**
 * Training steps of the two networks in tfjs on its wasm backend, as a child of training.mjs. Answers each line
 * "<steps>" with milliseconds of wall clock and of processor.
 */
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";

createRequire(import.meta.url)("@tensorflow/tfjs-backend-wasm");

const [network, kernels, batchText, lengthText] = process.argv.slice(2);
const batch = Number(batchText);
const length = Number(lengthText);
const { layers } = tfl;

tf.enableProdMode();
await tf.setBackend("wasm");
if (kernels === "wader") await (await import("@wader/models/wasm")).installWasmKernels();
else addMissingKernel();

const model = network === "autoencoder" ? autoencoder() : classifier();
const x = tf.randomNormal(network === "autoencoder" ? [batch, length, 125] : [batch, length, 8]);
const classes = Array.from({ length: batch }, (_, i) => i % 8);
const y = network === "autoencoder" ? x : tf.cast(tf.oneHot(tf.tensor1d(classes, "int32"), 8), "float32");
model.compile(
  network === "autoencoder"
    ? { optimizer: tf.train.adam(1e-3), loss: "meanSquaredError" }
    : { optimizer: tf.train.sgd(1e-4), loss: "categoricalCrossentropy" },
);

process.stdout.write(`${tf.version_core}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const start = performance.now();
  const cpu = process.cpuUsage();
  for (let i = 0; i < Number(line); i++) await model.trainOnBatch(x, y);
  const { user, system } = process.cpuUsage(cpu);
  process.stdout.write(`${performance.now() - start} ${(user + system) / 1000}\n`);
}

function autoencoder() {
  const input = tfl.input({ shape: [length, 125] });
  let h = input;
  for (const units of [64, 16, 16, 8, 16, 32, 64]) {
    h = layers.elu().apply(layers.batchNormalization({}).apply(layers.dense({ units }).apply(h)));
  }
  return tfl.model({ inputs: input, outputs: layers.dense({ units: 125 }).apply(h) });
}

function classifier() {
  const input = tfl.input({ shape: [length, 8] });
  let h = input;
  for (const filters of [128, 256, 512]) {
    h = layers.elu().apply(layers.conv1d({ filters, kernelSize: 3, padding: "same" }).apply(h));
    h = layers.maxPooling1d({ poolSize: 2 }).apply(layers.batchNormalization({}).apply(h));
  }
  const recurrent = { recurrentActivation: "sigmoid", recurrentInitializer: "glorotUniform" };
  h = layers.elu().apply(layers.dense({ units: 128 }).apply(layers.lstm({ units: 128, ...recurrent }).apply(h)));
  h = layers.dense({ units: 8, activation: "softmax" }).apply(layers.batchNormalization({}).apply(h));
  return tfl.model({ inputs: input, outputs: h });
}

function run(name, inputs, attrs) {
  return tf.getKernel(name, "wasm").kernelFunc({ inputs, attrs, backend: tf.backend() });
}

function dispose(info) {
  tf.backend().disposeData(info.dataId);
}

/** What stock tfjs lacks to train the classifier at all, written in its own operations: one product for each tap. */
function addMissingKernel() {
  tf.registerKernel({
    kernelName: "Conv2DBackpropFilter",
    backendName: "wasm",
    kernelFunc: ({ inputs: { x: images, dy }, attrs: { filterShape } }) => {
      const [b, h, w, c] = images.shape;
      const [rows, width, , outputs] = filterShape;
      if (h !== 1 || rows !== 1) throw new Error("Only what conv1d needs");
      const left = (width - 1) >> 1;
      const paddings = [
        [0, 0],
        [0, 0],
        [left, width - 1 - left],
        [0, 0],
      ];
      const padded = run("PadV2", { x: images }, { paddings, constantValue: 0 });
      const flat = { dataId: dy.dataId, shape: [1, b * w, outputs], dtype: "float32" };
      const taps = Array.from({ length: width }, (_, i) => {
        const slice = run("Slice", { x: padded }, { begin: [0, 0, i, 0], size: [b, 1, w, c] });
        const a = { dataId: slice.dataId, shape: [1, b * w, c], dtype: "float32" };
        const tap = run("BatchMatMul", { a, b: flat }, { transposeA: true, transposeB: false });
        dispose(slice);
        return tap;
      });
      dispose(padded);
      const out = run("Concat", taps, { axis: 0 });
      taps.forEach(dispose);
      out.shape = filterShape;
      return out;
    },
  });
}
