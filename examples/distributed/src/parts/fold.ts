import { createRandom } from "@wader/dsp";
import { averageByClip, decideClasses, predictProbabilities, presets, splitClassifier } from "@wader/models";
import { useWasm } from "@wader/models/node";
import { groupDuplicates, withValidationSpeakers } from "@wader/ravdess";
import {
  type FrameCollection,
  type FrameTable,
  framesFromAudio,
  selectFrames,
} from "@wader/examples/parts/frame-collection.js";
import { trainNetworks } from "@wader/examples/parts/networks.js";
import { type FoldResult, type JobClip, runFold } from "@wader/examples/parts/recognition/fold-job.js";
import { networkDesignNames, networkDesigns } from "@wader/examples/parts/recognition/network-designs.js";
import { prepareClips } from "@wader/examples/parts/recognition/prepared-clips.js";
import { schemeOf } from "@wader/examples/parts/recognition/schemes.js";
import { ScriptError } from "@wader/examples/parts/script.js";

import { clipsOf } from "./clips-of.js";
import { cachePrefix, describeRecordKey } from "./describe-shard.js";
import type { SetAside } from "./feature-shard.js";
import type { JobContext, Outcome } from "./perform.js";
import { type FoldPlan, type ReportSettings, foldTasks, keyOf, stagesOf } from "./plan.js";
import { openStoreFolder } from "./store-folder.js";
import { readJson, writeJson } from "./store.js";

const checkpointSeconds = 30;

/** Key of a fold's result. */
export function foldKey(run: string, index: number): string {
  return keyOf(run, "done", `fold-${index}.json`);
}

/** Trains on one fold of one seed and tells the emotions of its test side; goes on where another worker stopped. */
export async function performFold(run: string, plan: FoldPlan, index: number, context: JobContext): Promise<Outcome> {
  const { store } = context;
  const known = await readJson<FoldResult>(store, foldKey(run, index));
  const result =
    known ??
    (plan.report === undefined
      ? await statistics(run, plan, index, context)
      : await reportNetworks(run, plan, index, plan.report, context));
  if (known === undefined) await writeJson(store, foldKey(run, index), result);
  return { recordings: result.clips.length, setAside: 0 };
}

/** Recordings that the shards before set aside. */
export async function setAsideOf(run: string, plan: FoldPlan, context: JobContext): Promise<SetAside[]> {
  const stage = stagesOf(plan).find(({ kind }) => kind === "describe");
  const all: SetAside[] = [];
  for (let index = 0; index < (stage?.count ?? 0); index++) {
    const record = await readJson<{ setAside: SetAside[] }>(context.store, describeRecordKey(run, index));
    all.push(...(record?.setAside ?? []));
  }
  return [...new Map(all.map((one) => [one.recording, one])).values()];
}

async function statistics(run: string, plan: FoldPlan, index: number, context: JobContext): Promise<FoldResult> {
  const { scheme: schemeName, classifier, perSpeaker } = plan;
  if (classifier === "report") throw new Error("the report's networks take no statistics");
  const { seed, copySeed, fold } = foldTasks(plan)[index]!;
  const unusable = new Set((await setAsideOf(run, plan, context)).map(({ recording }) => recording));
  const members = plan.recordings.filter(({ id }) => !unusable.has(id));
  const clips = clipsOf(members, context);
  const jobs = await prepared(`${run} ${copySeed}`, async () => {
    const cache = await openStoreFolder(context.store, cachePrefix, { fetch: true });
    try {
      return await prepareClips(cache.path, clips, copySeed, perSpeaker, context.signal);
    } finally {
      await cache.close();
    }
  });
  const scheme = schemeOf(schemeName);
  const chosen = scheme.folds(clips.utterances, seed, ({ id }) => jobs.get(id)!.group)[fold];
  if (chosen === undefined)
    throw new ScriptError(`fold ${fold + 1} of seed ${seed} is empty: all its recordings are set aside`);
  return runFold(jobs, chosen, seed, {
    unseenSpeakers: scheme.unseenSpeakers,
    classifiers: [classifier],
    design: networkDesigns[networkDesignNames[0]],
    select: false,
    calibrate: false,
    signal: context.signal,
  });
}

let last: { readonly name: string; readonly clips: ReadonlyMap<string, JobClip> } | undefined;

/** Folds of one seed follow each other, and take the same descriptions. */
async function prepared(
  name: string,
  make: () => Promise<ReadonlyMap<string, JobClip>>,
): Promise<ReadonlyMap<string, JobClip>> {
  if (last?.name !== name) last = { name, clips: await make() };
  return last.clips;
}

async function reportNetworks(
  run: string,
  plan: FoldPlan,
  index: number,
  { settings, epochs, validationSpeakers }: ReportSettings,
  context: JobContext,
): Promise<FoldResult> {
  const { store, signal } = context;
  const { seed, fold } = foldTasks(plan)[index]!;
  const clips = clipsOf(plan.recordings, context);
  const folds = schemeOf(plan.scheme).folds(clips.utterances, seed, groupDuplicates());
  const random = createRandom(seed).spawn("validation");
  const { name, train, validation, test } = withValidationSpeakers(folds, { random, speakers: validationSpeakers })[
    fold
  ]!;

  await useWasm();
  const folder = await openStoreFolder(store, keyOf(run, "folds", index), { fetch: true });
  const saving = setInterval(() => void folder.save().catch(() => {}), checkpointSeconds * 1000);
  try {
    const frames = await framesFromAudio(clips, clips.utterances, settings, ["clean"], { seed, signal });
    const { classifiers, latents } = await trainNetworks(
      folder.path,
      frames,
      { train: (of) => framesOf(of, train), validation: (of) => framesOf(of, validation) },
      { preset: presets.default, epochs, decay: true, seed, resume: true, workers: 1, signal },
    );
    try {
      const asked = framesOf(latents, test);
      const { head } = splitClassifier(classifiers[0]!.model);
      const probabilities = await predictProbabilities(head, asked.frames, { batchSize: 8, signal });
      const clipScores = averageByClip(probabilities, asked.clipIndex);
      const classes = clipScores.shape[1];
      const predicted = decideClasses(clipScores);
      return {
        seed,
        fold: name,
        trainClips: train.length,
        trainRows: framesOf(latents, train).frames.length,
        clips: asked.clips.map(({ utterance: { id, actor, emotionIndex } }, i) => ({
          id,
          actor,
          label: emotionIndex,
          predicted: predicted[i]!,
          scores: Array.from(clipScores.data.subarray(i * classes, (i + 1) * classes), Math.log),
          majority: mostCommon(train.map((utterance) => utterance.emotionIndex)),
        })),
      };
    } finally {
      await latents.close?.();
    }
  } finally {
    clearInterval(saving);
    await folder.save();
    await folder.close();
  }
}

/** The frames of one side of a fold. */
function framesOf(collection: FrameCollection, side: readonly { readonly id: string }[]): FrameTable {
  const ids = new Set(side.map(({ id }) => id));
  return selectFrames(collection, ({ utterance }) => ids.has(utterance.id));
}

function mostCommon(labels: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].toSorted(([a, m], [b, n]) => n - m || a - b)[0]![0];
}
