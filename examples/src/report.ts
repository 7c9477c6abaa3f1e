import { join, resolve } from "node:path";

import { writeAtomically, writeJson } from "./parts/atomic.js";
import { openClips } from "./parts/clips.js";
import { UsageError, choice, common, number, text } from "./parts/command-line.js";
import { confusionFigures, dataFigures, writeFigures } from "./parts/draw.js";
import { classTable, confusionTable, formatTable, summaryTable } from "./parts/evaluation.js";
import { runExperiment } from "./parts/experiment.js";
import { autoencoderHistory, classifierHistory } from "./parts/figures/histories.js";
import { duration, peakMemory } from "./parts/progress.js";
import { reportPage } from "./parts/report-page.js";
import {
  augmentOption,
  batchOption,
  featureOptions,
  presetNames,
  presetOf,
  splitOption,
  workersOption,
} from "./parts/run-options.js";
import { runScript } from "./parts/script.js";
import { parseActors } from "./parts/split.js";

const line = {
  name: "report",
  summary:
    "The experiment of the 2023 report: the 60 clips of actor 1, clean and with noise, 100 to 2000 Hz; 70 % of the clips train, " +
    "of the rest 75 % test and 25 % validate; autoencoder, then classifier.",
  options: {
    data: common.data,
    out: text("folder", "Folder of the run.", "out/report"),
    actors: text("list", "Speakers to take; the first 60 clips are those of actor 1.", "1"),
    ...featureOptions(4),
    split: splitOption,
    augment: augmentOption,
    preset: choice(
      presetNames,
      "default (Adam, 1e-3 falling along a cosine), or report (autoencoder Adam 1e-3, classifier SGD 1e-4).",
    ),
    autoencoderEpochs: number("Epochs of the autoencoder; the report has 50.", {
      min: 1,
      max: 10_000,
      whole: true,
      fallback: 50,
    }),
    classifierEpochs: number("Epochs of the classifier; the report has 50.", {
      min: 1,
      max: 10_000,
      whole: true,
      fallback: 12,
    }),
    networks: number("Classifiers that are trained from one seed after the other and decide together.", {
      min: 1,
      max: 20,
      whole: true,
      fallback: 1,
    }),
    classifierBatch: batchOption,
    workers: workersOption,
    seed: common.seed,
    resume: common.resume,
  },
  example: "report.js --data Audio_Speech_Actors_01-24.zip --out out/report",
} as const;

/** What a split hides, for people to read. */
const flattery = {
  clip: "The speaker is the same in all parts: these figures say nothing about unseen speakers.",
  frame:
    "Frames of one clip are in all parts: these figures flatter, since a test frame's neighbours were trained on. The split by clip is the honest one.",
  "frame-copy":
    "Every frame and every noisy copy was dealt alone: these figures flatter most, since the very sound of many a test frame was trained on with or without noise. The split by clip is the honest one.",
} as const;

await runScript(line, async (options, { signal }) => {
  if (options.data === undefined)
    throw new UsageError("--data is missing: the report's experiment needs real recordings");
  if (options.augment && options.values !== "power") throw new UsageError("--augment needs --values power");
  if (options.augment && options.split !== "clip")
    throw new UsageError("--augment takes frames from anywhere in a clip, so it needs --split clip");
  const epochs = { autoencoder: options.autoencoderEpochs, classifier: options.classifierEpochs };
  const preset = presetOf(options.preset, options.classifierBatch);
  const actors = parseActors(options.actors);
  const experiment = await runExperiment(options.out, {
    choice: {
      data: options.data,
      features: undefined,
      actors,
      unseenActors: [],
      shares: { train: 0.7, test: 0.3 * 0.75 },
      copies: ["clean", "noisy"],
      unit: options.split,
      values: options.values,
      timeStep: options.timeStep,
      frameSamples: options.frameSamples,
      hop: options.hop,
      silenceDb: options.silenceDb,
      level: options.level,
      seed: options.seed,
      resume: options.resume,
    },
    preset,
    epochs,
    augment: options.augment,
    networks: options.networks,
    decay: options.preset === "default",
    workers: options.workers,
    signal,
  });
  const { scores, histories, description, frameShape, seconds } = experiment;

  const clips = await openClips({ data: options.data, actors, signal });
  const figures = [
    ...(await dataFigures(clips, options.seed, signal)),
    autoencoderHistory(histories.autoencoder),
    classifierHistory(histories.classifier),
    ...confusionFigures(scores),
  ];
  await clips.close();
  await writeFigures(join(options.out, "figures"), figures);

  const settings = [
    `Actors ${options.actors}; frames [${frameShape.join(", ")}] of ${options.frameSamples} samples (time step ${options.timeStep}, the report has 1), one every ${options.hop} samples (the report: 4000).`,
    `A frame holds ${options.values === "power" ? "the power of each scale over each time step, in decibels (the report: coefficients)" : "coefficients, as in the report"}; the classifier's training frames are ${options.augment ? "varied anew in every epoch" : "as they are"}.`,
    `Silence begins ${options.silenceDb} dB under the loudest sound; ${options.level === 0 ? "every clip has the same level, as in the report" : `level kept to the power of ${options.level}`}.`,
    `Preset ${options.preset}: autoencoder ${epochs.autoencoder} epochs, ${options.networks === 1 ? "classifier" : `${options.networks} classifiers that decide together,`} ${epochs.classifier} epochs in batches of ${preset.classifier.batchSize} (the report: 50 and 50), on ${options.workers} threads.`,
    `Split by ${options.split}, seed ${options.seed}: ${description}.`,
    flattery[options.split],
  ];
  // Pictures aside; the trainings' own times, because a resumed run has spent some before this process began.
  const total = Object.values(seconds).reduce((sum, step) => sum + step, 0);
  await writeJson(join(options.out, "results.json"), {
    command: `node examples/dist/report.js --split ${options.split}${options.augment ? " --augment" : ""} --values ${options.values} --actors ${options.actors} --time-step ${options.timeStep} --frame-samples ${options.frameSamples} --hop ${options.hop} --silence-db ${options.silenceDb} --level ${options.level} --preset ${options.preset} --autoencoder-epochs ${epochs.autoencoder} --classifier-epochs ${epochs.classifier} --classifier-batch ${options.classifierBatch} --networks ${options.networks} --seed ${options.seed}`,
    settings,
    frameShape,
    scores,
    seconds: { ...seconds, total },
    peakMemoryMB: Math.round(peakMemory()),
    autoencoderRSquaredByEpoch: histories.autoencoder.epochs.map(({ validation }) => validation?.["rSquared"]),
    classifierByEpoch: histories.classifier.epochs.map(({ training, validation }) => ({ training, validation })),
  });
  await writeAtomically(
    join(options.out, "report.html"),
    reportPage("The 2023 report's experiment", settings.join(" "), [
      {
        title: "Results",
        content: [
          summaryTable(scores),
          { text: `Wall time ${duration(total)}, peak memory ${peakMemory().toFixed(0)} MB.` },
        ],
      },
      ...scores.map((part) => ({ title: `Clips of ${part.part}`, content: [classTable(part.clips)] })),
      { title: "Pictures", content: figures.map(({ picture, caption }) => ({ svg: picture.svg, caption })) },
    ]),
  );

  for (const sentence of settings) console.log(sentence);
  console.log(`\n${formatTable(summaryTable(scores))}`);
  for (const { part, frames, clips: byClip } of scores) {
    console.log(`\n${part}, frames\n${formatTable(confusionTable(frames))}`);
    console.log(`\n${part}, clips\n${formatTable(confusionTable(byClip))}`);
  }
  console.log(
    `\n${duration(total)} (autoencoder ${duration(seconds.autoencoder)}, classifier ${duration(seconds.classifier)}), peak memory ${peakMemory().toFixed(0)} MB`,
  );
  console.log(`results in ${resolve(options.out, "results.json")}`);
  console.log(resolve(options.out, "report.html"));
});
