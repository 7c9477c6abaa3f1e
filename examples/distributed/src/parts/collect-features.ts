import { type SetAside, type ShardRecord, shardRecordKey } from "./feature-shard.js";
import { gather } from "./gather.js";
import type { Failures, JobContext, Outcome } from "./perform.js";
import { type FeaturePlan, keyOf } from "./plan.js";
import { readJson, writeJson } from "./store.js";
import { groupMetadata } from "./zarr-shard.js";

/** Makes the shards of a run one Zarr group with an index: which frames are of which recording. */
export async function collectFeatures(
  run: string,
  plan: FeaturePlan,
  failures: Failures,
  context: JobContext,
): Promise<Outcome> {
  const { found, givenUp } = await gather(plan, failures, (index) =>
    readJson<ShardRecord>(context.store, shardRecordKey(run, index)),
  );
  const { corpus, settings, copies, seed, version } = plan;
  const setAside: readonly SetAside[] = found.flatMap((shard) => shard.setAside);
  const frames = found.reduce((sum, shard) => sum + shard.frames, 0);
  const facts = { complete: givenUp.length === 0, version, corpus, settings, copies, seed, frames, setAside, givenUp };
  const shards = found.map(({ address, frames: count, bytes, sha256 }) => ({ address, frames: count, bytes, sha256 }));
  await writeJson(context.store, keyOf(run, "zarr.json"), groupMetadata({ ...facts, shards }));
  const entries = found.flatMap((shard) => shard.entries.map((entry) => ({ shard: shard.address, ...entry })));
  await writeJson(context.store, keyOf(run, "index.json"), { ...facts, entries });
  return { recordings: new Set(entries.map(({ recording }) => recording)).size, setAside: setAside.length };
}
