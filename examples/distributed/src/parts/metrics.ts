import { Hono } from "hono";
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

import type { JobEvent } from "./consume.js";
import type { WaderQueue } from "./queue.js";
import { type Watched, listen } from "./web.js";

/** Counts jobs by kind and result. */
export type CountJob = (event: JobEvent) => void;

/** Serves `/metrics` for Prometheus and `/healthz` for whoever restarts workers. */
export async function serveMetrics(
  queue: WaderQueue,
  isHealthy: () => boolean,
  host: string,
  port: number,
): Promise<Watched & { readonly count: CountJob }> {
  const { registry, count } = createMetrics(queue);
  const app = new Hono();
  app.get("/metrics", async (context) =>
    context.body(await registry.metrics(), 200, { "content-type": registry.contentType }),
  );
  app.get("/healthz", (context) =>
    isHealthy() ? context.text("ok\n") : context.text("no connection to Redis\n", 503),
  );
  return { ...(await listen(app, host, port)), count };
}

/** Counts jobs, their seconds, recordings, and asks the queue for its length at each scrape. */
function createMetrics(queue: WaderQueue): { readonly registry: Registry; readonly count: CountJob } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const jobs = new Counter({
    name: "wader_jobs_total",
    help: "Jobs that ended on this worker.",
    labelNames: ["kind", "result"],
    registers,
  });
  const seconds = new Histogram({
    name: "wader_job_seconds",
    help: "Wall time of jobs that were done.",
    labelNames: ["kind"],
    buckets: [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000],
    registers,
  });
  const recordings = new Counter({ name: "wader_recordings_total", help: "Recordings that were used.", registers });
  const setAside = new Counter({
    name: "wader_recordings_set_aside_total",
    help: "Recordings that could not be used.",
    registers,
  });
  const waiting = new Gauge({
    name: "wader_queue_jobs",
    help: "Jobs in the queue, by state.",
    labelNames: ["state"],
    registers,
    async collect() {
      const counts = await queue.getJobCounts();
      for (const [state, count] of Object.entries(counts)) this.set({ state }, count);
    },
  });
  void waiting;
  return {
    registry,
    count({ kind, result, seconds: took, outcome }) {
      jobs.inc({ kind, result: result.replace(" ", "_") });
      if (result !== "done") return;
      seconds.observe({ kind }, took);
      // The last job of a run counts what others have counted.
      if (outcome === undefined || kind === "collect") return;
      recordings.inc(outcome.recordings);
      setAside.inc(outcome.setAside);
    },
  };
}
