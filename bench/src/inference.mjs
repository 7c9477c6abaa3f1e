/**
 * One clip from audio to probabilities, warm, on one thread: a WAV file of 3 s at 48 kHz is decoded, resampled to 16 kHz,
 * trimmed, standardised, transformed, cut into frames [4000, 125], and given to encoder and classifier; the clip's
 * probabilities are the mean over its frames.
 *
 *   node bench/src/inference.mjs [--seconds 3] [--rounds 9] [--warmUp 3]
 *
 * Weights are random, which changes no time.
 */
import { availableParallelism, cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";

import * as tf from "@tensorflow/tfjs-core";
import { cwtFrames, scalesForBand } from "@wader/cwt";
import { decodeWav, encodeWav, resample, standardize, toMono, trim } from "@wader/dsp";
import {
  arraySource,
  averageByClip,
  buildAutoencoder,
  buildClassifier,
  encoderOf,
  predictProbabilities,
  splitClassifier,
} from "@wader/models";
import { useWasm } from "@wader/models/node";

import { summary } from "./clock.mjs";
import { speechLike } from "./signal.mjs";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "3" },
    rounds: { type: "string", default: "9" },
    warmUp: { type: "string", default: "3" },
  },
});

await useWasm();
const wav = encodeWav(
  { sampleRate: 48_000, channels: [resample(speechLike(Number(values.seconds) * 16_000), 16_000, 48_000)] },
  { format: "pcm16" },
);
const scales = scalesForBand("morl", { low: 100, high: 2000, sampleRate: 16_000 });
const classifier = buildClassifier(encoderOf(buildAutoencoder({ seed: 1 })), { seed: 1 });
const { encoder, head } = splitClassifier(classifier);

const times = { "decode, resample": [], "trim, standardise": [], transform: [], encoder: [], classifier: [], all: [] };
const processor = [];
let frameCount;

async function run() {
  const marks = [performance.now()];
  const mark = () => marks.push(performance.now());
  const start = process.cpuUsage();
  const audio = decodeWav(wav);
  const mono = resample(toMono(audio), audio.sampleRate, 16_000);
  mark();
  const samples = standardize(trim(mono).samples);
  mark();
  const { data, shape } = cwtFrames(samples, scales);
  mark();
  const latents = tf.tidy(() => encoder.predict(tf.tensor(data, shape)));
  const latent = await latents.data();
  latents.dispose();
  mark();
  const probabilities = await predictProbabilities(head, arraySource(latent, [shape[0], shape[1], 8]));
  const clip = averageByClip(probabilities, new Int32Array(shape[0]));
  mark();
  const { user, system } = process.cpuUsage(start);
  const sum = clip.data.reduce((total, value) => total + value, 0);
  if (Math.abs(sum - 1) > 1e-4) throw new Error(`Probabilities add up to ${sum}`);
  frameCount = shape[0];
  return { marks, cpu: (user + system) / 1000 };
}

for (let round = -Number(values.warmUp); round < Number(values.rounds); round++) {
  const { marks, cpu } = await run();
  if (round < 0) continue;
  processor.push(cpu);
  for (const [i, name] of Object.keys(times).entries()) {
    times[name].push(name === "all" ? marks.at(-1) - marks[0] : marks[i + 1] - marks[i]);
  }
}

console.log(`${cpus()[0].model}, ${availableParallelism()} cores, Node ${process.version}, tfjs ${tf.version_core}`);
console.log(`one clip of ${values.seconds} s, ${frameCount} frames [4000, 125], milliseconds\n`);
console.log("| step | median | least | largest |\n|---|---|---|---|");
for (const [name, list] of Object.entries(times)) {
  const { median, least, largest } = summary(list);
  console.log(`| ${name} | ${median.toFixed(1)} | ${least.toFixed(1)} | ${largest.toFixed(1)} |`);
}
console.log(
  `\nprocessor time of all: ${summary(processor).median.toFixed(0)} ms; load average ${loadavg()[0].toFixed(1)}`,
);
