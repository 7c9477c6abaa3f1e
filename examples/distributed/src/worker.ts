import { hostname } from "node:os";

import { flag, number, text, UsageError } from "@wader/examples/parts/command-line.js";
import { runScript } from "@wader/examples/parts/script.js";
import type { Redis } from "ioredis";

import { readCodeVersion } from "./parts/code-version.js";
import { consume } from "./parts/consume.js";
import { places } from "./parts/places.js";
import { type WaderQueue, openQueue } from "./parts/queue.js";
import { checkRedis, connectRedis, redisOptions } from "./parts/redis.js";
import { checkWritable, openStore } from "./parts/store.js";
import { startUsage, usageText } from "./parts/usage.js";

const line = {
  name: "worker",
  folder: "examples/distributed/dist",
  summary:
    "Takes jobs from the queue until it is stopped by SIGTERM or Ctrl-C; the job at hand is finished, or put back for another worker. Start as many as there are cores, on any machine that reaches Redis, the recordings and the store.",
  options: {
    ...places,
    threads: number("Jobs side by side.", { min: 1, max: 256, whole: true, fallback: 1 }),
    rate: number("At most so many jobs a minute; 0 for as many as it can.", { min: 0, fallback: 0 }),
    memory: number("Megabytes of this process beyond which a job is given up; 0 for no limit.", {
      min: 0,
      whole: true,
      fallback: 0,
    }),
    minutes: number("Minutes after which a job is given up; 0 for no limit.", { min: 0, fallback: 0 }),
    lock: number("Seconds without a sign of life after which a job is given to another worker.", {
      min: 1,
      max: 3600,
      fallback: 30,
    }),
    crashes: number("How many workers may die over one job before it is set aside.", {
      min: 0,
      max: 100,
      whole: true,
      fallback: 5,
    }),
    grace: number("Seconds for which the job at hand may go on after SIGTERM.", { min: 0, max: 3600, fallback: 20 }),
    drain: flag("End when the queue is empty."),
    metricsPort: number("Serve /metrics and /healthz there; 0 for not at all.", {
      min: 0,
      max: 65_535,
      whole: true,
      fallback: 0,
    }),
    metricsHost: text("address", "Where to listen for them.", "127.0.0.1"),
  },
  example: "worker.js --data Audio_Speech_Actors_01-24.zip --store /srv/wader --redis redis://queue:6379",
} as const;

await runScript(line, async (options, { signal }) => {
  if (options.data === undefined)
    throw new UsageError("--data is missing: a folder, a zip or an object store of recordings");
  const name = `${hostname()}-${process.pid}`;
  const say = (what: string): void => console.log(`${new Date().toISOString()} ${name} ${what}`);
  const connecting = redisOptions(options.redis);
  await checkRedis(options.redis, connecting);
  await checkWritable(openStore(options.store), name);
  const version = await readCodeVersion();

  const connection = connectRedis(connecting, say);
  const queue = openQueue(connection);
  const watched = options.metricsPort === 0 ? undefined : await watch(queue, connection, options);
  const [memoryMb, minutes] = [unlimited(options.memory), unlimited(options.minutes)];
  const consumer = consume({
    data: options.data,
    store: options.store,
    connection,
    version,
    threads: options.threads,
    rate: unlimited(options.rate),
    lockSeconds: options.lock,
    crashes: options.crashes,
    graceSeconds: options.grace,
    drain: options.drain,
    limits: { ...(memoryMb === undefined ? {} : { memoryMb }), ...(minutes === undefined ? {} : { minutes }) },
    say,
    onJob: (event) => watched?.count(event),
  });
  signal.addEventListener("abort", () => consumer.stop());
  const used = startUsage();
  say(`takes jobs, ${options.threads} at a time, code ${version}`);
  try {
    await consumer.finished;
    say(`stopped, ${usageText(used())}`);
  } finally {
    await watched?.close();
    await queue.close();
    connection.disconnect();
  }
});

async function watch(
  queue: WaderQueue,
  connection: Redis,
  { metricsHost, metricsPort }: { readonly metricsHost: string; readonly metricsPort: number },
) {
  // Loaded when it is needed, as workers should start fast.
  const { serveMetrics } = await import("./parts/metrics.js");
  return serveMetrics(queue, () => connection.status === "ready", metricsHost, metricsPort);
}

/** Zero stands for no limit. */
function unlimited(value: number): number | undefined {
  return value === 0 ? undefined : value;
}
