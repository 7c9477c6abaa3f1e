/**
 * What transforms cost that never hold [scales, time]: power over hops and frames beside the whole transform, in turn, on the
 * same signal; and streams, as a share of one core, with their latency.
 *
 *   pnpm --filter @wader/bench reduced [--rounds 15] [--save]
 *
 * `--save` writes results/reduced.md.
 */
import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { cpuUsage } from "node:process";
import { parseArgs } from "node:util";

import { createCwtStream, cwt, cwtFrames, cwtPower, frames, planCwt } from "@wader/cwt";

import { race, summary } from "./clock.mjs";
import { speechLike } from "./signal.mjs";

const { values: options } = parseArgs({
  options: { rounds: { type: "string", default: "15" }, save: { type: "boolean", default: false } },
});
const rounds = Number(options.rounds);

const sampleRate = 16_000;
const length = 65_666;
const scales = Array.from({ length: 125 }, (_, i) => 6 + i);
const lines = [];

/** Milliseconds that all threads of this process compute while `run` runs. */
function processorTime(run) {
  globalThis.gc?.();
  const before = cpuUsage();
  run();
  const { user, system } = cpuUsage(before);
  return (user + system) / 1e3;
}

function print(line) {
  console.log(line);
  lines.push(line);
}

print(`# Reduced outputs and streams

${cpus()[0].model}, Node ${process.version}, ${options.rounds} rounds. \`morl\`, float32, scales 6 to 130, 16 kHz.

## Reduced outputs of ${length} samples

Milliseconds of processor time, which other work on the machine disturbs less than the clock's; collected of garbage before
each. The ratio is to the plan with the caller's output, in the same run.

| | median | least | ratio of medians |
|---|---|---|---|`);

const x = speechLike(length);
const plan = planCwt({ length, scales });
const output = new Float32Array(scales.length * length);
const framed = cwtFrames(x, scales).data;
const runs = {
  "plan, caller's output": () => plan.execute(x, output),
  "cwt, fresh output": () => cwt(x, scales),
  "cwtPower, power over 10 ms": () => cwtPower(x, scales, { hop: 160 }),
  "cwtPower, magnitude over 10 ms": () => cwtPower(x, scales, { hop: 160, statistic: "magnitude" }),
  "cwtPower, log power over 10 ms": () => cwtPower(x, scales, { hop: 160, statistic: "logPower" }),
  "frames of cwt": () => frames(cwt(x, scales)),
  cwtFrames: () => cwtFrames(x, scales),
  "cwtFrames, caller's output": () => cwtFrames(x, scales, { output: framed }),
  "cwtFrames, every fourth time step": () => cwtFrames(x, scales, { timeStep: 4 }),
};
const contenders = Object.entries(runs).map(([name, run]) => ({ name, run: () => processorTime(run) }));
const results = await race(contenders, { warmUp: 5, rounds, slowRounds: rounds });
const whole = results.get("plan, caller's output").median;
for (const [name, { median, least }] of results) {
  print(`| ${name} | ${median.toFixed(2)} | ${least.toFixed(2)} | ${(median / whole).toFixed(2)} |`);
}

print(`
## Streams

Share of one core that keeps up with real time, in chunks of 128 samples: processor time of this process over the time of the
signal, median and least of ${options.rounds} rounds of 10 seconds. Latency is that of the first sample of a hop.

| hop | output | core, median | core, least | latency |
|---|---|---|---|---|`);

const seconds = 10;
const signal = speechLike(seconds * sampleRate);

/** Percent of a core. */
function load(stream) {
  const milliseconds = processorTime(() => {
    for (let n = 0; n < signal.length; n += 128) stream.push(signal.subarray(n, n + 128), () => undefined);
  });
  return milliseconds / 10 / seconds;
}

for (const hop of [128, 256, 512, 1024, 2048]) {
  for (const kind of hop === 512 ? ["coefficients", "power", "logPower"] : ["power"]) {
    const stream = createCwtStream({ scales, sampleRate, hop, output: kind });
    load(stream);
    const { median, least } = summary(Array.from({ length: rounds }, () => load(stream)));
    const { samples } = stream.latency;
    const latency = `${samples} samples, ${(stream.latency.seconds * 1e3).toFixed(0)} ms`;
    print(`| ${hop} | ${kind} | ${median.toFixed(2)} % | ${least.toFixed(2)} % | ${latency} |`);
  }
}

if (options.save) await writeFile(new URL("../results/reduced.md", import.meta.url), `${lines.join("\n")}\n`);
