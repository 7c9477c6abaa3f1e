import { serve } from "@hono/node-server";
import { Hono } from "hono";

import type { Metrics } from "./metrics.js";

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

/** Answers HTTP with an app until it is closed. */
export function listen(app: Hono, hostname: string, port: number): Promise<Watched> {
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
