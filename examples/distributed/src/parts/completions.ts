import { Redis } from "ioredis";

import type { RedisServer } from "./loopback-redis.js";

/** How often each job completed, by the queue's own record of events. */
export async function completions(server: RedisServer): Promise<ReadonlyMap<string, number>> {
  return createCompletions(server).read();
}

/** Counts completions by and by: the queue keeps no more than its latest 10,000 events. */
export function createCompletions({ socket }: RedisServer): { read(): Promise<ReadonlyMap<string, number>> } {
  const counts = new Map<string, number>();
  let last = "-";
  return {
    async read() {
      const redis = new Redis({ path: socket });
      const events = await redis.xrange("bull:wader:events", last, "+");
      redis.disconnect();
      for (const [entry, fields] of events) {
        last = `(${entry}`;
        const value = (name: string): string | undefined => fields[fields.indexOf(name) + 1];
        const id = value("jobId");
        if (value("event") === "completed" && id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
      }
      return counts;
    },
  };
}
