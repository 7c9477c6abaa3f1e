import { groupDuplicates, parseRavdessName, type Utterance } from "@wader/ravdess";
import type { FeatureSettings } from "@wader/examples/parts/features.js";
import type { Copy } from "@wader/examples/parts/frame-collection.js";
import type { ClassifierName } from "@wader/examples/parts/recognition/classifiers.js";
import { type SchemeName, schemeOf } from "@wader/examples/parts/recognition/schemes.js";
import { ScriptError } from "@wader/examples/parts/script.js";

import type { CorpusName, Recording } from "./corpora.js";
import { digestOf } from "./digest.js";
import { type Store, readJson, writeJson } from "./store.js";

interface CommonPlan {
  /** Of the code; see `readCodeVersion`. */
  readonly version: string;
  readonly corpus: CorpusName;
  readonly recordings: readonly Recording[];
  readonly recordingsPerShard: number;
  readonly seed: number;
}

/** Frames of wavelet coefficients of every recording, or the latents that an encoder makes of them. */
export interface FeaturePlan extends CommonPlan {
  readonly kind: "features";
  readonly settings: FeatureSettings;
  readonly copies: readonly Copy[];
  /** Digest of the encoder in the store. */
  readonly encoder?: string;
}

/** Training of the report's two networks on each fold. */
export interface ReportSettings {
  readonly settings: FeatureSettings;
  readonly epochs: { readonly autoencoder: number; readonly classifier: number };
  readonly validationSpeakers: number;
}

/** A cross-validation: each fold of each seed. */
export interface FoldPlan extends CommonPlan {
  readonly kind: "folds";
  readonly scheme: SchemeName;
  readonly classifier: ClassifierName | "report";
  readonly perSpeaker: boolean;
  /** The first is `seed`. */
  readonly seeds: readonly number[];
  readonly report?: ReportSettings;
}

export type Plan = FeaturePlan | FoldPlan;

export const jobKinds = ["features", "describe", "fold", "next", "collect"] as const;
export type JobKind = (typeof jobKinds)[number];

/** A piece of a run. The plan in the store says what it means, so that queues hold little. */
export interface Job {
  readonly run: string;
  readonly kind: JobKind;
  readonly index: number;
}

/** Jobs that may run side by side; those of the next stage wait for all of them. */
export interface Stage {
  readonly kind: Extract<JobKind, "features" | "describe" | "fold">;
  readonly count: number;
}

/** Name of a run: equal plans have equal names, so the same command goes on with the same run. */
export function runName(plan: Plan): string {
  return `${plan.kind}-${digestOf(plan)}`;
}

/** The stages of a run. Behind the last comes one `collect`. */
export function stagesOf(plan: Plan): Stage[] {
  const shards = Math.ceil(plan.recordings.length / plan.recordingsPerShard);
  if (plan.kind === "features") return [{ kind: "features", count: shards }];
  const folds = { kind: "fold", count: foldTasks(plan).length } as const;
  // Networks learn from frames, and need no statistics.
  return plan.report === undefined ? [{ kind: "describe", count: shards * copySeeds(plan).length }, folds] : [folds];
}

/** The recordings of one shard. */
export function shardOf({ recordings, recordingsPerShard }: Plan, index: number): readonly Recording[] {
  return recordings.slice(index * recordingsPerShard, (index + 1) * recordingsPerShard);
}

/** Seeds from which copies are drawn: where the seed draws the folds, all seeds share one set of copies. */
export function copySeeds({ scheme, seeds }: FoldPlan): readonly number[] {
  return schemeOf(scheme).drawn ? seeds.slice(0, 1) : seeds;
}

/** Seed and number of every fold. */
export function foldTasks(
  plan: FoldPlan,
): { readonly seed: number; readonly copySeed: number; readonly fold: number }[] {
  const scheme = schemeOf(plan.scheme);
  const utterances = utterancesOf(plan);
  return plan.seeds.flatMap((seed) =>
    scheme.folds(utterances, seed, groupDuplicates()).map((_, fold) => ({
      seed,
      copySeed: scheme.drawn ? plan.seed : seed,
      fold,
    })),
  );
}

/** What the names of RAVDESS recordings say, by actor as the scripts order them. */
export function utterancesOf({ recordings }: Plan): Utterance[] {
  return recordings.map(({ path }) => parseRavdessName(path)).toSorted((a, b) => a.actor - b.actor);
}

/** Key of a run's file. */
export function keyOf(run: string, ...path: readonly (string | number)[]): string {
  return [run, ...path].join("/");
}

/** Keeps a plan in the store, from where workers read it; one that is there already is the same. */
export async function savePlan(store: Store, plan: Plan): Promise<string> {
  const run = runName(plan);
  const key = keyOf(run, "plan.json");
  if (!(await store.has(key))) await writeJson(store, key, plan);
  return run;
}

/**
 * Reads the plan of a run.
 *
 * @throws {ScriptError} If the store holds none.
 */
export async function readPlan(store: Store, run: string): Promise<Plan> {
  const plan = await readJson<Plan>(store, keyOf(run, "plan.json"));
  if (plan === undefined) throw new ScriptError(`the store ${store.name} holds no plan of ${run}`);
  return plan;
}
