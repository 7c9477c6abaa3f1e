import { setTimeout as sleep } from "node:timers/promises";

import { number, UsageError } from "@wader/examples/parts/command-line.js";
import { runScript } from "@wader/examples/parts/script.js";

import { readCodeVersion } from "./parts/code-version.js";
import { planOf, planOptions } from "./parts/options.js";
import { places } from "./parts/places.js";
import { savePlan, stagesOf } from "./parts/plan.js";
import { addStage, countWaiting, forgetFinished, noteRun, openQueue } from "./parts/queue.js";
import { openRecordings } from "./parts/recordings.js";
import { checkRedis, connectRedis, redisOptions } from "./parts/redis.js";
import { checkWritable, openStore } from "./parts/store.js";

const line = {
  name: "enqueue",
  folder: "examples/distributed/dist",
  summary:
    "Divides long work into jobs and puts them into the queue, from which any number of workers take them. The same command again goes on with the same run, and tries anew what was set aside.",
  options: {
    ...places,
    ...planOptions,
    priority: number("1 goes first.", { min: 1, max: 1_000_000, whole: true, fallback: 100 }),
    attempts: number("How often a job is tried before it is set aside.", {
      min: 1,
      max: 100,
      whole: true,
      fallback: 3,
    }),
    backoff: number("Seconds before the second attempt; each further one waits twice as long.", {
      min: 0,
      max: 3600,
      fallback: 2,
    }),
    maxWaiting: number("Wait while more jobs than these are in the queue.", { min: 1, whole: true, fallback: 100_000 }),
  },
  example: "enqueue.js --data Audio_Speech_Actors_01-24.zip --store /srv/wader --redis redis://queue:6379",
} as const;

await runScript(line, async (options, { signal }) => {
  if (options.data === undefined)
    throw new UsageError("--data is missing: a folder, a zip or an object store of recordings");
  const connecting = redisOptions(options.redis);
  await checkRedis(options.redis, connecting);
  const store = openStore(options.store);
  await checkWritable(store, "enqueue");
  const recordings = await openRecordings(options.data, options.corpus);
  const plan = await planOf(options, recordings, await readCodeVersion(), store);
  await recordings.close();
  const run = await savePlan(store, plan);

  const connection = connectRedis(connecting);
  const queue = openQueue(connection);
  try {
    while ((await countWaiting(queue)) > options.maxWaiting) await sleep(1000, undefined, { signal });
    const stages = stagesOf(plan);
    const jobs = { priority: options.priority, attempts: options.attempts, backoffMs: options.backoff * 1000 };
    const fresh = await forgetFinished(queue, { run, stages, options: jobs });
    if (fresh) {
      await noteRun(connection, { run, stages, options: jobs });
      await addStage(connection, run, plan, 0, jobs);
    }
    console.log(`run              ${run}${fresh ? "" : ", which is in the queue already"}`);
    console.log(`recordings       ${plan.recordings.length}`);
    console.log(`jobs             ${stages.map(({ kind, count }) => `${count} ${kind}`).join(", ")}, 1 collect`);
  } finally {
    await queue.close();
    connection.disconnect();
  }
});
