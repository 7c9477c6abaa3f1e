import { createRandom } from "@wader/dsp";
import { type Utterance, duplicates, groupDuplicates, stratifiedSplit } from "@wader/ravdess";

import type { ClipFrames, Copy } from "./frame-collection.js";
import { ScriptError } from "./script.js";

/** Parts of the data. */
export const partNames = ["train", "validation", "test", "unseen"] as const;
export type PartName = (typeof partNames)[number];

/**
 * What stays in one part. `clip`: a clip with its noisy copy, and recordings that hold the same audio. `frame`: a frame with its
 * noisy copy; other frames of its clip may be elsewhere. `frame-copy`: each frame alone; its noisy copy may be elsewhere.
 * The last two flatter: neighbours of what is tested, or the very sound, have been trained on.
 */
export const splitUnits = ["clip", "frame", "frame-copy"] as const;
export type SplitUnit = (typeof splitUnits)[number];

/** Names of the units in each part. `unseen` holds every unit of the speakers that were kept out of the other parts. */
export type Split = Readonly<Record<PartName, readonly string[]>> & { readonly unit: SplitUnit };

/** Name of the unit that a frame of a clip belongs to. */
export function unitName(unit: SplitUnit, id: string, copy: Copy, frame: number): string {
  if (unit === "clip") return id;
  return unit === "frame" ? `${id}/${frame}` : `${id}/${frame}/${copy}`;
}

/** What is dealt to one part as a whole, together with all of its group. */
export interface Unit {
  readonly id: string;
  readonly emotion: string;
  readonly actor: number;
  readonly group: string;
}

/** All units of some clips; frames of the same place in recordings of the same audio are of one group. */
export function unitsOf(clips: readonly ClipFrames[], unit: SplitUnit): Unit[] {
  const soundOf = groupDuplicates(duplicates);
  const units = new Map<string, Unit>();
  for (const { utterance, copy, frames } of clips) {
    const { emotion, actor } = utterance;
    for (let frame = 0; frame < frames; frame++) {
      const id = unitName(unit, utterance.id, copy, frame);
      units.set(id, { id, emotion, actor, group: unitName(unit, soundOf(utterance), copy, frame) });
    }
  }
  return [...units.values()];
}

/** Divides the frames of clips into parts, `unit` by `unit`; otherwise as {@link splitClips}. */
export function splitFrames(
  clips: readonly ClipFrames[],
  unit: SplitUnit,
  unseenActors: readonly number[],
  shares: { readonly train: number; readonly test: number },
  seed: number,
): Split {
  return divide(unitsOf(clips, unit), unit, unseenActors, shares, seed);
}

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
  const groupOf = groupDuplicates(duplicates);
  const units = utterances.map(({ id, emotion, actor }) => ({ id, emotion, actor, group: groupOf({ id }) }));
  return divide(units, "clip", unseenActors, shares, seed);
}

function divide(
  units: readonly Unit[],
  unit: SplitUnit,
  unseenActors: readonly number[],
  shares: { readonly train: number; readonly test: number },
  seed: number,
): Split {
  const actors = new Set(units.map(({ actor }) => actor));
  const stranger = unseenActors.find((actor) => !actors.has(actor));
  if (stranger !== undefined)
    throw new ScriptError(`--unseen-actors names actor ${stranger}, of whom there is no clip`);
  const hidden = new Set(unseenActors);
  const known = units.filter(({ actor }) => !hidden.has(actor));
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
    groupOf: ({ group }) => group,
    // The smallest part of the report's split has fewer clips than there are emotions.
    minPerClass: 0,
    random: createRandom(seed).spawn("split"),
  });
  const split = {
    unit,
    train: ids(train),
    validation: ids(chosen),
    test: ids(test),
    unseen: ids(units.filter(({ actor }) => hidden.has(actor))),
  };
  for (const part of ["train", "validation", "test"] as const) {
    if (split[part].length === 0)
      throw new ScriptError(
        `${known.length} ${unit === "clip" ? "clips" : "frames"} are too few: none is left for ${part}`,
      );
  }
  return split;
}

function ids(part: readonly Unit[]): string[] {
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
