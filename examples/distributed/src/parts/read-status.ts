import { duration } from "@wader/examples/parts/progress.js";
import type { Redis } from "ioredis";

import { type StageCounts, type WaderQueue, countStages, jobId, knownRuns } from "./queue.js";

/** How all runs stand. */
export interface Status {
  readonly runs: readonly { readonly run: string; readonly done: boolean; readonly stages: readonly StageCounts[] }[];
  /** Workers that are connected. */
  readonly workers: number;
  /** Jobs a second of each kind, over the latest that ended; none for kinds of which fewer than two did. */
  readonly rates: Readonly<Record<string, number>>;
  /** Jobs that were set aside, latest first. */
  readonly givenUp: readonly { readonly job: string; readonly reason: string }[];
}

/** Jobs over which the rate is taken, and jobs set aside that are told. */
const latest = 200;

/** Reads how all runs stand. */
export async function readStatus(queue: WaderQueue, connection: Redis): Promise<Status> {
  const known = await knownRuns(connection);
  const runs = await Promise.all(
    known.map(async (one) => {
      const stages = await countStages(queue, one);
      return { run: one.run, done: stages.at(-1)!.done === 1, stages };
    }),
  );
  const completed = await queue.getCompleted(0, latest - 1);
  const failed = await queue.getFailed(0, latest - 1);
  const ended = new Map<string, number[]>();
  for (const { name, finishedOn } of completed) ended.set(name, [...(ended.get(name) ?? []), finishedOn!]);
  return {
    runs,
    workers: (await queue.getWorkers()).length,
    rates: Object.fromEntries(
      [...ended].flatMap(([kind, times]) => {
        const rate = rateOf(times);
        return rate === undefined ? [] : [[kind, rate]];
      }),
    ),
    givenUp: failed.map((job) => ({ job: jobId(job.data), reason: job.failedReason.split("\n")[0]! })),
  };
}

/** Jobs a second, from the times in milliseconds at which jobs ended. */
function rateOf(times: readonly number[]): number | undefined {
  const seconds = (Math.max(...times) - Math.min(...times)) / 1000;
  return times.length < 2 || seconds === 0 ? undefined : (times.length - 1) / seconds;
}

/** Rows of a table: run, kind of job, done, all, given up, rate, time left. */
export function statusRows({ runs, rates }: Status): string[][] {
  return runs.flatMap(({ run, stages }) =>
    stages.map(({ kind, total, done, givenUp }) => {
      const rate = rates[kind];
      const left = total - done - givenUp;
      const known = left > 0 && rate !== undefined;
      return [
        run,
        kind,
        String(done),
        String(total),
        String(givenUp),
        known ? (60 * rate).toFixed(0) : "",
        known ? duration(left / rate) : "",
      ];
    }),
  );
}
