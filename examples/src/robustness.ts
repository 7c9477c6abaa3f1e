import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import { groupDuplicates } from "@wader/ravdess";

import { writeAtomically, writeJson } from "./parts/atomic.js";
import type { Clips } from "./parts/clips.js";
import { choice, common, number, text } from "./parts/command-line.js";
import { robustnessPicture } from "./parts/figures/recognition.js";
import { startProgress } from "./parts/progress.js";
import { augmentation } from "./parts/recognition/augment.js";
import { copiesPerClip, describeClips, noCopies } from "./parts/recognition/clip-store.js";
import { conditions } from "./parts/recognition/conditions.js";
import { featureNames, featuresOf } from "./parts/recognition/features.js";
import { classifierSettings } from "./parts/recognition/classifiers.js";
import { type FoldResult, type JobClip, runFold } from "./parts/recognition/fold-job.js";
import { hardenClips, hardening } from "./parts/recognition/hardening.js";
import { networkDesigns } from "./parts/recognition/network-designs.js";
import { prepareClips } from "./parts/recognition/prepared-clips.js";
import { schemeOf } from "./parts/recognition/schemes.js";
import { percent, percentSpread } from "./parts/recognition/spread.js";
import { type Summary, summarize } from "./parts/recognition/summary.js";
import { provenance, withClips } from "./parts/recognition/with-clips.js";
import { runScript, stopIfAborted } from "./parts/script.js";
import { formatTable } from "./parts/table.js";

const trainings = ["recipe", "hardened"] as const;
const clean = "as recorded";

const line = {
  name: "robustness",
  summary:
    "Tests by speakers never heard what noise, a telephone's band and gain do to the recognition, trained on clips as they were recorded, and hardened by copies in noise, at lower rates and at other levels.",
  options: {
    data: common.data,
    actors: text("list", "Only these speakers: 1,3,5-8."),
    folds: choice(["balanced", "luna-jimenez", "emobox", "loso"], "How to divide the speakers."),
    features: choice(featureNames, "What the statistics are of."),
    classifier: choice(["discriminant", "kernel-ridge"], "What tells the emotion."),
    seeds: number("How often to repeat with other folds.", { min: 1, max: 100, whole: true, fallback: 5 }),
    seed: common.seed,
    out: text("folder", "Folder for what is computed once and for the results.", "out/cross-validation"),
    resume: common.resume,
  },
  example: "robustness.js --data Audio_Speech_Actors_01-24.zip",
} as const;

await runScript(line, async (options, { signal }) => {
  const { features, classifier, out } = options;
  const scheme = schemeOf(options.folds);
  const seeds = Array.from({ length: options.seeds }, (_, i) => options.seed + i);
  await withClips(options, signal, async (clips) => {
    const total = seeds.reduce((sum, seed) => sum + scheme.folds(clips.utterances, seed, groupDuplicates()).length, 0);
    const heard = await hearAll(join(out, "cache"), clips, options.seed, features, signal);
    const settings = { features, classifier, classifierSettings, copiesPerClip, augmentation, conditions, hardening };
    const fingerprints = [...heard.recipe.values()].map(({ fingerprint }) => fingerprint);
    const key = createHash("sha256")
      .update(JSON.stringify([settings, options.seed, fingerprints]))
      .digest("hex")
      .slice(0, 12);
    const results: Record<(typeof trainings)[number], FoldResult[]> = { recipe: [], hardened: [] };
    const progress = startProgress("Folds", total * trainings.length, "folds");
    for (const seed of seeds) {
      for (const fold of scheme.folds(clips.utterances, seed, ({ id }) => heard.recipe.get(id)!.group)) {
        // The models of a fold are fitted once, and asked about each of its clips under all conditions.
        const test = fold.test.flatMap((utterance) =>
          [clean, ...conditions.map(({ name }) => name)].map((name) =>
            Object.assign({}, utterance, { id: idOf(utterance, name) }),
          ),
        );
        for (const training of trainings) {
          await stopIfAborted(signal);
          const file = `${fold.name.replaceAll(" ", "-")}-${training}.json`;
          const path = join(out, "folds", `robustness-${key}`, `seed-${seed}`, file);
          if (!options.resume) await rm(path, { force: true });
          const finished = await readResult(path, test);
          const result =
            finished ??
            (await runFold(heard[training], { ...fold, test }, seed, {
              unseenSpeakers: true,
              classifiers: [classifier],
              design: networkDesigns.planes,
              select: false,
              calibrate: false,
              signal,
            }));
          if (finished === undefined) await writeJson(path, result);
          results[training].push(result);
          progress.update(results.recipe.length + results.hardened.length);
        }
      }
    }
    progress.finish();

    const summaries = trainings.map((training) => ({
      training,
      conditions: [clean, ...conditions.map(({ name }) => name)].map((condition) =>
        figuresOf(condition, summarize(results[training].map((result) => under(condition, result)))),
      ),
    }));
    const name = ["robustness", options.folds, ...(features === "wavelet" ? [] : [features]), classifier].join("-");
    await writeJson(join(out, `${name}.json`), {
      ...provenance(clips),
      folds: options.folds,
      seeds,
      ...settings,
      results: summaries,
    });
    const picture = robustnessPicture(
      "Unweighted accuracy for speakers never heard, by condition of the test",
      `${provenance(clips).speakers} speakers, ${features}, ${classifier}; blue: trained on clips as recorded, orange: on copies in noise, at lower rates and other levels too; lines: 95 % over speakers`,
      summaries.map(({ training, conditions: all }) => ({
        name: training,
        points: all.map(({ condition, unweightedAccuracy, interval }) => ({
          condition,
          mean: unweightedAccuracy.mean,
          ...interval,
        })),
      })),
    );
    await writeAtomically(join(out, `${name}.svg`), picture.svg);
    const [recipe, hardened] = summaries.map((each) => each.conditions);
    console.log(
      `${options.folds}, ${features}, ${classifier}; UA over ${seeds.length === 1 ? "1 seed" : `${seeds.length} seeds`}, 95 % interval over speakers\n\n${formatTable(
        {
          head: ["test", "recipe", "interval", "hardened", "interval"],
          rows: recipe!.map(({ condition, unweightedAccuracy, interval }, i) => [
            condition,
            percentSpread(unweightedAccuracy),
            `${percent(interval.low)} to ${percent(interval.high)}`,
            percentSpread(hardened![i]!.unweightedAccuracy),
            `${percent(hardened![i]!.interval.low)} to ${percent(hardened![i]!.interval.high)}`,
          ]),
        },
      )}\n\nwritten to ${join(out, `${name}.json`)}, .svg`,
    );
  });
});

/** All clips by id, as the recipe and the hardened training take them, and by id and condition as the test does. */
async function hearAll(
  folder: string,
  clips: Clips,
  seed: number,
  features: (typeof featureNames)[number],
  signal: AbortSignal,
): Promise<Record<(typeof trainings)[number], ReadonlyMap<string, JobClip>>> {
  const recorded = await prepareClips(folder, clips, seed, false, signal, features);
  const asked = new Map([...recorded.values()].map((clip) => [idOf(clip.utterance, clean), renamed(clip, clean)]));
  for (const condition of conditions) {
    const all = await describeClips(folder, clips, seed, signal, {
      features: featuresOf(features),
      condition,
      copies: noCopies,
    });
    for (const clip of all) {
      const { id } = clip.utterance;
      const { name } = condition;
      asked.set(idOf(clip.utterance, name), renamed({ ...clip, group: recorded.get(id)!.group }, name));
    }
  }
  const hardened = await hardenClips(folder, clips, recorded, seed, signal, features);
  return { recipe: new Map([...recorded, ...asked]), hardened: new Map([...hardened, ...asked]) };
}

/** The clip itself under a condition, without copies. */
function renamed(clip: JobClip, condition: string): JobClip {
  const { utterance, rows } = clip;
  return { ...clip, utterance: { ...utterance, id: idOf(utterance, condition) }, rows: rows.slice(0, 1) };
}

function idOf({ id }: { readonly id: string }, condition: string): string {
  return `${id} ${condition}`;
}

/** The clips of a result that were tested under a condition. */
function under(condition: string, result: FoldResult): FoldResult {
  return { ...result, clips: result.clips.filter(({ id }) => id.endsWith(` ${condition}`)) };
}

function figuresOf(condition: string, { pooled, interval, recalls, calibration }: Summary) {
  return {
    condition,
    unweightedAccuracy: pooled.unweightedAccuracy,
    weightedAccuracy: pooled.weightedAccuracy,
    interval,
    recalls,
    expectedCalibrationError: calibration.asScored.expectedCalibrationError,
  };
}

/** The result of a fold that was finished before, if it is of these very clips. */
async function readResult(path: string, test: readonly { readonly id: string }[]): Promise<FoldResult | undefined> {
  try {
    const result = JSON.parse(await readFile(path, "utf8")) as FoldResult;
    return result.clips.map(({ id }) => id).join() === test.map(({ id }) => id).join() ? result : undefined;
  } catch {
    return undefined;
  }
}
