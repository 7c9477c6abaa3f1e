import { readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { writeJson } from "./atomic.js";
import { type Clips, openClips } from "./clips.js";
import { openFeatures } from "./feature-store.js";
import { type FeatureSettings, type FrameValues, featureSettings } from "./features.js";
import { type Copy, type FrameCollection, type FrameTable, framesFromAudio, selectFrames } from "./frame-collection.js";
import type { Sides } from "./networks.js";
import { ScriptError } from "./script.js";
import { type PartName, type Split, type SplitUnit, partNames, splitClips, splitFrames, unitName } from "./split.js";

/** What the steps of one experiment share: which data, which features, which split. Kept as `run.json` in the run's folder. */
export interface Run {
  /** Folder or zip of the recordings; `null` for the built-in corpus. */
  readonly data: string | null;
  /** Folder of features that were written before; `null` to compute frames when they are needed. */
  readonly features: string | null;
  readonly synthetic: boolean;
  readonly actors: readonly number[] | null;
  readonly copies: readonly Copy[];
  readonly seed: number;
  readonly settings: FeatureSettings;
  readonly split: Split;
}

/** What a user can choose of a run. */
export interface RunChoice {
  readonly data: string | undefined;
  readonly features: string | undefined;
  readonly actors: readonly number[] | undefined;
  readonly unseenActors: readonly number[];
  readonly shares: { readonly train: number; readonly test: number };
  /** What stays in one part of the split. */
  readonly unit: SplitUnit;
  readonly copies: readonly Copy[];
  readonly timeStep: number;
  readonly values?: FrameValues;
  /** Samples of a frame. */
  readonly frameSamples?: number;
  /** Samples from one frame to the next. */
  readonly hop: number;
  /** How far under the loudest sound silence begins, in dB. */
  readonly silenceDb?: number;
  /** How much of the clips' differences in level stays. */
  readonly level?: number;
  /** Whether clips that are shorter than a frame get silence at both ends. */
  readonly pad?: boolean;
  readonly seed: number;
  readonly resume: boolean;
}

/** A run and its frames. */
export interface OpenRun {
  readonly run: Run;
  readonly collection: FrameCollection;
}

const fileName = "run.json";

/**
 * Starts an experiment in a folder, or goes on with the one that is there.
 *
 * @throws {ScriptError} If the folder's run was started with other options and `resume` is true.
 */
export async function startRun(folder: string, choice: RunChoice, signal: AbortSignal): Promise<OpenRun> {
  const { run, collection } = await plan(choice, signal);
  if (choice.resume) {
    const former = await readRun(folder).catch(() => undefined);
    if (former !== undefined) {
      checkSame(folder, former, run);
      return { run, collection };
    }
  } else {
    // Networks and results of a former run would not belong to this one.
    const names = (await readdir(folder).catch(() => [])).filter((name) =>
      /^(autoencoder|classifier(-\d+)?|latents|evaluation\.json)$/.test(name),
    );
    for (const name of names) await rm(join(folder, name), { recursive: true });
  }
  await writeJson(join(folder, fileName), run);
  return { run, collection };
}

/** Opens an experiment that was started before, with its data; `data` says where the recordings are now, if they have moved. */
export async function openRun(folder: string, data: string | undefined, signal: AbortSignal): Promise<OpenRun> {
  const run = await readRun(folder);
  if (run.features !== null) return { run, collection: await openFeatures(run.features) };
  const clips = await openClips({ data: data ?? run.data ?? undefined, actors: run.actors ?? undefined, signal });
  return { run, collection: await readClips(clips, run, signal) };
}

/**
 * Reads `run.json`.
 *
 * @throws {ScriptError} If the folder holds none.
 */
export async function readRun(folder: string): Promise<Run> {
  try {
    return JSON.parse(await readFile(join(folder, fileName), "utf8")) as Run;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      throw new ScriptError(`${folder} holds no run (${fileName} is missing): begin with train-autoencoder`);
    }
    if (error instanceof SyntaxError) throw new ScriptError(`${join(folder, fileName)} is not JSON: ${error.message}`);
    throw error;
  }
}

/** The frames of one part of the split, varied in training if asked for; `undefined` if it is empty. */
export function framesOfPart(
  collection: FrameCollection,
  split: Split,
  part: PartName,
  vary?: { readonly seed: number },
): FrameTable | undefined {
  const units = new Set(split[part]);
  if (units.size === 0) return undefined;
  return selectFrames(
    collection,
    ({ utterance, copy }, frame) => units.has(unitName(split.unit, utterance.id, copy, frame)),
    vary,
  );
}

/**
 * What of a run trains and what validates.
 *
 * @param augment - Whether the classifier's training frames are varied.
 * @throws {ScriptError} If they cannot be varied.
 */
export function runSides({ split }: Run, augment: boolean): Required<Sides> {
  if (augment && split.unit !== "clip") {
    throw new ScriptError("--augment takes frames from anywhere in a clip, so it needs --split clip");
  }
  return {
    train: (of, vary) => framesOfPart(of, split, "train", vary)!,
    validation: (of) => framesOfPart(of, split, "validation"),
  };
}

/** Number of clips, copies and frames in each part, for people to read. */
export function describeSplit(collection: FrameCollection, run: Run): string {
  const parts = partNames.flatMap((part) => {
    const table = framesOfPart(collection, run.split, part);
    if (table === undefined) return [];
    const clips = new Set(table.clips.map(({ utterance }) => utterance.id)).size;
    return [`${part} ${clips} clips, ${table.frames.length} frames`];
  });
  const copies = run.copies.length === 2 ? "each clip clean and with noise" : `${run.copies[0]} clips`;
  return `${parts.join("; ")} (${copies})`;
}

async function plan(choice: RunChoice, signal: AbortSignal): Promise<OpenRun> {
  const { features, seed, unit, unseenActors, shares } = choice;
  if (features !== undefined) {
    const collection = await openFeatures(features);
    const run: Run = {
      data: choice.data ?? null,
      features,
      synthetic: false,
      actors: null,
      copies: [...new Set(collection.clips.map(({ copy }) => copy))],
      seed,
      settings: collection.settings,
      split: splitFrames(collection.clips, unit, unseenActors, shares, seed),
    };
    return { run, collection };
  }
  const clips = await openClips({ data: choice.data, actors: choice.actors, signal });
  // Before the clips are read, so that a split that cannot be is told at once.
  const byClip = splitClips(clips.utterances, unseenActors, shares, seed);
  const recipe = {
    data: choice.data ?? null,
    features: null,
    synthetic: clips.synthetic,
    actors: choice.actors ?? null,
    copies: choice.copies,
    seed,
    settings: featureSettings(choice),
  };
  const collection = await readClips(clips, recipe, signal);
  const split = unit === "clip" ? byClip : splitFrames(collection.clips, unit, unseenActors, shares, seed);
  return { run: { ...recipe, split }, collection };
}

async function readClips(
  clips: Clips,
  run: Pick<Run, "settings" | "copies" | "seed">,
  signal: AbortSignal,
): Promise<FrameCollection> {
  try {
    return await framesFromAudio(clips, clips.utterances, run.settings, run.copies, { seed: run.seed, signal });
  } finally {
    await clips.close();
  }
}

function checkSame(folder: string, former: Run, run: Run): void {
  const changed = (Object.keys(run) as (keyof Run)[]).filter(
    (key) => JSON.stringify(former[key]) !== JSON.stringify(run[key]),
  );
  if (changed.length > 0) {
    throw new ScriptError(
      `${folder} was started with other options (${changed.join(", ")} differ): repeat them, or choose another folder`,
    );
  }
}
