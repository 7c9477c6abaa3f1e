import { Worker } from "node:worker_threads";

import type { Answer, ComputeSettings, Order } from "./compute-thread.js";
import type { Failures, Outcome } from "./perform.js";
import type { Job } from "./plan.js";
import { StoreError } from "./store-error.js";

/** A job that was stopped on request, and is to be done again. */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
}

/** What a computer may use. */
export interface ComputerLimits {
  /** Memory of the whole process, in megabytes. A job that needs more is given up. */
  readonly memoryMb?: number;
  /** Wall time of one job. */
  readonly minutes?: number;
}

/** Computes jobs, one at a time, on a thread of its own. */
export interface Computer {
  /**
   * @throws {StoreError} If the store is to blame.
   * @throws {StoppedError} After {@link Computer.stop}.
   */
  run(job: Job, failures: Failures, onProgress?: (done: number, total: number) => void): Promise<Outcome>;
  /** Asks the job at hand to end at the next point from which it can go on. */
  stop(): void;
  close(): Promise<void>;
}

const watchMs = 250;

/** Makes ready to compute; the thread starts with the first job, and anew after one that had to be ended. */
export function createComputer({ data, store }: ComputeSettings, limits: ComputerLimits = {}): Computer {
  let thread: Worker | undefined;
  let current:
    | { resolve(outcome: Outcome): void; reject(error: Error): void; tell(answer: Progress): void }
    | undefined;
  const start = (): Worker => {
    const { memoryMb } = limits;
    const worker = new Worker(new URL("compute-thread.js", import.meta.url), {
      workerData: { data, store } satisfies ComputeSettings,
      // What parts print about their progress is for terminals.
      stderr: true,
      stdout: true,
      ...(memoryMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: memoryMb } }),
    });
    worker.stderr.resume();
    worker.stdout.resume();
    worker.on("message", (answer: Answer) => {
      if ("outcome" in answer) current?.resolve(answer.outcome);
      else if ("error" in answer) current?.reject(errorOf(answer.error));
      else current?.tell(answer);
    });
    worker.on("error", (error: NodeJS.ErrnoException) => current?.reject(new BrokenThread(threadFault(error, limits))));
    worker.on("exit", () => {
      if (thread === worker) current?.reject(new BrokenThread("the computing thread ended"));
    });
    return worker;
  };
  const end = async (): Promise<void> => {
    const ending = thread;
    thread = undefined;
    await ending?.terminate();
  };
  return {
    async run(job, failures, onProgress) {
      const began = performance.now();
      // What a former job has left behind is not this one's doing.
      if (excess(began, limits) !== undefined) await end();
      const hopeless = excess(began, limits);
      if (hopeless !== undefined) throw new Error(hopeless);
      thread ??= start();
      const worker = thread;
      const watching = setInterval(() => {
        const reason = excess(began, limits);
        if (reason !== undefined) current?.reject(new BrokenThread(reason));
      }, watchMs);
      try {
        return await new Promise<Outcome>((resolve, reject) => {
          current = { resolve, reject, tell: ({ done, total }) => onProgress?.(done, total) };
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
          worker.postMessage({ do: job, failures } satisfies Order);
        });
      } catch (error) {
        if (error instanceof BrokenThread) await end();
        throw error;
      } finally {
        clearInterval(watching);
        current = undefined;
      }
    },
    stop() {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
      thread?.postMessage({ stop: true } satisfies Order);
    },
    close: end,
  };
}

type Progress = Extract<Answer, { done: number }>;

/** A thread that cannot be used again. */
class BrokenThread extends Error {}

function errorOf({ name, message }: { name: string; message: string }): Error {
  if (name === "StoreError") return new StoreError(message);
  if (name === "AbortError") return new StoppedError(message);
  return new Error(message);
}

function threadFault(error: NodeJS.ErrnoException, { memoryMb }: ComputerLimits): string {
  return error.code === "ERR_WORKER_OUT_OF_MEMORY" ? tooMuchMemory(memoryMb!) : error.message;
}

/** Which limit is passed, if any. */
function excess(began: number, { memoryMb = Infinity, minutes = Infinity }: ComputerLimits): string | undefined {
  if (process.memoryUsage.rss() > memoryMb * 2 ** 20) return tooMuchMemory(memoryMb);
  return performance.now() - began > minutes * 60_000 ? `it took more than ${minutes} minutes` : undefined;
}

function tooMuchMemory(megabytes: number): string {
  return `it needs more than the ${megabytes} MB of memory that a worker may use`;
}
