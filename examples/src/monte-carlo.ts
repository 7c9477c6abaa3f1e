import { join } from "node:path";

import { createRandom } from "@wader/dsp";
import { useWasm } from "@wader/models/node";
import { type Fold, groupDuplicates, monteCarloKFold } from "@wader/ravdess";

import { writeJson } from "./parts/atomic.js";
import { openClips } from "./parts/clips.js";
import { UsageError, choice, common, number, text } from "./parts/command-line.js";
import { spreadFrames } from "./parts/drawn-frames.js";
import { featureOptions } from "./parts/feature-options.js";
import { featureSettings } from "./parts/features.js";
import { framesFromAudio } from "./parts/frame-collection.js";
import { type DealtUnit, type FrameFold, type FrameFoldResult, runFrameFold } from "./parts/frame-fold.js";
import { percent } from "./parts/gathered-scores.js";
import { duration, peakMemory, startProgress } from "./parts/progress.js";
import { schemeOf } from "./parts/recognition/schemes.js";
import { spread } from "./parts/recognition/summary.js";
import {
  augmentOption,
  batchOption,
  copiesOf,
  presetNames,
  presetOf,
  sizeOptions,
  sizeSentence,
  sizesOf,
  workersOption,
} from "./parts/run-options.js";
import { runScript } from "./parts/script.js";
import { parseActors, unitsOf } from "./parts/split.js";
import { formatTable } from "./parts/table.js";

const line = {
  name: "monte-carlo",
  summary:
    "Monte-Carlo K-fold of the frame model: clips, or frames, are divided at random, stratified by emotion, anew for every seed; " +
    "each fold trains both networks on the others. Speakers are on both sides, but with --by speaker.",
  options: {
    data: common.data,
    actors: text("list", "Only these speakers: 1,3,5-8."),
    by: choice(
      ["both", "clip", "frame", "speaker"],
      "What is dealt to the folds: clips, frames (which flatters: a test frame's neighbours train), both, once each, or speakers: the four folds of cross-validate.js.",
    ),
    k: number("Folds of a seed, unless by speaker.", { min: 2, max: 20, whole: true, fallback: 5 }),
    seeds: number("How often to divide anew.", { min: 1, max: 100, whole: true, fallback: 3 }),
    foldsPerSeed: number("How many of the folds of a seed to train; the others are left out.", {
      min: 1,
      max: 20,
      whole: true,
      fallback: 1,
    }),
    framesPerClip: number("Frames of a clip, evenly spread over it; the report draws at most 100.", {
      min: 1,
      max: 100,
      whole: true,
      fallback: 10,
    }),
    framesPerEpoch: number("How many of them an epoch shows, drawn anew for each.", {
      min: 1,
      max: 100,
      whole: true,
      fallback: 4,
    }),
    ...featureOptions(16),
    copies: choice(["clean", "noisy", "both"], "Which copies of a clip: as it is, with noise, or both."),
    preset: choice(presetNames, "default (Adam) or report (classifier SGD 1e-4)."),
    autoencoderEpochs: number("Epochs of the autoencoder.", { min: 1, max: 10_000, whole: true, fallback: 4 }),
    classifierEpochs: number("Epochs of the classifier.", { min: 1, max: 10_000, whole: true, fallback: 8 }),
    classifierBatch: batchOption,
    augment: augmentOption,
    ...sizeOptions,
    workers: workersOption,
    seed: common.seed,
    out: text("folder", "Folder for the folds and the results.", "out/monte-carlo"),
    resume: common.resume,
  },
  example: "monte-carlo.js --data Audio_Speech_Actors_01-24.zip --time-step 16",
} as const;

await runScript(line, async (options, { signal }) => {
  const began = performance.now();
  const { k, seeds, foldsPerSeed, framesPerClip, framesPerEpoch, augment, workers, out, resume } = options;
  if (augment && (options.values !== "power" || options.by === "frame" || options.by === "both"))
    throw new UsageError(
      "--augment takes frames from anywhere in a clip, so it needs --values power and --by clip or speaker",
    );
  const epochs = { autoencoder: options.autoencoderEpochs, classifier: options.classifierEpochs };
  const settings = featureSettings(options);
  const clips = await openClips({
    data: options.data,
    actors: options.actors === undefined ? undefined : parseActors(options.actors),
    signal,
  });
  const reading = { seed: options.seed, signal };
  const all = await framesFromAudio(clips, clips.utterances, settings, copiesOf(options.copies), reading);
  await clips.close();
  const collection = spreadFrames(all, framesPerClip);
  const count = (frames: typeof all): number => frames.clips.reduce((sum, clip) => sum + clip.frames, 0);

  const dealt: readonly DealtUnit[] = options.by === "both" ? ["clip", "frame"] : [options.by];
  const foldsOf = (unit: DealtUnit, seed: number): Fold<{ readonly id: string }>[] =>
    unit === "speaker"
      ? schemeOf("balanced").folds(clips.utterances, seed, groupDuplicates())
      : monteCarloKFold(unitsOf(collection.clips, unit), {
          k,
          repeats: 1,
          labelOf: ({ emotion }) => emotion,
          groupOf: ({ group }) => group,
          random: createRandom(seed).spawn("monte-carlo"),
        });
  const foldCount = foldsOf(dealt[0]!, options.seed).length;
  const folds = dealt.flatMap((unit) =>
    Array.from({ length: seeds }, (_, i) => options.seed + i).flatMap((seed) =>
      foldsOf(unit, seed)
        .slice(0, foldsPerSeed)
        .map(({ test }, fold): FrameFold => {
          const name = `by-${unit}-seed-${seed}-fold-${fold + 1}`;
          return { name, unit, seed, test: new Set(test.map(({ id }) => id)) };
        }),
    ),
  );

  await useWasm();
  const preset = presetOf(options.preset, options.classifierBatch);
  const how = { ...sizesOf(options), preset, epochs, augment, framesPerEpoch, workers, resume, signal };
  const results: FrameFoldResult[] = [];
  const progress = startProgress("Folds", folds.length, "folds");
  for (const fold of folds) {
    results.push(await runFrameFold(join(out, fold.name), collection, fold, how));
    progress.update(results.length);
  }
  progress.finish();

  const summary = dealt.map((unit) => {
    const own = results.filter((result) => result.unit === unit);
    const figure = (of: (result: FrameFoldResult) => number) => spread(own.map(of));
    return {
      unit,
      folds: own.length,
      rSquared: figure(({ rSquared }) => rSquared),
      frameWeightedAccuracy: figure(({ frames }) => frames.weightedAccuracy),
      frameUnweightedAccuracy: figure(({ frames }) => frames.unweightedAccuracy),
      clipWeightedAccuracy: figure(({ clips: scores }) => scores.weightedAccuracy),
      clipUnweightedAccuracy: figure(({ clips: scores }) => scores.unweightedAccuracy),
    };
  });
  // A resumed run has spent time before this process began.
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0);
  const perFold =
    collection.clips.length * (1 - 1 / foldCount) * framesPerEpoch * Math.max(epochs.autoencoder, epochs.classifier);
  const full = count(all) * (1 - 1 / foldCount) * 50;
  const fullSeconds = (seconds / folds.length) * (full / perFold) * settings.timeStep * foldCount * seeds;
  const sentences = [
    `${clips.utterances.length} clips of ${clips.name.split("/").at(-1)}, copies: ${options.copies}; frames of ${settings.values}, [${collection.frameShape.join(", ")}] of ${settings.frameSamples} samples, time step ${settings.timeStep}, silence at ${settings.silenceDb} dB, level ${settings.level}; at most ${framesPerClip} frames a clip, ${count(collection)} in all, ${framesPerEpoch} of each clip in an epoch.`,
    `Autoencoder ${epochs.autoencoder} epochs, classifier ${epochs.classifier} epochs in batches of ${preset.classifier.batchSize}, ${workers} threads; ${Math.min(foldsPerSeed, foldCount)} of ${foldCount} folds of each of ${seeds} seeds, both networks trained anew in each.`,
    `${sizeSentence(options)} The classifier's training frames are ${augment ? "varied anew in every epoch" : "as they are"}.`,
    options.by === "speaker"
      ? "No speaker of a test is heard in training."
      : "Speakers are on both sides of every fold; by frame, clips are too. Neither says anything about unseen speakers.",
    `Extrapolated, not run: time step 1, every frame in each of 50 epochs of both networks, all ${foldCount} folds of ${seeds} seeds by one unit: ${duration(fullSeconds)}, if the time grows as the number of time steps that train.`,
  ];
  await writeJson(join(out, "results.json"), {
    settings,
    options: { ...options, data: undefined, out: undefined, resume: undefined },
    sentences,
    summary,
    folds: results,
    seconds,
    peakMemoryMB: Math.round(peakMemory()),
  });

  for (const sentence of sentences) console.log(sentence);
  console.log(
    `\n${formatTable({
      head: ["dealt by", "folds", "autoencoder R²", "frame WA", "frame UA", "clip WA", "clip UA"],
      rows: summary.map((row) => [
        row.unit,
        String(row.folds),
        `${row.rSquared.mean.toFixed(3)} ± ${row.rSquared.deviation.toFixed(3)}`,
        percent(row.frameWeightedAccuracy),
        percent(row.frameUnweightedAccuracy),
        percent(row.clipWeightedAccuracy),
        percent(row.clipUnweightedAccuracy),
      ]),
    })}`,
  );
  console.log(
    `\nmean ± standard deviation over folds; chance is 12.5 % UA. Folds ${duration(seconds)}, this process ${duration((performance.now() - began) / 1000)}, peak memory ${peakMemory().toFixed(0)} MB`,
  );
  console.log(`results in ${join(out, "results.json")}`);
});
