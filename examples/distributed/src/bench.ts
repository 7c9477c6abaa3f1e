import { mkdtemp, readFile, readdir, rm, stat } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";

import { decodeWav } from "@wader/dsp";
import { writeJson } from "@wader/examples/parts/atomic.js";
import { UsageError, flag, number, text } from "@wader/examples/parts/command-line.js";
import { formatTable } from "@wader/examples/parts/evaluation.js";
import type { FeatureSettings } from "@wader/examples/parts/features.js";
import { ScriptError, runScript, stopIfAborted } from "@wader/examples/parts/script.js";
import { Queue } from "bullmq";

import { digests, run } from "./parts/commands.js";
import type { BenchResult, Timing } from "./parts/cost.js";
import { type RedisServer, startRedis } from "./parts/loopback-redis.js";
import { places, planOptions } from "./parts/options.js";
import { queueName } from "./parts/queue.js";
import { openRecordings } from "./parts/recordings.js";
import { type Usage, parseUsage } from "./parts/usage.js";

/** What a run knows of itself. */
type Own = Omit<Timing, "others">;

const line = {
  name: "bench",
  folder: "examples/distributed/dist",
  summary:
    "Measures features of recordings three times: directly, with a queue and one worker process, with two. Starts a Redis of its own on loopback (Debian's redis-server) and checks that all three wrote the same bytes.",
  options: {
    data: places.data,
    clips: number("So many recordings.", { min: 8, whole: true, fallback: 960 }),
    values: planOptions.values,
    timeStep: planOptions.timeStep,
    copies: planOptions.copies,
    perShard: planOptions.perShard,
    apart: flag("Also time two direct runs side by side, which share nothing but the machine: what it has to give."),
    out: text("file", "Where to write the figures as JSON.", "out/bench-distributed.json"),
  },
  example: "bench.js --data Audio_Speech_Actors_01-24.zip",
} as const;

await runScript(line, async (options, { signal }) => {
  const { data, clips, out } = options;
  if (data === undefined) throw new UsageError("--data is missing: recordings of RAVDESS");
  const settings = {
    values: options.values,
    timeStep: options.timeStep,
    copies: options.copies,
    perShard: options.perShard,
  };
  // It also brings the recordings into the disk's cache, for all runs alike.
  const audioSeconds = await lengthOf(data, clips);
  const folder = await mkdtemp(join(tmpdir(), "wader-bench-"));
  const redis = await startRedis();
  try {
    const { values, timeStep, copies, perShard } = settings;
    const plan = ["--first", clips, "--values", values, "--time-step", timeStep, "--copies", copies].map(String);
    plan.push("--per-shard", String(perShard));
    let expected: string | undefined;
    let [storeBytes, keptSeconds] = [0, 0];
    /** Times what fills a store, then compares the store with those before and frees its room. */
    const timed = async (name: string, fill: (store: string) => Promise<Own>): Promise<Timing> => {
      await stopIfAborted(signal);
      const store = join(folder, name);
      const before = busySeconds();
      const timing = await fill(store);
      const others = busySeconds() - before - timing.processor;
      const found = JSON.stringify(await digests(store));
      if (found !== (expected ??= found))
        throw new ScriptError(`the store of ${name} differs from that of the direct run`);
      storeBytes = await sizeOf(store);
      keptSeconds = await keptIn(store);
      await rm(store, { recursive: true });
      return { ...timing, others };
    };
    const direct = (store: string): Promise<Own> => directly(["--data", data, "--store", store, ...plan]);
    const queued = (store: string, workers: number): Promise<Own> =>
      throughQueue(redis, ["--data", data, "--store", store], plan, workers);

    const seconds = {
      direct: await timed("direct", direct),
      one: await timed("one", (store) => queued(store, 1)),
      two: await timed("two", (store) => queued(store, 2)),
    };
    const result: BenchResult = {
      machine: `${cpus()[0]!.model}, ${cpus().length} cores, Node ${process.versions.node}`,
      settings,
      clips,
      audioSeconds,
      keptSeconds,
      storeBytes,
      seconds,
    };
    await writeJson(out, result);
    console.log(
      `${result.machine}; ${clips} recordings, ${(audioSeconds / 60).toFixed(1)} min; ` +
        `${values}, time step ${timeStep}, copies ${copies}, ${perShard} recordings a job; ` +
        `${(storeBytes / 1e9).toFixed(2)} GB in each store, the same bytes in all\n`,
    );
    const show = (name: string, { whole, jobs, processor, others }: Timing): string[] => [
      name,
      whole.toFixed(1),
      jobs.toFixed(1),
      (processor / jobs).toFixed(2),
      (others / whole).toFixed(2),
      (audioSeconds / whole).toFixed(1),
    ];
    console.log(
      formatTable({
        head: ["run", "whole, s", "jobs, s", "cores used", "cores used by others", "times real time"],
        rows: [
          show("direct, one thread", seconds.direct),
          show("queue, one worker", seconds.one),
          show("queue, two workers", seconds.two),
        ],
      }),
    );
    const { direct: alone, one, two } = seconds;
    console.log(
      "\nwhole: from the first command's start to the last one's end; jobs: from the first one taken to the last one done",
    );
    ratios("two workers over one", `${(one.whole / two.whole).toFixed(2)}x`, `${(one.jobs / two.jobs).toFixed(2)}x`);
    ratios("queue over direct", percent(one.whole / alone.whole), percent(one.jobs / alone.jobs));
    if (options.apart) {
      const pair = await Promise.all([timed("left", direct), timed("right", direct)]);
      const ratio = (of: keyof Timing): string =>
        `${((2 * alone[of]) / Math.max(...pair.map((timing) => timing[of]))).toFixed(2)}x`;
      ratios("two apart over one", ratio("whole"), ratio("jobs"));
    }
    console.log(`written to ${out}`);
  } finally {
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

function ratios(name: string, whole: string, jobs: string): void {
  console.log(`${name.padEnd(24)}${whole}; jobs alone ${jobs}`);
}

function percent(ratio: number): string {
  return `${(100 * (ratio - 1)).toFixed(1)} %`;
}

async function directly(args: readonly string[]): Promise<Own> {
  const began = performance.now();
  const { wall, processor } = await succeed("local", [...args, "--threads", "1"]);
  return { whole: (performance.now() - began) / 1000, jobs: wall, processor };
}

async function throughQueue(
  redis: RedisServer,
  common: readonly string[],
  plan: readonly string[],
  workers: number,
): Promise<Own> {
  const args = [...common, "--redis", redis.address];
  const began = performance.now();
  const { code, stderr } = await run("enqueue", [...args, ...plan]);
  if (code !== 0) throw new ScriptError(stderr.trim());
  const used = await Promise.all(Array.from({ length: workers }, () => succeed("worker", [...args, "--drain"])));
  const whole = (performance.now() - began) / 1000;
  const jobs = await secondsOfJobs(redis.port);
  return { whole, jobs, processor: used.reduce((sum, { processor }) => sum + processor, 0) };
}

/** Runs a command that must succeed; gives what it says of its use of the machine. */
async function succeed(name: string, args: readonly string[]): Promise<Usage> {
  const { code, stdout, stderr } = await run(name, args);
  const usage = parseUsage(stdout);
  if (code !== 0 || usage === undefined) throw new ScriptError(`${name} ended with ${String(code)}: ${stderr.trim()}`);
  return usage;
}

/** Seconds for which the machine's cores were busy since it started, with whatever. */
function busySeconds(): number {
  return cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0) / 1000;
}

/** Seconds from the first job that was taken to the last that was done; empties the queue. */
async function secondsOfJobs(port: number): Promise<number> {
  const queue = new Queue(queueName, { connection: { port } });
  const jobs = await queue.getCompleted();
  const seconds =
    (Math.max(...jobs.map(({ finishedOn }) => finishedOn!)) -
      Math.min(...jobs.map(({ processedOn }) => processedOn!))) /
    1000;
  await queue.obliterate({ force: true });
  await queue.close();
  return seconds;
}

/** Seconds of sound in the first recordings. */
async function lengthOf(data: string, clips: number): Promise<number> {
  const recordings = await openRecordings(data, "ravdess");
  let seconds = 0;
  for (const recording of recordings.all.slice(0, clips)) {
    const { channels, sampleRate } = decodeWav(await recordings.read(recording));
    seconds += channels[0]!.length / sampleRate;
  }
  await recordings.close();
  return seconds;
}

/** Seconds of sound that the frames of a store cover, in one copy. */
async function keptIn(store: string): Promise<number> {
  const name = (await readdir(store)).find((entry) => entry.startsWith("features-"));
  const { frames, settings, copies } = JSON.parse(await readFile(join(store, name!, "index.json"), "utf8")) as {
    frames: number;
    settings: FeatureSettings;
    copies: readonly string[];
  };
  return (frames * settings.hopSamples) / settings.sampleRate / copies.length;
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name)));
  return (await Promise.all(sizes)).reduce((sum, { size }) => sum + size, 0);
}
