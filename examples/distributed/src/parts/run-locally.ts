import { createComputer, StoppedError } from "./computer.js";
import type { ComputeSettings } from "./compute-thread.js";
import { type Job, type Plan, stagesOf } from "./plan.js";
import { StoreError } from "./store-error.js";

/** How {@link runLocally} goes about it. */
export interface LocalOptions {
  readonly settings: ComputeSettings;
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly onJob?: (done: number) => void;
}

/**
 * Runs all jobs of a run in this process, stage by stage, as a queue would give them out. A job that fails is given up with its reason,
 * and the rest goes on.
 *
 * @throws {StoreError} If the store is to blame. What was finished is kept.
 * @throws The signal's reason, if it fires.
 */
export async function runLocally(
  run: string,
  plan: Plan,
  { settings, threads, signal, onJob }: LocalOptions,
): Promise<{ failures: Readonly<Record<string, string>>; setAside: number }> {
  const failures: Record<string, string> = {};
  const computers = Array.from({ length: threads }, () => createComputer(settings));
  const stop = (): void => {
    for (const computer of computers) computer.stop();
  };
  signal.addEventListener("abort", stop);
  let done = 0;
  let setAside = 0;
  const doAll = async (jobs: readonly Job[]): Promise<void> => {
    const left = [...jobs];
    await Promise.all(
      computers.map(async (computer) => {
        for (let job = left.shift(); job !== undefined; job = left.shift()) {
          signal.throwIfAborted();
          try {
            const outcome = await computer.run(job, failures);
            if (job.kind === "collect") setAside = outcome.setAside;
          } catch (error) {
            if (error instanceof StoppedError) signal.throwIfAborted();
            if (error instanceof StoreError || job.kind === "collect") throw error;
            failures[`${job.kind}-${job.index}`] = (error as Error).message;
          }
          onJob?.(++done);
        }
      }),
    );
  };
  try {
    for (const { kind, count } of stagesOf(plan)) {
      await doAll(Array.from({ length: count }, (_, index) => ({ run, kind, index })));
    }
    await doAll([{ run, kind: "collect", index: 0 }]);
    return { failures, setAside };
  } finally {
    signal.removeEventListener("abort", stop);
    await Promise.all(computers.map((computer) => computer.close()));
  }
}
