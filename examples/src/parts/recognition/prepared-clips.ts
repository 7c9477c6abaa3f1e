import { duplicates, groupDuplicates } from "@wader/ravdess";

import type { Clips } from "../clips.js";
import { standardizeBySpeaker } from "./by-speaker.js";
import { type DescribedClip, describeClips } from "./clip-store.js";
import { type FeatureName, featuresOf } from "./features.js";
import type { JobClip } from "./fold-job.js";

/**
 * Describes clips as folds take them: by id, standardised by speaker if asked for, and with clips of the same sound in one group.
 *
 * @param folder - Where descriptions are kept, as {@link describeClips} does.
 * @param copySeed - Seed from which the augmented copies are drawn.
 */
export async function prepareClips(
  folder: string,
  clips: Clips,
  copySeed: number,
  perSpeaker: boolean,
  signal: AbortSignal,
  features: FeatureName = "wavelet",
): Promise<Map<string, JobClip>> {
  const described = await describeClips(folder, clips, copySeed, signal, { features: featuresOf(features) });
  const groupOf = groupDuplicates([...duplicates, ...sameSound(described)]);
  const rows = perSpeaker ? standardizeBySpeaker(described) : described;
  return new Map(
    rows.map((clip) => [clip.utterance.id, Object.assign({}, clip, { group: groupOf(clip.utterance) })] as const),
  );
}

/** Ids of clips whose sound is the same, number by number. */
function sameSound(clips: readonly DescribedClip[]): string[][] {
  const sets = new Map<string, string[]>();
  for (const { fingerprint, utterance } of clips) {
    sets.set(fingerprint, [...(sets.get(fingerprint) ?? []), utterance.id]);
  }
  return [...sets.values()].filter((ids) => ids.length > 1);
}
