/**
 * Gradients of both networks at full length on wasm with the kernels of @wader/models, against tfjs' cpu backend, which
 * adds up in double precision: of every weight, and of the input, through all layers that lie behind.
 *
 *   node bench/src/gradients.mjs [--timeSteps 4000] [--batch 1] [--network autoencoder|classifier]
 *
 * Weights are as training starts with them, frames are speech-like noise. The cpu backend takes minutes.
 */
import { parseArgs } from "node:util";

import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { buildAutoencoder, buildLatentClassifier } from "@wader/models";
import { useWasm } from "@wader/models/node";
import { softmaxCrossEntropy } from "@wader/models/wasm";

const { values } = parseArgs({
  options: {
    timeSteps: { type: "string", default: "4000" },
    batch: { type: "string", default: "1" },
    network: { type: "string" },
  },
});
const [timeSteps, batch] = [Number(values.timeSteps), Number(values.batch)];

/** Normal, the same at every call. */
const noise = (channels) => tf.randomNormal([batch, timeSteps, channels], 0, 1, "float32", 1);

const networks = {
  autoencoder() {
    const model = buildAutoencoder({ seed: 1 });
    return { model, x: noise(125), loss: (output, x) => tf.mean(tf.square(tf.sub(output, x))) };
  },
  classifier() {
    const model = buildLatentClassifier({ seed: 1 });
    const labels = tf.oneHot(
      tf.tensor1d(
        Array.from({ length: batch }, (_, i) => (i + 3) % 8),
        "int32",
      ),
      8,
    );
    // From probabilities: neither backend has the loss of logits for a model that ends in a softmax but in training.
    return { model, x: noise(8), loss: (output) => tf.mean(softmaxCrossEntropy(labels, tf.log(output))) };
  },
};

async function gradients(backend, { model, x, loss }) {
  await tf.setBackend(backend);
  const input = tf.variable(x, true, `input-${backend}`);
  const weights = model.trainableWeights.map((weight) => weight.read());
  const start = performance.now();
  const { value, grads } = tf.variableGrads(
    () => loss(model.apply(input, { training: true }), input),
    [input, ...weights],
  );
  const numbers = [input, ...weights].map(({ name }) => grads[name].dataSync());
  const result = { loss: value.dataSync()[0], numbers, seconds: (performance.now() - start) / 1000 };
  tf.dispose([grads, value, input]);
  return result;
}

/** Largest difference over the largest magnitude. */
function relativeError(got, expected) {
  let [difference, largest] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    const apart = Math.abs(got[i] - expected[i]);
    difference = Math.max(difference, Number.isNaN(apart) ? Infinity : apart);
    largest = Math.max(largest, Math.abs(expected[i]));
  }
  return { error: difference / largest, largest };
}

await useWasm();
console.log("# Gradients at full length, wasm against the cpu backend\n");
console.log(`\`pnpm --filter @wader/bench gradients\`; frames [${batch}, ${timeSteps}, ...], tfjs ${tf.version_core}.`);
console.log("Largest difference over the largest magnitude of each.");
for (const [name, make] of Object.entries(networks)) {
  if (name !== (values.network ?? name)) continue;
  await tf.setBackend("wasm");
  const network = make();
  const got = await gradients("wasm", network);
  const expected = await gradients("cpu", network);
  console.log(`\n## ${name}\n\n| gradient of | shape | largest | error |\n|---|---|---|---|`);
  const rows = ["input", ...network.model.trainableWeights.map((weight) => weight.originalName)];
  const shapes = [network.x.shape, ...network.model.trainableWeights.map((weight) => weight.shape)];
  // Biases in front of batch normalisation change nothing: their gradients are 0 but for rounding.
  const scale = Math.max(...expected.numbers.slice(1).map((numbers) => relativeError(numbers, numbers).largest));
  let worst = 0;
  for (const [i, row] of rows.entries()) {
    const { error, largest } = relativeError(got.numbers[i], expected.numbers[i]);
    const vanishes = i > 0 && largest < 1e-5 * scale;
    if (!vanishes) worst = Math.max(worst, error);
    const shown = vanishes ? `${(largest / scale).toExponential(1)} of the largest gradient` : error.toExponential(1);
    console.log(`| ${row} | ${shapes[i].join(" x ")} | ${largest.toExponential(1)} | ${shown} |`);
  }
  console.log(
    `\nloss ${got.loss.toPrecision(8)} and ${expected.loss.toPrecision(8)}; worst ${worst.toExponential(1)} (must 1e-4, aim 1e-5): ${worst <= 1e-5 ? "aim met" : worst <= 1e-4 ? "met" : "UNMET"}; ${got.seconds.toFixed(1)} s on wasm, ${expected.seconds.toFixed(1)} s on cpu`,
  );
}
