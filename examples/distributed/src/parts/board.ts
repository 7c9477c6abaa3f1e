import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { HonoAdapter } from "@bull-board/hono";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";

import type { WaderQueue } from "./queue.js";
import { type Watched, listen } from "./web.js";

/** Serves Bull Board, which shows every job; it can only look. */
export function serveBoard(queue: WaderQueue, host: string, port: number): Promise<Watched> {
  const app = new Hono();
  const adapter = new HonoAdapter(serveStatic);
  createBullBoard({ queues: [new BullMQAdapter(queue, { readOnlyMode: true })], serverAdapter: adapter });
  app.route("/", adapter.registerPlugin());
  return listen(app, host, port);
}
