/** A thread that computes jobs one at a time, so that the process around it stays awake for Redis, signals and metrics. */
import { parentPort, workerData } from "node:worker_threads";

import { type Failures, type Outcome, perform } from "./perform.js";
import { type Job, type Plan, readPlan } from "./plan.js";
import { type Recordings, openRecordings } from "./recordings.js";
import { openStore } from "./store.js";
import { storeFault } from "./store-error.js";

/** Where the recordings and results are. */
export interface ComputeSettings {
  readonly data: string;
  readonly store: string;
}

/** What the thread is told. */
export type Order = { readonly do: Job; readonly failures: Failures } | { readonly stop: true };

/** What the thread says. */
export type Answer =
  | { readonly outcome: Outcome }
  | { readonly error: { readonly name: string; readonly message: string } }
  | { readonly done: number; readonly total: number };

const settings = workerData as ComputeSettings;
const port = parentPort!;
const store = openStore(settings.store);
const plans = new Map<string, Plan>();
const sources = new Map<string, Recordings>();
let stopping = new AbortController();

port.on("message", (order: Order) => {
  if ("stop" in order) stopping.abort();
  else void work(order.do, order.failures).then((answer) => port.postMessage(answer));
});

async function work(job: Job, failures: Failures): Promise<Answer> {
  stopping = new AbortController();
  try {
    const plan = await remember(plans, job.run, () => readPlan(store, job.run));
    const recordings = await remember(sources, plan.corpus, () => openRecordings(settings.data, plan.corpus));
    const tell = (done: number, total: number): void => port.postMessage({ done, total } satisfies Answer);
    const context = { store, recordings, signal: stopping.signal, onProgress: tell };
    return { outcome: await perform(job, plan, failures, context) };
  } catch (error) {
    const { name, message } = storeFault(store.name, error) ?? (error as Error);
    return { error: { name, message } };
  }
}

async function remember<T>(known: Map<string, T>, name: string, make: () => Promise<T>): Promise<T> {
  const value = known.get(name) ?? (await make());
  known.set(name, value);
  return value;
}
