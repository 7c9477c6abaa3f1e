import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";

import { type Fold, type Utterance, groupDuplicates } from "@wader/ravdess";

import { writeJson } from "./parts/atomic.js";
import { openClips } from "./parts/clips.js";
import { choice, common, flag, number, text } from "./parts/command-line.js";
import { formatTable } from "./parts/evaluation.js";
import { startProgress } from "./parts/progress.js";
import { augmentation } from "./parts/recognition/augment.js";
import { copiesPerClip } from "./parts/recognition/clip-store.js";
import {
  type FoldResult,
  type JobClip,
  classifierNames,
  classifierSettings,
  runFold,
} from "./parts/recognition/fold-job.js";
import { prepareClips } from "./parts/recognition/prepared-clips.js";
import { schemeNames, schemeOf } from "./parts/recognition/schemes.js";
import { type Spread, type Summary, summarize } from "./parts/recognition/summary.js";
import { runScript, stopIfAborted } from "./parts/script.js";
import { parseActors } from "./parts/split.js";

const line = {
  name: "cross-validate",
  summary:
    "Tells emotions of clips by statistics of wavelet bands, fold by fold, and says how well. Leads with folds of unseen speakers.",
  options: {
    data: common.data,
    actors: text("list", "Only these speakers: 1,3,5-8."),
    folds: choice(
      schemeNames,
      "How to divide: by speaker (4 folds drawn with both genders in each; two published partitions; each speaker alone), by sentence, or clips at random, which shares speakers.",
    ),
    classifier: choice(classifierNames, "What tells the emotion."),
    perSpeaker: flag(
      "Standardise by each speaker's own clips, without labels: uses the test's audio, so report it apart.",
    ),
    seeds: number("How often to repeat, each time with other folds, or other copies where the folds are given.", {
      min: 1,
      max: 100,
      whole: true,
      fallback: 5,
    }),
    seed: common.seed,
    out: text("folder", "Folder for what is computed once and for the results.", "out/cross-validation"),
    resume: common.resume,
  },
  example: "cross-validate.js --data Audio_Speech_Actors_01-24.zip --folds luna-jimenez",
} as const;

await runScript(line, async (options, { signal }) => {
  const { folds: schemeName, classifier, perSpeaker, out } = options;
  const scheme = schemeOf(schemeName);
  const seeds = Array.from({ length: options.seeds }, (_, i) => options.seed + i);
  const clips = await openClips({
    data: options.data,
    actors: options.actors === undefined ? undefined : parseActors(options.actors),
    signal,
  });
  try {
    const name = [schemeName, classifier, ...(perSpeaker ? ["per-speaker"] : [])].join("-");
    const settings = { classifier, perSpeaker, classifierSettings, copiesPerClip, augmentation };
    const foldsOf = (seed: number, groupOf: (item: { id: string }) => string): Fold<Utterance>[] =>
      scheme.folds(clips.utterances, seed, groupOf);
    const total = seeds.reduce((sum, seed) => sum + foldsOf(seed, groupDuplicates()).length, 0);

    const results: FoldResult[] = [];
    let described: Map<string, JobClip> | undefined;
    let key = "";
    let progress: ReturnType<typeof startProgress> | undefined;
    for (const seed of seeds) {
      // Where the seed draws the folds, all seeds share one set of copies, which is the costly part.
      if (described === undefined || !scheme.drawn) {
        const copySeed = scheme.drawn ? options.seed : seed;
        described = await prepareClips(join(out, "cache"), clips, copySeed, perSpeaker, signal);
        key = digest([settings, copySeed, [...described.values()].map(({ fingerprint }) => fingerprint)]);
      }
      const jobs = described;
      for (const fold of foldsOf(seed, ({ id }) => jobs.get(id)!.group)) {
        await stopIfAborted(signal);
        const path = join(out, "folds", `${name}-${key}`, `seed-${seed}`, `${fold.name.replaceAll(" ", "-")}.json`);
        if (!options.resume) await rm(path, { force: true });
        const finished = await readResult(path, fold);
        progress ??= startProgress("Folds", total, "folds", finished === undefined ? 0 : 1);
        const result = finished ?? runFold(jobs, fold, seed, { unseenSpeakers: scheme.unseenSpeakers, classifier });
        if (finished === undefined) await writeJson(path, result);
        results.push(result);
        progress.update(results.length);
      }
    }
    progress?.finish();

    const summary = summarize(results);
    const file = join(out, `${name}.json`);
    await writeJson(file, {
      data: clips.synthetic ? clips.name : basename(clips.name),
      speakers: new Set(clips.utterances.map(({ actor }) => actor)).size,
      clips: clips.utterances.length,
      folds: schemeName,
      seeds,
      ...settings,
      ...summary,
    });
    print(summary, `${schemeName}, ${classifier}${perSpeaker ? ", statistics by speaker" : ""}`);
    console.log(`\nwritten to ${file}`);
  } finally {
    await clips.close();
  }
});

/** The result of a fold that was finished before, if it is of these very clips. */
async function readResult(path: string, fold: Fold<Utterance>): Promise<FoldResult | undefined> {
  try {
    const result = JSON.parse(await readFile(path, "utf8")) as FoldResult;
    const same = result.clips.map(({ id }) => id).join() === fold.test.map(({ id }) => id).join();
    return same && result.trainClips === fold.train.length ? result : undefined;
  } catch {
    return undefined;
  }
}

function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 12);
}

function print({ pooled, interval, recalls, majority, perFold }: Summary, title: string): void {
  const both = ({ mean, deviation }: Spread): string => `${percent(mean)} ± ${(100 * deviation).toFixed(1)}`;
  console.log(`${title}\n`);
  console.log(
    formatTable({
      head: ["seed", "fold", "clips", "WA", "UA", "test speakers"],
      rows: perFold.map(({ seed, fold, clips, weightedAccuracy, unweightedAccuracy, actors }) => [
        String(seed),
        fold,
        String(clips),
        percent(weightedAccuracy),
        percent(unweightedAccuracy),
        actors.length > 6 ? `${actors.length} speakers` : actors.join(" "),
      ]),
    }),
  );
  console.log(
    `\n${formatTable({
      head: ["emotion", "clips", "recall"],
      rows: recalls.map(({ emotion, clips, recall }) => [emotion, String(clips), both(recall)]),
    })}`,
  );
  console.log(
    [
      "",
      `pooled UA  ${both(pooled.unweightedAccuracy)} over ${pooled.unweightedAccuracy.bySeed.length === 1 ? "1 seed" : `${pooled.unweightedAccuracy.bySeed.length} seeds`}`,
      `           95 % interval ${percent(interval.low)} to ${percent(interval.high)}, ${interval.speakers} speakers drawn again ${interval.draws} times`,
      `pooled WA  ${both(pooled.weightedAccuracy)}`,
      `majority   UA ${percent(majority.unweightedAccuracy)}, WA ${percent(majority.weightedAccuracy)}`,
    ].join("\n"),
  );
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
