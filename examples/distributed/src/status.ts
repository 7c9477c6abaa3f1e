import { setTimeout as sleep } from "node:timers/promises";

import { flag, number, text } from "@wader/examples/parts/command-line.js";
import { runScript, stopIfAborted } from "@wader/examples/parts/script.js";
import { formatTable } from "@wader/examples/parts/table.js";

import { places } from "./parts/places.js";
import { openQueue } from "./parts/queue.js";
import { checkRedis, connectRedis, redisOptions } from "./parts/redis.js";
import { type Status, readStatus, statusRows } from "./parts/read-status.js";

const { redis } = places;
const line = {
  name: "status",
  folder: "examples/distributed/dist",
  summary: "Says how far every run has come, how fast jobs end, and what was set aside and why.",
  options: {
    redis,
    watch: flag("Look again every two seconds, until Ctrl-C or all runs are done."),
    json: flag("Print JSON."),
    board: number("Serve Bull Board, which shows every job, at this port until Ctrl-C; 0 for not at all.", {
      min: 0,
      max: 65_535,
      whole: true,
      fallback: 0,
    }),
    boardHost: text("address", "Where to listen for it; it asks nobody for a password.", "127.0.0.1"),
  },
  example: "status.js --redis redis://queue:6379 --watch",
} as const;

const everyMs = 2000;

await runScript(line, async (options, { signal }) => {
  const connecting = redisOptions(options.redis);
  await checkRedis(options.redis, connecting);
  const connection = connectRedis(connecting);
  const queue = openQueue(connection);
  try {
    if (options.board > 0) {
      // Loaded when it is needed, as a look at the status should be quick.
      const { serveBoard } = await import("./parts/board.js");
      const board = await serveBoard(queue, options.boardHost, options.board);
      console.log(`Bull Board is at http://${options.boardHost}:${board.port}/`);
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      await board.close();
      return;
    }
    for (;;) {
      const status = await readStatus(queue, connection);
      print(status, options.json);
      if (!options.watch || status.runs.every(({ done }) => done)) return;
      await sleep(everyMs);
      await stopIfAborted(signal);
    }
  } finally {
    await queue.close();
    connection.disconnect();
  }
});

function print(status: Status, json: boolean): void {
  if (json) {
    console.log(JSON.stringify(status));
    return;
  }
  console.log(
    formatTable({ head: ["run", "jobs", "done", "of", "given up", "jobs/min", "time left"], rows: statusRows(status) }),
  );
  console.log(`workers          ${status.workers}`);
  for (const { job, reason } of status.givenUp) console.log(`given up         ${job}: ${reason}`);
}
