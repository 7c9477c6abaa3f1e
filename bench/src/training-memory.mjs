/**
 * Most memory that one training step takes at the size of the report, on frames [4000, 125]: the autoencoder with a batch of
 * 128, the classifier on its frozen encoder with one of 64. Whole, and below limits. Each step runs in a process of its own,
 * whose largest resident set is printed.
 *
 *   node bench/src/training-memory.mjs [--network autoencoder|classifier] [--limits 0,2e9,1e9] [--timeSteps 4000]
 *
 * A limit of 0 is none: the whole batch in one pass. Frames are noise, which costs what speech costs.
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";

import { buildAutoencoder, buildClassifier, encoderOf, trainAutoencoder, trainClassifier } from "@wader/models";
import { useWasm } from "@wader/models/node";

const { values } = parseArgs({
  options: {
    network: { type: "string", default: "autoencoder,classifier" },
    limits: { type: "string", default: "0,2e9,1e9" },
    timeSteps: { type: "string", default: "4000" },
    child: { type: "boolean", default: false },
  },
});
const timeSteps = Number(values.timeSteps);
const batchSizes = { autoencoder: 128, classifier: 64 };

/** Frames that are made when they are read. */
function noise(length) {
  let state = 1;
  return {
    length,
    frameShape: [timeSteps, 125],
    read: (indices) =>
      Float32Array.from({ length: indices.length * timeSteps * 125 }, () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state / 2 ** 31 - 1;
      }),
  };
}

async function step(network, limit) {
  await useWasm();
  const batchSize = batchSizes[network];
  const frames = noise(batchSize);
  const autoencoder = buildAutoencoder({ seed: 1 });
  const options = { epochs: 1, batchSize, ...(limit > 0 ? { memoryLimit: limit } : {}) };
  const start = performance.now();
  const { memory, epochs } =
    network === "autoencoder"
      ? await trainAutoencoder(autoencoder, frames, options)
      : await trainClassifier(
          buildClassifier(encoderOf(autoencoder), { seed: 1 }),
          { frames, labels: Int32Array.from({ length: batchSize }, (_, i) => i % 8) },
          options,
        );
  const seconds = (performance.now() - start) / 1000;
  const loss = epochs[0].training.loss;
  return { memory, seconds, loss, resident: process.resourceUsage().maxRSS * 1024 };
}

const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;

if (values.child) {
  console.log(JSON.stringify(await step(values.network, Number(values.limits))));
} else {
  console.log(
    "| one step | limit | passes of frames | planned | largest resident set | seconds |\n|---|---|---|---|---|---|",
  );
  for (const network of values.network.split(",")) {
    for (const limit of values.limits.split(",")) {
      const child = ["--child", "--network", network, "--limits", limit, "--timeSteps", values.timeSteps];
      const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(import.meta.url), ...child]);
      const { memory, seconds, resident } = JSON.parse(stdout);
      const batchSize = batchSizes[network];
      const { passes, framesPerPass, peakBytes } = memory ?? { passes: 1, framesPerPass: batchSize };
      console.log(
        `| ${network}, ${batchSize} frames | ${Number(limit) > 0 ? megabytes(Number(limit)) : "none"} | ${passes} of ${framesPerPass} | ` +
          `${peakBytes === undefined ? "-" : megabytes(peakBytes)} | ${megabytes(resident)} | ${seconds.toFixed(1)} |`,
      );
    }
  }
}
