import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { HonoAdapter } from "@bull-board/hono";
import { serve } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";

import type { Metrics } from "./metrics.js";
import type { WaderQueue } from "./queue.js";

/** A server for people or programs that watch. */
export interface Watched {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves `/metrics` for Prometheus and `/healthz` for whoever restarts workers. */
export function serveMetrics(metrics: Metrics, isHealthy: () => boolean, host: string, port: number): Promise<Watched> {
  const app = new Hono();
  app.get("/metrics", async (context) => {
    const { text, type } = await metrics.expose();
    return context.body(text, 200, { "content-type": type });
  });
  app.get("/healthz", (context) =>
    isHealthy() ? context.text("ok\n") : context.text("no connection to Redis\n", 503),
  );
  return listen(app, host, port);
}

/** Serves Bull Board, which shows every job; it can only look. */
export function serveBoard(queue: WaderQueue, host: string, port: number): Promise<Watched> {
  const app = new Hono();
  const adapter = new HonoAdapter(serveStatic);
  createBullBoard({ queues: [new BullMQAdapter(queue, { readOnlyMode: true })], serverAdapter: adapter });
  app.route("/", adapter.registerPlugin());
  return listen(app, host, port);
}

function listen(app: Hono, hostname: string, port: number): Promise<Watched> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname, port }, (address) => {
      resolve({
        port: address.port,
        close: () => new Promise((done) => server.close(() => done())),
      });
    });
    server.on("error", reject);
  });
}
