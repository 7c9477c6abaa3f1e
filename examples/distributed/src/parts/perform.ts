import type { Job, Plan } from "./plan.js";
import type { Recordings } from "./recordings.js";
import type { Store } from "./store.js";

/** What a job works with, wherever it runs. */
export interface JobContext {
  readonly store: Store;
  readonly recordings: Recordings;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Reasons of jobs that were given up, by kind and index as in `features-3`. */
export type Failures = Readonly<Record<string, string>>;

/** What a job did, in figures. */
export interface Outcome {
  readonly recordings: number;
  readonly setAside: number;
}

/** Does one job: the only way in which anything is computed, with a queue or without. */
export async function perform(job: Job, plan: Plan, failures: Failures, context: JobContext): Promise<Outcome> {
  const { run, kind, index } = job;
  // Loaded when they are needed: a thread that makes features has no use for TensorFlow.
  if (plan.kind === "features") {
    const { performFeatures } = await import("./feature-shard.js");
    const { collectFeatures } = await import("./collect-features.js");
    if (kind === "features") return performFeatures(run, plan, index, context);
    if (kind === "collect") return collectFeatures(run, plan, failures, context);
  } else {
    const { performDescribe } = await import("./describe-shard.js");
    const { performFold } = await import("./fold.js");
    const { collectFolds } = await import("./collect-folds.js");
    if (kind === "describe") return performDescribe(run, plan, index, context);
    if (kind === "fold") return performFold(run, plan, index, context);
    if (kind === "collect") return collectFolds(run, plan, failures, context);
  }
  throw new Error(`a run of ${plan.kind} has no job ${kind}`);
}
