import { prepareClips } from "@wader/examples/parts/recognition/prepared-clips.js";
import { ScriptError, stopIfAborted } from "@wader/examples/parts/script.js";

import { clipsOf } from "./clips-of.js";
import type { SetAside } from "./feature-shard.js";
import { openStoreFolder } from "./store-folder.js";
import type { JobContext, Outcome } from "./perform.js";
import { type FoldPlan, copySeeds, keyOf, shardOf } from "./plan.js";
import { writeJson } from "./store.js";

/** Where descriptions of recordings are, for all runs: their names hold digests of the recordings. */
export const cachePrefix = "cache";

/** Key of the recordings that a shard set aside. */
export function describeRecordKey(run: string, index: number): string {
  return keyOf(run, "done", `describe-${index}.json`);
}

/** Computes the statistics of one shard of recordings, and keeps them where folds look for them. */
export async function performDescribe(
  run: string,
  plan: FoldPlan,
  index: number,
  context: JobContext,
): Promise<Outcome> {
  const { store, signal } = context;
  const shards = Math.ceil(plan.recordings.length / plan.recordingsPerShard);
  const copySeed = copySeeds(plan)[Math.floor(index / shards)]!;
  const members = shardOf(plan, index % shards);
  const setAside: SetAside[] = [];
  const cache = await openStoreFolder(store, cachePrefix, { fetch: false });
  try {
    for (const [done, recording] of members.entries()) {
      await stopIfAborted(signal);
      context.onProgress?.(done, members.length);
      try {
        await prepareClips(cache.path, clipsOf([recording], context), copySeed, false, signal);
      } catch (error) {
        if (!(error instanceof ScriptError)) throw error;
        setAside.push({ recording: recording.id, reason: error.message.replace(`${recording.id}: `, "") });
      }
    }
    await cache.save();
  } finally {
    await cache.close();
  }
  await writeJson(store, describeRecordKey(run, index), { setAside });
  return { recordings: members.length - setAside.length, setAside: setAside.length };
}
