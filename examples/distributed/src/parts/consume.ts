import { type Job as QueueJob, DelayedError, WaitingError, Worker } from "bullmq";
import type { Redis } from "ioredis";

import { type Computer, type ComputerLimits, StoppedError, createComputer } from "./computer.js";
import type { ComputeSettings } from "./compute-thread.js";
import type { Outcome } from "./perform.js";
import { type JobKind, readPlan } from "./plan.js";
import { type JobData, addStage, failuresOf, knownRuns, queueName } from "./queue.js";
import { StoreError } from "./store-error.js";
import { openStore } from "./store.js";

/** What a worker is told. */
export interface ConsumeOptions extends ComputeSettings {
  readonly connection: Redis;
  readonly version: string;
  /** Jobs side by side, each on a thread. */
  readonly threads: number;
  /** Jobs a minute; `undefined` for as many as it can. */
  readonly rate: number | undefined;
  /** Seconds without a sign of life after which a worker's job is given to another. */
  readonly lockSeconds: number;
  /** How many workers may die over one job before it is set aside. */
  readonly crashes: number;
  /** Seconds for which jobs at hand may go on when the worker is asked to stop. */
  readonly graceSeconds: number;
  /** Ends when the queue is empty. */
  readonly drain: boolean;
  readonly limits: ComputerLimits;
  readonly say: (line: string) => void;
  readonly onJob?: (event: JobEvent) => void;
}

/** A job that ended, for metrics. */
export interface JobEvent {
  readonly kind: JobKind;
  readonly result: "done" | "failed" | "set aside" | "put back";
  readonly seconds: number;
  readonly outcome?: Outcome;
}

/** A worker at work. */
export interface Consumer {
  /** Settles when it has stopped; rejects if it could not go on. */
  readonly finished: Promise<void>;
  /** Takes no more jobs, lets those at hand finish within the grace, and puts the others back. */
  stop(): void;
}

type WaderJob = QueueJob<JobData, Outcome, JobKind>;

const storePauseMs = 5000;
const drainCheckMs = 250;

/** Takes jobs from the queue, one for each thread, until it is stopped. Only a job that can be worked on at once is taken. */
export function consume(options: ConsumeOptions): Consumer {
  const { connection, threads, lockSeconds, say } = options;
  const idle: Computer[] = Array.from({ length: threads }, () => createComputer(options, options.limits));
  const all = [...idle];
  const store = openStore(options.store);
  let stopping = false;
  let fault: Error | undefined;

  const worker = new Worker<JobData, Outcome, JobKind>(queueName, process, {
    connection,
    concurrency: threads,
    lockDuration: lockSeconds * 1000,
    stalledInterval: (lockSeconds * 1000) / 2,
    maxStalledCount: options.crashes,
  });
  const finished = new Promise<void>((resolve, reject) => {
    worker.on("closed", () => {
      if (fault === undefined) resolve();
      else reject(fault);
    });
  });
  // Lost connections are told by the connection itself.
  worker.on("error", () => {});
  worker.on("stalled", (id) => say(`${id} was left by a worker that died`));
  worker.on("failed", (job, error) => {
    if (job === undefined) return;
    const final = job.finishedOn !== undefined;
    const reason = error.message.split("\n")[0]!;
    say(
      `${job.id!} ${final ? "is set aside" : `failed, attempt ${job.attemptsMade} of ${job.opts.attempts ?? 1}`}: ${reason}`,
    );
    tell(job, final ? "set aside" : "failed");
  });
  worker.on("completed", (job, outcome) => {
    const { setAside } = outcome;
    say(`${job.id!} done in ${secondsOf(job).toFixed(1)} s${setAside > 0 ? `, ${setAside} recordings set aside` : ""}`);
    tell(job, "done", outcome);
  });
  const draining = options.drain ? endWhenEmpty() : undefined;

  async function process(job: WaderJob, token?: string): Promise<Outcome> {
    const began = performance.now();
    const { run, kind, index, version } = job.data;
    if (version !== options.version) {
      const message = `${run} was enqueued by code ${version}, and this worker runs ${options.version}: update one of them`;
      await putBack(job, token, new Error(message));
    }
    if (kind === "next") {
      await beginStage(job);
      return { recordings: 0, setAside: 0 };
    }
    const failures = kind === "collect" ? failuresOf(run, await job.getIgnoredChildrenFailures()) : {};
    const computer = idle.pop()!;
    try {
      // Progress is for people to watch, so it may get lost.
      let shown = 0;
      const outcome = await computer.run({ run, kind, index }, failures, (done, total) => {
        if (performance.now() - shown < 1000) return;
        shown = performance.now();
        void job.updateProgress({ done, total }).catch(() => {});
      });
      keepRate(began);
      return outcome;
    } catch (error) {
      if (error instanceof StoppedError) await putBack(job, token);
      if (error instanceof StoreError) await putBack(job, token, error);
      throw error;
    } finally {
      idle.push(computer);
    }
  }

  /** Returns a job to the queue without counting an attempt. Never returns; with a reason the worker ends. */
  async function putBack(job: WaderJob, token: string | undefined, reason?: Error): Promise<never> {
    tell(job, "put back");
    if (reason === undefined) {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    fault ??= reason;
    stop();
    // Later, so that a worker that is started again and again leaves time to mend things.
    await job.moveToDelayed(Date.now() + storePauseMs, token);
    throw new DelayedError();
  }

  async function beginStage({ data: { run, index } }: WaderJob): Promise<void> {
    const known = (await knownRuns(connection)).find((one) => one.run === run);
    if (known === undefined) throw new Error(`the queue knows no run ${run}`);
    await addStage(connection, run, await readPlan(store, run), index, known.options);
  }

  /** Rests behind a job that was faster than the rate allows; no job is held meanwhile. */
  function keepRate(began: number): void {
    if (options.rate === undefined || stopping) return;
    const rest = (threads * 60_000) / options.rate - (performance.now() - began);
    if (rest <= 0) return;
    void worker.pause(true);
    setTimeout(() => {
      if (!stopping) void worker.resume();
    }, rest);
  }

  function endWhenEmpty(): NodeJS.Timeout {
    const queue = worker;
    const endIfEmpty = (): void => {
      void countLeft(connection).then(
        (left) => {
          if (left === 0 && queue.isRunning()) stop();
        },
        () => {},
      );
    };
    // At once behind a job of its own; others' last jobs are waited for.
    queue.on("drained", endIfEmpty);
    return setInterval(endIfEmpty, drainCheckMs);
  }

  function stop(): void {
    if (stopping) return;
    stopping = true;
    clearInterval(draining);
    const grace = setTimeout(() => {
      for (const computer of all) computer.stop();
    }, options.graceSeconds * 1000);
    void worker.close().then(async () => {
      clearTimeout(grace);
      await Promise.all(all.map((computer) => computer.close()));
    });
  }

  function tell(job: WaderJob, result: JobEvent["result"], outcome?: Outcome): void {
    options.onJob?.({
      kind: job.data.kind,
      result,
      seconds: secondsOf(job),
      ...(outcome === undefined ? {} : { outcome }),
    });
  }

  return { finished, stop };
}

function secondsOf({ processedOn = Date.now(), finishedOn = Date.now() }: WaderJob): number {
  return (finishedOn - processedOn) / 1000;
}

/** Jobs that are not finished yet. */
async function countLeft(connection: Redis): Promise<number> {
  const counts = await Promise.all([
    ...["wait", "active"].map((state) => connection.llen(`bull:${queueName}:${state}`)),
    ...["prioritized", "delayed", "waiting-children"].map((state) => connection.zcard(`bull:${queueName}:${state}`)),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}
