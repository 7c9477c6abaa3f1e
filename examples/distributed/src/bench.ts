import { mkdtemp, readFile, readdir, rm, stat } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";

import { decodeWav } from "@wader/dsp";
import { writeJson } from "@wader/examples/parts/atomic.js";
import { UsageError, flag, number, text } from "@wader/examples/parts/command-line.js";
import type { FeatureSettings } from "@wader/examples/parts/features.js";
import { ScriptError, runScript, stopIfAborted } from "@wader/examples/parts/script.js";
import { formatTable } from "@wader/examples/parts/table.js";
import { Queue } from "bullmq";

import { type Surroundings, digests, run } from "./parts/commands.js";
import type { BenchResult, Round, Timing } from "./parts/cost.js";
import { type RedisServer, startRedis } from "./parts/loopback-redis.js";
import { planOptions } from "./parts/options.js";
import { places } from "./parts/places.js";
import { queueName } from "./parts/queue.js";
import { openRecordings } from "./parts/recordings.js";
import { type Usage, parseUsage } from "./parts/usage.js";

/** What a run knows of itself. */
type Own = Omit<Timing, "others">;

const line = {
  name: "bench",
  folder: "examples/distributed/dist",
  summary:
    "Measures features of recordings with one worker process, with two, and with one beside the same work without a queue. Starts a Redis of its own on loopback (Debian's redis-server) and checks that all wrote the same bytes.",
  options: {
    data: places.data,
    clips: number("So many recordings.", { min: 8, whole: true, fallback: 960 }),
    values: planOptions.values,
    timeStep: planOptions.timeStep,
    copies: planOptions.copies,
    perShard: planOptions.perShard,
    rounds: number(
      "How often all are timed, in turn: the medians count, and the medians of the ratios of each round.",
      {
        min: 1,
        whole: true,
        fallback: 3,
      },
    ),
    oneCore: flag("Keep each worker to a core of its own, as a container with one processor does (taskset of Linux)."),
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
    /** Times what fills stores, at the same time, then compares them with those before and frees their room. */
    const timed = async (...fills: ((store: string) => Promise<Own>)[]): Promise<Timing[]> => {
      await stopIfAborted(signal);
      const stores = fills.map((_, i) => join(folder, String(i)));
      const before = busySeconds();
      const timings = await Promise.all(fills.map((fill, i) => fill(stores[i]!)));
      const others = busySeconds() - before - timings.reduce((sum, { processor }) => sum + processor, 0);
      for (const store of stores) {
        const found = JSON.stringify(await digests(store));
        if (found !== (expected ??= found)) throw new ScriptError("two stores differ");
        storeBytes = await sizeOf(store);
        keptSeconds = await keptIn(store);
        await rm(store, { recursive: true });
      }
      return timings.map(({ whole, jobs, processor }) => ({ whole, jobs, processor, others }));
    };
    const onCore = (core: number): Surroundings =>
      options.oneCore ? { within: ["taskset", "--cpu-list", String(core)] } : {};
    const direct = (store: string): Promise<Own> => directly(["--data", data, "--store", store, ...plan], onCore(1));
    const queued = (workers: number) => (store: string) =>
      throughQueue(
        redis,
        ["--data", data, "--store", store],
        plan,
        Array.from({ length: workers }, (_, i) => onCore(i)),
      );

    const rounds: Round[] = [];
    while (rounds.length < options.rounds) {
      const [one] = await timed(queued(1));
      const [two] = await timed(queued(2));
      // At the same time, so that a machine that is now faster and now slower is so to both.
      const [besideDirect, alone] = await timed(queued(1), direct);
      rounds.push({ one: one!, two: two!, besideDirect: besideDirect!, direct: alone! });
    }
    const seconds: Round = {
      one: medianOf(rounds.map((round) => round.one)),
      two: medianOf(rounds.map((round) => round.two)),
      besideDirect: medianOf(rounds.map((round) => round.besideDirect)),
      direct: medianOf(rounds.map((round) => round.direct)),
    };
    const result: BenchResult = {
      machine: `${cpus()[0]!.model}, ${cpus().length} cores, Node ${process.versions.node}`,
      settings,
      oneCore: options.oneCore,
      clips,
      audioSeconds,
      keptSeconds,
      storeBytes,
      rounds,
      seconds,
    };
    await writeJson(out, result);
    console.log(
      `${result.machine}; ${clips} recordings, ${(audioSeconds / 60).toFixed(1)} min; ` +
        `${values}, time step ${timeStep}, copies ${copies}, ${perShard} recordings a job${options.oneCore ? ", each worker on a core of its own" : ""}; ` +
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
          show("queue, one worker", seconds.one),
          show("queue, two workers", seconds.two),
          show("queue, one worker, beside", seconds.besideDirect),
          show("direct, one thread", seconds.direct),
        ],
      }),
    );
    console.log(
      "\nwhole: from the first command's start to the last one's end; jobs: from the first one taken to the last one done",
    );
    ratios("two workers over one", rounds, (of, { one, two }) => one[of] / two[of], times);
    ratios("queue over direct", rounds, (of, { besideDirect, direct: alone }) => besideDirect[of] / alone[of], percent);
    ratios("direct and queue, beside, over one", rounds, ofTheMachine, times);
    console.log(`written to ${out}`);
  } finally {
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

type Part = "whole" | "jobs";

/** How much more two processes that share no queue get done than one: what the machine has to give. */
function ofTheMachine(of: Part, { one, besideDirect, direct }: Round): number {
  return one[of] / besideDirect[of] + one[of] / direct[of];
}

/** Prints the median of the ratios of each round, and from where to where they went. */
function ratios(
  name: string,
  rounds: readonly Round[],
  ratio: (of: Part, round: Round) => number,
  show: (ratio: number) => string,
): void {
  const told = (of: Part): string => {
    const found = rounds.map((round) => ratio(of, round));
    const range = found.length > 1 ? ` (${show(Math.min(...found))} to ${show(Math.max(...found))})` : "";
    return show(median(found)) + range;
  };
  console.log(`${name.padEnd(36)}${told("whole")}; jobs alone ${told("jobs")}`);
}

function medianOf(timings: readonly Timing[]): Timing {
  const of = (part: keyof Timing): number => median(timings.map((timing) => timing[part]));
  return { whole: of("whole"), jobs: of("jobs"), processor: of("processor"), others: of("others") };
}

/** The middle value, or the mean of the two. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)}x`;
}

function percent(ratio: number): string {
  return `${(100 * (ratio - 1)).toFixed(1)} %`;
}

async function directly(args: readonly string[], surroundings: Surroundings): Promise<Own> {
  const began = performance.now();
  const { wall, processor } = await succeed("local", [...args, "--threads", "1"], surroundings);
  return { whole: (performance.now() - began) / 1000, jobs: wall, processor };
}

async function throughQueue(
  redis: RedisServer,
  common: readonly string[],
  plan: readonly string[],
  workers: readonly Surroundings[],
): Promise<Own> {
  const args = [...common, "--redis", redis.address];
  const began = performance.now();
  const { code, stderr } = await run("enqueue", [...args, ...plan]);
  if (code !== 0) throw new ScriptError(stderr.trim());
  const used = await Promise.all(workers.map((surroundings) => succeed("worker", [...args, "--drain"], surroundings)));
  const whole = (performance.now() - began) / 1000;
  const jobs = await secondsOfJobs(redis.port);
  return { whole, jobs, processor: used.reduce((sum, { processor }) => sum + processor, 0) };
}

/** Runs a command that must succeed; gives what it says of its use of the machine. */
async function succeed(name: string, args: readonly string[], surroundings: Surroundings): Promise<Usage> {
  const { code, stdout, stderr } = await run(name, args, surroundings);
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
