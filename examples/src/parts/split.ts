import { createRandom } from "@wader/dsp";
import { type Utterance, duplicates, groupDuplicates, stratifiedSplit } from "@wader/ravdess";

import { ScriptError } from "./script.js";

/** Parts of the data, by clip; both copies of a clip, and recordings that hold the same audio, are in one part. */
export const partNames = ["train", "validation", "test", "unseen"] as const;
export type PartName = (typeof partNames)[number];

/** Ids of the clips in each part. `unseen` holds every clip of the speakers that were kept out of the other parts. */
export type Split = Readonly<Record<PartName, readonly string[]>>;

/**
 * Divides clips into parts.
 *
 * @param utterances - All clips.
 * @param unseenActors - Speakers whose clips only test.
 * @param shares - Shares of training and test among the other speakers' clips, stratified by emotion; validation gets the rest.
 * @param seed - The same seed gives the same split.
 */
export function splitClips(
  utterances: readonly Utterance[],
  unseenActors: readonly number[],
  shares: { readonly train: number; readonly test: number },
  seed: number,
): Split {
  const actors = new Set(utterances.map(({ actor }) => actor));
  const stranger = unseenActors.find((actor) => !actors.has(actor));
  if (stranger !== undefined)
    throw new ScriptError(`--unseen-actors names actor ${stranger}, of whom there is no clip`);
  const hidden = new Set(unseenActors);
  const known = utterances.filter(({ actor }) => !hidden.has(actor));
  if (known.length === 0) throw new ScriptError("--unseen-actors leaves no speaker to train on");
  const validation = Number((1 - shares.train - shares.test).toFixed(9));
  if (!(validation > 0)) throw new ScriptError("the shares of training and test must leave some clips for validation");
  const {
    train,
    validation: chosen,
    test,
  } = stratifiedSplit(known, {
    fractions: { train: shares.train, validation, test: shares.test },
    labelOf: ({ emotion }) => emotion,
    groupOf: groupDuplicates(duplicates),
    // The smallest part of the report's split has fewer clips than there are emotions.
    minPerClass: 0,
    random: createRandom(seed).spawn("split"),
  });
  const split = {
    train: ids(train),
    validation: ids(chosen),
    test: ids(test),
    unseen: ids(utterances.filter(({ actor }) => hidden.has(actor))),
  };
  for (const part of ["train", "validation", "test"] as const) {
    if (split[part].length === 0) throw new ScriptError(`${known.length} clips are too few: none is left for ${part}`);
  }
  return split;
}

function ids(part: readonly Utterance[]): string[] {
  return part.map(({ id }) => id);
}

/** Reads lists of speakers: `"1,3,5-8"`. */
export function parseActors(list: string): number[] {
  const actors = new Set<number>();
  for (const part of list.split(",")) {
    const match = /^(\d{1,2})(?:-(\d{1,2}))?$/.exec(part.trim());
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? match?.[1]);
    if (match === null || first < 1 || last > 24 || first > last) {
      throw new ScriptError(`actors must be numbers from 1 to 24 such as 1,3,5-8, got "${list}"`);
    }
    for (let actor = first; actor <= last; actor++) actors.add(actor);
  }
  return [...actors].sort((a, b) => a - b);
}
