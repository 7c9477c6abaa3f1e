/**
 * Training on worker threads beside training on one thread: in turn, the same steps on the same frames, in one run.
 *
 *   node bench/src/parallel-training.mjs [--workers 2] [--batch 8] [--steps 6] [--rounds 3] [--timeSteps 4000]
 *     [--warmUp 3] [--network autoencoder|classifier]
 *
 * Beside it, what the machine has to give: as many processes, each of them a training on one thread with nothing in common, at
 * once and one alone. Cores that share units, caches or memory are slower together than alone, whatever runs on them.
 *
 * Frames are noise, which costs what speech costs. The first steps of every run warm up, since every thread compiles the kernels
 * for itself, and are not counted. Threads need cores of their own: what else the machine does falls on the workers, which
 * wait for each other.
 */
import { execFile } from "node:child_process";
import { availableParallelism, cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";

import { buildAutoencoder, buildLatentClassifier, trainAutoencoder, trainClassifier } from "@wader/models";
import { parallelTraining, useWasm } from "@wader/models/node";

import { summary } from "./clock.mjs";

const { values } = parseArgs({
  options: {
    workers: { type: "string", default: "2" },
    batch: { type: "string", default: "8" },
    steps: { type: "string", default: "6" },
    rounds: { type: "string", default: "3" },
    timeSteps: { type: "string", default: "4000" },
    warmUp: { type: "string", default: "3" },
    network: { type: "string" },
    alone: { type: "boolean", default: false },
  },
});
const [workers, batchSize, steps, rounds, timeSteps, warmUp] = [
  "workers",
  "batch",
  "steps",
  "rounds",
  "timeSteps",
  "warmUp",
].map((name) => Number(values[name]));

/** As many frames as a run needs, of which every batch holds the same ones. */
function noise(channels) {
  const size = timeSteps * channels;
  let state = 1;
  const batch = Float32Array.from({ length: batchSize * size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
  return {
    length: batchSize * (steps + warmUp),
    frameShape: [timeSteps, channels],
    read(indices, _, target = new Float32Array(indices.length * size)) {
      target.set(batch.subarray(0, target.length));
      return target;
    },
  };
}

const networks = {
  autoencoder(options) {
    return trainAutoencoder(buildAutoencoder({ seed: 1 }), noise(125), options);
  },
  classifier(options) {
    const frames = noise(8);
    const labels = Int32Array.from({ length: frames.length }, (_, i) => i % 8);
    return trainClassifier(buildLatentClassifier({ seed: 1 }), { frames, labels }, options);
  },
};

/** Wall time of each step, and processor time of all threads over all steps, in milliseconds a frame. */
async function measure(train, parallel) {
  const times = [];
  let last;
  let processor;
  let step = 0;
  await train({
    epochs: 1,
    batchSize,
    seed: 1,
    ...(parallel === undefined ? {} : { parallel }),
    onProgress() {
      const now = performance.now();
      step += 1;
      if (step > warmUp) times.push((now - last) / batchSize);
      else processor = process.cpuUsage();
      last = now;
    },
  });
  const { user, system } = process.cpuUsage(processor);
  return { times, processor: (user + system) / 1000 / (steps * batchSize) };
}

/** Median time of a step on one thread, in a process of its own, in milliseconds a frame. */
async function aloneTime(name) {
  const given = ["batch", "steps", "timeSteps", "warmUp"].flatMap((option) => [`--${option}`, values[option]]);
  const script = fileURLToPath(import.meta.url);
  const { stdout } = await promisify(execFile)(process.execPath, [script, "--alone", "--network", name, ...given]);
  return Number(stdout);
}

await useWasm();
if (values.alone) {
  console.log(summary((await measure(networks[values.network])).times).median);
  process.exit();
}
console.log(
  `${cpus()[0].model}, ${availableParallelism()} cores, Node ${process.version}, frames [${timeSteps}, ...], batches of ${batchSize}`,
);
console.log("network      threads  ms a frame: median (least)  processor ms a frame");
for (const [name, train] of Object.entries(networks)) {
  if (name !== (values.network ?? name)) continue;
  const contenders = [
    { label: "1", parallel: undefined, times: [], processor: [] },
    { label: String(workers), parallel: parallelTraining({ workers }), times: [], processor: [] },
  ];
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      const { times, processor } = await measure(train, contender.parallel);
      contender.times.push(...times);
      contender.processor.push(processor);
    }
  }
  for (const { label, times, processor } of contenders) {
    const { median, least } = summary(times);
    const wall = `${median.toFixed(1)} (${least.toFixed(1)})`;
    console.log(
      `${name.padEnd(12)} ${label.padStart(7)}  ${wall.padStart(27)}  ${summary(processor).median.toFixed(1).padStart(20)}`,
    );
  }
  const solo = await aloneTime(name);
  const together = await Promise.all(Array.from({ length: workers }, () => aloneTime(name)));
  const throughput = together.reduce((sum, time) => sum + solo / time, 0);
  const [one, several] = contenders.map(({ times }) => summary(times));
  console.log(
    `${name}: ${workers} workers are ${(one.median / several.median).toFixed(2)} times as fast as one thread (by the least: ${(one.least / several.least).toFixed(2)})`,
  );
  console.log(
    `${name}: ${workers} processes with nothing in common do ${throughput.toFixed(2)} times as much at once as one alone`,
  );
}
console.log(`load average ${loadavg()[0].toFixed(1)}`);
