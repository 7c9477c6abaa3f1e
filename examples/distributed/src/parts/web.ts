import { serve } from "@hono/node-server";
import type { Hono } from "hono";

/** A server for people or programs that watch. */
export interface Watched {
  readonly port: number;
  close(): Promise<void>;
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
