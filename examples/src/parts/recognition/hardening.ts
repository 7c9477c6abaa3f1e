import type { Clips } from "../clips.js";
import { augmentation } from "./augment.js";
import { type Copies, describeClips } from "./clip-store.js";
import type { Condition } from "./conditions.js";
import { type FeatureName, featuresOf } from "./features.js";
import type { JobClip } from "./fold-job.js";

const heard: Omit<Condition, "name"> = { noise: { snrDb: [3, 33], colors: ["white", "pink"] } };

/** What a hardened training side hears besides the usual copies. */
export const hardening = {
  /** Under each of them, drawn for each clip on its own, a clip is heard so many times more. */
  conditions: [
    { name: "heard elsewhere", ...heard },
    { name: "heard elsewhere again", ...heard },
    { name: "heard through a line", ...heard, rate: [7000, 14_000] },
  ] as readonly Condition[],
  copies: 1,
  /** Copies of the clip as recorded. */
  cleanCopies: 3,
  within: { ...augmentation, gain: 12 },
} as const;

/**
 * The clips with more copies: in noise, at lower rates, louder and softer. They are copies like the others: the clip itself stays the first
 * row, and the same id and group go with all.
 *
 * @param folder - Where descriptions are kept, as {@link describeClips} does.
 * @param prepared - The clips as they train without.
 * @param seed - Seed from which conditions and copies are drawn.
 */
export async function hardenClips(
  folder: string,
  clips: Clips,
  prepared: ReadonlyMap<string, JobClip>,
  seed: number,
  signal: AbortSignal,
  features: FeatureName,
): Promise<Map<string, JobClip>> {
  const hardened = new Map(prepared);
  const add = async (count: number, condition?: Condition): Promise<void> => {
    const copies: Copies = { count, within: hardening.within, name: "hardened copies" };
    const described = await describeClips(folder, clips, seed, signal, {
      features: featuresOf(features),
      copies,
      ...(condition && { condition }),
    });
    for (const { utterance, rows } of described) {
      const known = hardened.get(utterance.id)!;
      hardened.set(utterance.id, { ...known, rows: [...known.rows, ...rows.slice(1)] });
    }
  };
  await add(hardening.cleanCopies);
  for (const condition of hardening.conditions) await add(hardening.copies, condition);
  return hardened;
}
