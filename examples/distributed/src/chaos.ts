import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { createRandom, encodeWav } from "@wader/dsp";
import { common, number } from "@wader/examples/parts/command-line.js";
import { ScriptError, runScript, stopIfAborted } from "@wader/examples/parts/script.js";

import { type Running, digests, run, start } from "./parts/commands.js";
import { createCompletions } from "./parts/completions.js";
import { openCuttableNetwork } from "./parts/cuttable-network.js";
import { createFolderStore } from "./parts/folder-store.js";

const line = {
  name: "chaos",
  folder: "examples/distributed/dist",
  summary:
    "Kills a random worker by SIGKILL every second during many small jobs, kills Redis once, cuts the network of one worker for a while, and compares the store byte by byte with that of a direct run. Starts a Redis of its own on loopback.",
  options: {
    jobs: number("Small jobs.", { min: 10, max: 100_000, whole: true, fallback: 2000 }),
    workers: number("Worker processes that can be killed.", { min: 1, max: 64, whole: true, fallback: 3 }),
    cut: number("Seconds for which one further worker reaches nothing.", { min: 1, max: 600, fallback: 30 }),
    seed: common.seed,
  },
  example: "chaos.js --jobs 2000",
} as const;

await runScript(line, async (options, { signal }) => {
  const folder = await mkdtemp(join(tmpdir(), "wader-chaos-"));
  const network = await openCuttableNetwork();
  const { redis, near } = network;
  const running = new Set<Running>();
  try {
    const data = join(folder, "data");
    await writeSounds(data, options.jobs);
    const random = createRandom(options.seed).spawn("victims");
    const work = ["--corpus", "crema-d", "--time-step", "40", "--copies", "clean", "--per-shard", "1"];
    const direct = await run("local", ["--data", data, "--store", join(folder, "direct"), ...work]);
    if (direct.code !== 0) throw new ScriptError(direct.stderr);
    const store = join(folder, "queue");
    const shared = ["--data", data, "--store", store, "--redis", redis.address];
    const enqueued = await run("enqueue", [...shared, ...work], { within: near });
    if (enqueued.code !== 0) throw new ScriptError(enqueued.stderr);
    const hire = (within: readonly string[], address = redis.address): Running => {
      const worker = start("worker", [...shared, "--redis", address, "--lock", "3"], { within });
      running.add(worker);
      return worker;
    };
    const workers = Array.from({ length: options.workers }, () => hire(near));
    const remote = hire(network.far, network.farAddress);
    const counts = { kills: 0, redis: 0 };
    const began = performance.now();
    const completed = createCompletions(redis);
    let cutAt: number | undefined;
    for (;;) {
      await sleep(1000);
      await stopIfAborted(signal);
      const done = (await completed.read()).size;
      const seconds = (performance.now() - began) / 1000;
      process.stderr.write(`${done} of ${options.jobs + 1} jobs done, ${counts.kills} kills\n`);
      if (done > options.jobs && (cutAt === undefined || seconds > cutAt + options.cut)) break;
      const victim = random.integer(workers.length);
      workers[victim]!.child.kill("SIGKILL");
      running.delete(workers[victim]!);
      workers[victim] = hire(near);
      counts.kills++;
      if (cutAt === undefined && done > options.jobs / 10) {
        cutAt = seconds;
        network.cut();
        setTimeout(() => network.mend(), options.cut * 1000);
      }
      if (counts.redis === 0 && done > options.jobs / 3) {
        await redis.kill();
        await sleep(1000);
        await redis.restart();
        counts.redis++;
      }
    }
    const events = await completed.read();
    const twice = [...events.values()].filter((count) => count > 1).length;
    const same = JSON.stringify(await digests(store)) === JSON.stringify(await digests(join(folder, "direct")));
    console.log(`jobs               ${options.jobs}, and one that collects`);
    console.log(`workers killed     ${counts.kills}`);
    console.log(`Redis killed       ${counts.redis}`);
    console.log(`network cut        ${options.cut} s for one worker: ${network.kind}`);
    console.log(`the cut one        ${remote.child.exitCode === null ? "lives" : "ended"}`);
    console.log(`lost               ${options.jobs + 1 - events.size}`);
    console.log(`done twice         ${twice}`);
    console.log(`bytes              ${same ? "as those of the direct run" : "DIFFER"}`);
    if (!same || twice > 0 || events.size !== options.jobs + 1) process.exitCode = 1;
  } finally {
    for (const { child } of running) child.kill("SIGKILL");
    await Promise.all([...running].map(({ ended }) => ended));
    await network.close();
    await rm(folder, { recursive: true, force: true });
  }
});

/** Writes short noises under names of CREMA-D. */
async function writeSounds(folder: string, count: number): Promise<void> {
  const store = createFolderStore(folder);
  const emotions = ["ANG", "DIS", "FEA", "HAP", "NEU", "SAD"];
  for (let i = 0; i < count; i++) {
    const random = createRandom(i);
    const noise = Float32Array.from({ length: 4800 }, () => 0.1 * random.normal());
    const letters = [26 ** 2, 26, 1].map((place) => String.fromCharCode(65 + (Math.floor(i / place) % 26))).join("");
    const name = `${1001 + (i % 91)}_${letters}_${emotions[i % emotions.length]!}_XX.wav`;
    await store.write(name, encodeWav({ sampleRate: 16_000, channels: [noise] }));
  }
}
