/**
 * One recording from WAV to emotion by the shipped recogniser, warm, on one thread; and how it fares with a long one.
 *
 *   node --expose-gc bench/src/emotion.mjs [--seconds 3] [--rounds 21] [--warmUp 5] [--minutes 60]
 *
 * `--minutes` adds a long recording at 16 kHz: its pace, the memory beside it, and the longest time that the event loop stood still.
 */
import { availableParallelism, cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";

import { decodeWav, encodeWav, resample } from "@wader/dsp";
import { loadPretrained } from "@wader/emotion";

import { summary } from "./clock.mjs";
import { speechLike } from "./signal.mjs";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "3" },
    rounds: { type: "string", default: "21" },
    warmUp: { type: "string", default: "5" },
    minutes: { type: "string" },
  },
});
const recognizer = await loadPretrained();
const [cpu] = cpus();
console.log(`${cpu.model.trim()}, ${availableParallelism()} cores, Node ${process.version}`);
console.log(`load average before ${loadavg()[0].toFixed(1)}; ${recognizer.parameters} parameters`);
console.log(`\n${values.seconds} s, ms from WAV to answer | wall, median | least | processor, median\n---|---|---|---`);
for (const rate of [16_000, 48_000]) {
  const x = resample(speechLike(Number(values.seconds) * 16_000), 16_000, rate);
  const wav = encodeWav({ sampleRate: rate, channels: [x] }, { format: "pcm16" });
  const [times, processor] = [[], []];
  for (let round = -Number(values.warmUp); round < Number(values.rounds); round++) {
    const [start, used] = [performance.now(), process.cpuUsage()];
    const { channels, sampleRate } = decodeWav(wav);
    const { probabilities } = await recognizer.predict(channels, sampleRate);
    const [took, { user, system }] = [performance.now() - start, process.cpuUsage(used)];
    const sum = Object.values(probabilities).reduce((total, value) => total + value, 0);
    if (Math.abs(sum - 1) > 1e-9) throw new Error(`Probabilities add up to ${sum}`);
    if (round < 0) continue;
    times.push(took);
    processor.push((user + system) / 1000);
  }
  const wall = summary(times);
  console.log(
    `${rate / 1000} kHz | ${wall.median.toFixed(1)} | ${wall.least.toFixed(1)} | ${summary(processor).median.toFixed(1)}`,
  );
}

if (values.minutes !== undefined) {
  const minute = speechLike(60 * 16_000);
  const x = new Float32Array(Number(values.minutes) * minute.length);
  for (let start = 0; start < x.length; start += minute.length) x.set(minute, start);
  globalThis.gc?.();
  const before = process.memoryUsage();
  let [most, longest, last] = [0, 0, performance.now()];
  const watch = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  const start = performance.now();
  const { timeline } = await recognizer.predict(x, 16_000, {
    onProgress() {
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      most = Math.max(most, heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers);
    },
  });
  clearInterval(watch);
  const seconds = (performance.now() - start) / 1000;
  console.log(`\n${values.minutes} minutes: ${timeline.length} windows in ${seconds.toFixed(1)} s,`);
  console.log(`${((60 * Number(values.minutes)) / seconds).toFixed(0)} times as fast as they last,`);
  console.log(
    `at most ${(most / 2 ** 20).toFixed(0)} MB beside the recording, event loop still for ${longest.toFixed(0)} ms at most`,
  );
}
