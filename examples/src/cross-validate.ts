import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import { type Fold, type Utterance, groupDuplicates } from "@wader/ravdess";

import { writeAtomically, writeJson } from "./parts/atomic.js";
import { UsageError, choice, common, flag, number, text } from "./parts/command-line.js";
import { recognitionPicture } from "./parts/figures/recognition.js";
import { startProgress } from "./parts/progress.js";
import { augmentation } from "./parts/recognition/augment.js";
import { copiesPerClip } from "./parts/recognition/clip-store.js";
import { featureNames } from "./parts/recognition/features.js";
import { type ClassifierName, classifierNames, classifierSettings } from "./parts/recognition/classifiers.js";
import { type FoldResult, type JobClip, runFold } from "./parts/recognition/fold-job.js";
import { networkDesignNames, networkDesigns } from "./parts/recognition/network-designs.js";
import { prepareClips } from "./parts/recognition/prepared-clips.js";
import { schemeNames, schemeOf } from "./parts/recognition/schemes.js";
import { keptScores } from "./parts/recognition/score-store.js";
import { percent, percentSpread } from "./parts/recognition/spread.js";
import { type Summary, summarize } from "./parts/recognition/summary.js";
import { provenance, withClips } from "./parts/recognition/with-clips.js";
import { runScript, stopIfAborted } from "./parts/script.js";
import { formatTable } from "./parts/table.js";

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
    features: choice(
      featureNames,
      "What the statistics are of: bands of wavelets, mel bands of a Fourier transform, or the cepstra of either alone.",
    ),
    classifier: {
      ...text(
        "names",
        `What tells the emotion: ${classifierNames.join(", ")}, or several joined by + whose scores are added.`,
        classifierNames[0],
      ),
      parse: parseClassifiers,
    },
    network: choice(networkDesignNames, "Design of the network."),
    select: flag(
      "Choose the weights of added scores in each fold, by a third of the speakers of its training side, four at least.",
    ),
    calibrate: flag(
      "Fit a temperature in each fold, by the same speakers, and say how far probabilities can be believed then.",
    ),
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
  const { folds: schemeName, features, classifier: classifiers, network, select, calibrate, perSpeaker, out } = options;
  const classifier = classifiers.join("+");
  const design = classifiers.includes("network") ? { network, design: networkDesigns[network] } : {};
  if (perSpeaker && classifiers.includes("network")) {
    throw new UsageError("--per-speaker is of the statistics and says nothing to the network: leave one of them out");
  }
  const scheme = schemeOf(schemeName);
  const seeds = Array.from({ length: options.seeds }, (_, i) => options.seed + i);
  await withClips(options, signal, async (clips) => {
    const kind = [...(features === "wavelet" ? [] : [features]), classifier];
    const marks = {
      [network]: "network" in design && network !== networkDesignNames[0],
      selected: select,
      calibrated: calibrate,
      "per-speaker": perSpeaker,
    };
    const name = [schemeName, ...kind, ...Object.keys(marks).filter((mark) => marks[mark])].join("-");
    const settings = {
      features,
      classifier,
      ...design,
      select,
      calibrate,
      perSpeaker,
      classifierSettings,
      copiesPerClip,
      augmentation,
    };
    const foldsOf = (seed: number, groupOf: (item: { id: string }) => string): Fold<Utterance>[] =>
      scheme.folds(clips.utterances, seed, groupOf);
    const total = seeds.reduce((sum, seed) => sum + foldsOf(seed, groupDuplicates()).length, 0);

    const results: FoldResult[] = [];
    let described: Map<string, JobClip> | undefined;
    let [key, fingerprints] = ["", ""];
    let progress: ReturnType<typeof startProgress> | undefined;
    for (const seed of seeds) {
      // Where the seed draws the folds, all seeds share one set of copies, which is the costly part.
      if (described === undefined || !scheme.drawn) {
        const copySeed = scheme.drawn ? options.seed : seed;
        described = await prepareClips(join(out, "cache"), clips, copySeed, perSpeaker, signal, features);
        fingerprints = digest([copySeed, [...described.values()].map(({ fingerprint }) => fingerprint)]);
        key = digest([settings, fingerprints]);
      }
      const jobs = described;
      for (const fold of foldsOf(seed, ({ id }) => jobs.get(id)!.group)) {
        await stopIfAborted(signal);
        const path = join(out, "folds", `${name}-${key}`, `seed-${seed}`, `${fold.name.replaceAll(" ", "-")}.json`);
        if (!options.resume) await rm(path, { force: true });
        const finished = await readResult(path, fold);
        progress ??= startProgress("Folds", total, "folds", finished === undefined ? 0 : 1);
        const done = results.length;
        const result =
          finished ??
          (await runFold(jobs, fold, seed, {
            unseenSpeakers: scheme.unseenSpeakers,
            classifiers,
            design: networkDesigns[network],
            select,
            calibrate,
            signal,
            kept: keptScores(join(out, "scores"), [
              schemeName,
              seed,
              features,
              perSpeaker,
              classifierSettings,
              design,
              fingerprints,
            ]),
            onEpoch: (epoch, loss) => progress?.update(done, `${fold.name}, epoch ${epoch}, loss ${loss.toFixed(2)}`),
          }));
        if (finished === undefined) await writeJson(path, result);
        results.push(result);
        progress.update(results.length);
      }
    }
    progress?.finish();

    const summary = summarize(results);
    const file = join(out, `${name}.json`);
    await writeJson(file, {
      ...provenance(clips),
      folds: schemeName,
      seeds,
      ...settings,
      ...summary,
    });
    await writeAtomically(join(out, `${name}.svg`), recognitionPicture(name.replaceAll("-", " "), summary).svg);
    print(summary, `${schemeName}, ${features}, ${classifier}${perSpeaker ? ", statistics by speaker" : ""}`);
    console.log(`\nwritten to ${file}, .svg`);
  });
});

function parseClassifiers(given: string | boolean | undefined, name: string): ClassifierName[] {
  const words = (given === undefined ? classifierNames[0] : String(given)).split("+");
  const known = words.filter((word): word is ClassifierName => classifierNames.some((other) => other === word));
  if (known.length < words.length || new Set(words).size < words.length) {
    throw new UsageError(
      `${name} must be one of ${classifierNames.join(", ")}, or several of them joined by +, got "${words.join("+")}"`,
    );
  }
  return known;
}

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

function print(summary: Summary, title: string): void {
  const { pooled, interval, recalls, majority, perFold, calibration } = summary;
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
      head: ["emotion", "clips", "recall", "95 % interval"],
      rows: recalls.map(({ emotion, clips, recall, interval: { low, high } }) => [
        emotion,
        String(clips),
        percentSpread(recall),
        `${percent(low)} to ${percent(high)}`,
      ]),
    })}`,
  );
  const seeds = pooled.unweightedAccuracy.bySeed.length;
  const { asScored, tempered } = calibration;
  console.log(
    [
      "",
      `pooled UA  ${percentSpread(pooled.unweightedAccuracy)} over ${seeds} ${seeds === 1 ? "seed" : "seeds"}`,
      `           95 % interval ${percent(interval.low)} to ${percent(interval.high)}, ${interval.speakers} speakers drawn again ${interval.draws} times`,
      `pooled WA  ${percentSpread(pooled.weightedAccuracy)}`,
      `majority   UA ${percent(majority.unweightedAccuracy)}, WA ${percent(majority.weightedAccuracy)}`,
      `ECE        ${percentSpread(asScored.expectedCalibrationError)} as scored, 15 bins`,
      ...(tempered === undefined
        ? []
        : [
            `           ${percentSpread(tempered.expectedCalibrationError)} at a temperature of ${tempered.temperature.mean.toFixed(2)} ± ${tempered.temperature.deviation.toFixed(2)}, by speakers of the training sides`,
          ]),
    ].join("\n"),
  );
}
