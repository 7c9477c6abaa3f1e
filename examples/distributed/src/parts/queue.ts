import { FlowProducer, type FlowJob, Queue } from "bullmq";
import type { Redis } from "ioredis";

import type { Failures, Outcome } from "./perform.js";
import { type Job, type JobKind, type Plan, type Stage, stagesOf } from "./plan.js";

export const queueName = "wader";

/** What a queue holds of a job. */
export interface JobData extends Job {
  /** Of the code; see `readCodeVersion`. */
  readonly version: string;
}

/** How the jobs of a run are treated. */
export interface JobOptions {
  /** 1 first; runs of equal priority in the order in which they came. */
  readonly priority: number;
  /** How often a job is tried before it is set aside. */
  readonly attempts: number;
  /** Milliseconds before the second attempt; each further one waits twice as long, and up to half of it less by chance. */
  readonly backoffMs: number;
}

export type WaderQueue = Queue<JobData, Outcome, JobKind>;

/** Opens the queue; the connection is the caller's to close. */
export function openQueue(connection: Redis): WaderQueue {
  const queue: WaderQueue = new Queue(queueName, { connection });
  queue.on("error", () => {});
  return queue;
}

/** Name of a job in the queue; the same job has the same name, and is not added twice. */
export function jobId({ run, kind, index }: Job): string {
  return `${run}-${kind}-${index}`;
}

/**
 * Adds one stage of a run as a flow, whole or not at all: its jobs are children of the one that begins the next stage, or that collects
 * the results. A child that is given up does not stop its parent.
 */
export async function addStage(
  connection: Redis,
  run: string,
  plan: Plan,
  stage: number,
  options: JobOptions,
): Promise<void> {
  const flows = new FlowProducer({ connection });
  flows.on("error", () => {});
  const { kind, count } = stagesOf(plan)[stage]!;
  const { priority, attempts, backoffMs } = options;
  const flow = (job: Omit<Job, "run">, more: object): FlowJob => ({
    name: job.kind,
    queueName,
    data: { run, ...job, version: plan.version } satisfies JobData,
    opts: {
      jobId: jobId({ run, ...job }),
      priority,
      attempts,
      backoff: { type: "exponential", delay: backoffMs, jitter: 0.5 },
      ...more,
    },
  });
  const children = Array.from({ length: count }, (_, index) =>
    flow({ kind, index }, { ignoreDependencyOnFailure: true }),
  );
  await flows.add({ ...flow(closingJob(stagesOf(plan), stage), {}), children });
  await flows.close();
}

/** The job that waits for all jobs of a stage. */
export function closingJob(stages: readonly Stage[], stage: number): Omit<Job, "run"> {
  return stage === stages.length - 1 ? { kind: "collect", index: 0 } : { kind: "next", index: stage + 1 };
}

/** Reasons of a job's children that were given up. */
export function failuresOf(run: string, reasons: Readonly<Record<string, string>>): Failures {
  return Object.fromEntries(
    Object.entries(reasons).map(([key, reason]) => [key.slice(key.indexOf(`${run}-`) + run.length + 1), reason]),
  );
}

const runsKey = `${queueName}:runs`;

/** A run as the queue knows it. */
export interface KnownRun {
  readonly run: string;
  readonly stages: readonly Stage[];
  readonly options: JobOptions;
}

/** Notes a run, so that `status` finds it. */
export async function noteRun(connection: Redis, run: KnownRun): Promise<void> {
  await connection.hset(runsKey, run.run, JSON.stringify(run));
}

/** All runs that were enqueued. */
export async function knownRuns(connection: Redis): Promise<KnownRun[]> {
  const all = await connection.hgetall(runsKey);
  return Object.values(all).map((text) => JSON.parse(text) as KnownRun);
}

/** How far one stage has come. */
export interface StageCounts {
  readonly kind: JobKind;
  readonly total: number;
  readonly done: number;
  readonly givenUp: number;
}

/** How far a run has come, stage by stage; the last is the collection. */
export async function countStages(queue: WaderQueue, { run, stages }: KnownRun): Promise<StageCounts[]> {
  const counts: StageCounts[] = [];
  for (const [stage, { kind, count }] of stages.entries()) {
    const parent = await queue.getJob(jobId({ run, ...closingJob(stages, stage) }));
    const { processed = 0, ignored = 0 } =
      (await parent?.getDependenciesCount({ processed: true, ignored: true })) ?? {};
    counts.push({ kind, total: count, done: processed, givenUp: ignored });
  }
  const collect = await queue.getJob(jobId({ run, kind: "collect", index: 0 }));
  const state = await collect?.getState();
  counts.push({ kind: "collect", total: 1, done: state === "completed" ? 1 : 0, givenUp: state === "failed" ? 1 : 0 });
  return counts;
}

/** Jobs that wait for a worker. */
export async function countWaiting(queue: WaderQueue): Promise<number> {
  return await queue.getJobCountByTypes("waiting", "prioritized", "delayed");
}

/**
 * Makes room for a run that is finished to be enqueued again.
 *
 * @returns False if the run is under way.
 */
export async function forgetFinished(queue: WaderQueue, { run, stages }: KnownRun): Promise<boolean> {
  const parents = await Promise.all(
    stages.map((_, stage) => queue.getJob(jobId({ run, ...closingJob(stages, stage) }))),
  );
  const states = await Promise.all(parents.map(async (parent) => parent?.getState()));
  if (states.some((state) => state !== undefined && state !== "completed" && state !== "failed")) return false;
  for (const parent of parents) await parent?.remove({ removeChildren: true });
  return true;
}
