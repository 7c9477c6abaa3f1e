import { Redis } from "ioredis";

/** How often each job completed, by the queue's own record of events. */
export async function completions(port: number): Promise<Map<string, number>> {
  const redis = new Redis({ port });
  const events = await redis.xrange("bull:wader:events", "-", "+");
  redis.disconnect();
  const counts = new Map<string, number>();
  for (const [, fields] of events) {
    const value = (name: string): string | undefined => fields[fields.indexOf(name) + 1];
    const id = value("jobId");
    if (value("event") === "completed" && id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}
