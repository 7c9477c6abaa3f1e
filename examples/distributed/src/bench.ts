import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";

import { decodeWav } from "@wader/dsp";
import { writeJson } from "@wader/examples/parts/atomic.js";
import { UsageError, number, text } from "@wader/examples/parts/command-line.js";
import { formatTable } from "@wader/examples/parts/evaluation.js";
import { ScriptError, runScript, stopIfAborted } from "@wader/examples/parts/script.js";

import { digests, run } from "./parts/commands.js";
import type { BenchResult } from "./parts/cost.js";
import { startRedis } from "./parts/loopback-redis.js";
import { places } from "./parts/options.js";
import { openRecordings } from "./parts/recordings.js";

const line = {
  name: "bench",
  folder: "examples/distributed/dist",
  summary:
    "Measures features of recordings three times: directly, with a queue and one worker process, with two. Starts a Redis of its own on loopback (Debian's redis-server) and checks that all three wrote the same bytes.",
  options: {
    data: places.data,
    clips: number("So many recordings.", { min: 8, whole: true, fallback: 960 }),
    out: text("file", "Where to write the figures as JSON.", "out/bench-distributed.json"),
  },
  example: "bench.js --data Audio_Speech_Actors_01-24.zip",
} as const;

await runScript(line, async ({ data, clips, out }, { signal }) => {
  if (data === undefined) throw new UsageError("--data is missing: recordings of RAVDESS");
  const audioSeconds = await lengthOf(data, clips);
  const folder = await mkdtemp(join(tmpdir(), "wader-bench-"));
  const redis = await startRedis();
  try {
    const work = ["--data", data, "--first", String(clips)];
    const timed = async (command: () => Promise<unknown>): Promise<number> => {
      await stopIfAborted(signal);
      const began = performance.now();
      await command();
      return (performance.now() - began) / 1000;
    };
    const queued = async (store: string, workers: number): Promise<number> => {
      const all = [...work, "--store", join(folder, store), "--redis", redis.address];
      const enqueuing = await timed(() => succeed("enqueue", all));
      // Workers alone have a life before and after their jobs, so their own start counts.
      const each = [...all.filter((_, i) => !isPlan(all, i)), "--drain"];
      return (
        enqueuing + (await timed(() => Promise.all(Array.from({ length: workers }, () => succeed("worker", each)))))
      );
    };
    // In between all runs the disk's cache is as warm for one as for the other.
    const warm = await timed(() => succeed("local", [...work, "--store", join(folder, "warm"), "--threads", "2"]));
    const direct = await timed(() => succeed("local", [...work, "--store", join(folder, "direct"), "--threads", "1"]));
    const one = await queued("one", 1);
    const two = await queued("two", 2);
    const bytes = await sizeOf(join(folder, "direct"));
    const expected = JSON.stringify(await digests(join(folder, "direct")));
    for (const store of ["one", "two"]) {
      if (JSON.stringify(await digests(join(folder, store))) !== expected) {
        throw new ScriptError(`the store of ${store} differs from that of the direct run`);
      }
    }
    const result: BenchResult = {
      machine: `${cpus()[0]!.model}, ${cpus().length} cores, Node ${process.versions.node}`,
      clips,
      audioSeconds,
      storeBytes: bytes,
      seconds: { warm, direct, one, two },
    };
    await writeJson(out, result);
    const show = (name: string, seconds: number): string[] => [
      name,
      seconds.toFixed(1),
      (audioSeconds / seconds).toFixed(1),
    ];
    console.log(
      `${result.machine}; ${clips} recordings, ${(audioSeconds / 60).toFixed(1)} min; the same bytes in all\n`,
    );
    console.log(
      formatTable({
        head: ["run", "s", "times real time"],
        rows: [show("direct, one thread", direct), show("queue, one worker", one), show("queue, two workers", two)],
      }),
    );
    console.log(`\ntwo workers over one   ${(one / two).toFixed(2)}x`);
    console.log(`queue over direct      ${(100 * (one / direct - 1)).toFixed(1)} %`);
    console.log(`written to ${out}`);
  } finally {
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

/** Tells options of the plan, which workers read from the store. */
function isPlan(all: readonly string[], i: number): boolean {
  return all[i] === "--first" || all[i - 1] === "--first";
}

async function succeed(name: string, args: readonly string[]): Promise<void> {
  const { code, stderr } = await run(name, args);
  if (code !== 0) throw new ScriptError(`${name} ended with ${String(code)}: ${stderr.trim()}`);
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

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name)));
  return (await Promise.all(sizes)).reduce((sum, { size }) => sum + size, 0);
}
