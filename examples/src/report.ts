import { join, resolve } from "node:path";

import { writeAtomically, writeJson } from "./parts/atomic.js";
import { openClips } from "./parts/clips.js";
import { common, text } from "./parts/command-line.js";
import { confusionFigures, dataFigures, writeFigures } from "./parts/draw.js";
import { classTable, confusionTable, summaryTable } from "./parts/evaluation.js";
import { autoencoderHistory, classifierHistory } from "./parts/figures/histories.js";
import { duration, peakMemory } from "./parts/progress.js";
import { reportPage } from "./parts/report-page.js";
import {
  flattery,
  reportCommand,
  reportExperiment,
  reportOptions,
  reportSentences,
} from "./parts/report-experiment.js";
import { runScript } from "./parts/script.js";
import { parseActors } from "./parts/split.js";
import { formatTable } from "./parts/table.js";

const line = {
  name: "report",
  summary:
    "The experiment of the 2023 report: the 60 clips of actor 1, clean and with noise, 100 to 2000 Hz; 70 % of the clips train, " +
    "of the rest 75 % test and 25 % validate; autoencoder, then classifier.",
  options: {
    out: text("folder", "Folder of the run.", "out/report"),
    actors: text("list", "Speakers to take; the first 60 clips are those of actor 1.", "1"),
    ...reportOptions,
    seed: common.seed,
  },
  example: "report.js --data Audio_Speech_Actors_01-24.zip --out out/report",
} as const;

await runScript(line, async (options, { signal }) => {
  const actors = parseActors(options.actors);
  const experiment = await reportExperiment(options.out, options, actors, options.seed, signal);
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
    `Actors ${options.actors}.`,
    ...reportSentences(options, frameShape),
    `Split by ${options.split}, seed ${options.seed}: ${description}.`,
    flattery[options.split],
  ];
  // Pictures aside; the trainings' own times, because a resumed run has spent some before this process began.
  const total = Object.values(seconds).reduce((sum, step) => sum + step, 0);
  await writeJson(join(options.out, "results.json"), {
    command: reportCommand("report", options, { actors: options.actors, seed: String(options.seed) }),
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
