import { join, resolve } from "node:path";

import { writeAtomically } from "./parts/atomic.js";
import { openClips } from "./parts/clips.js";
import { common, text } from "./parts/command-line.js";
import { confusionFigures, dataFigures, writeFigures } from "./parts/draw.js";
import { classTable, summaryTable } from "./parts/evaluation.js";
import { runExperiment } from "./parts/experiment.js";
import { autoencoderHistory, classifierHistory } from "./parts/figures/histories.js";
import { duration, peakMemory } from "./parts/progress.js";
import { reportPage } from "./parts/report-page.js";
import { presetOf, workersOption } from "./parts/run-options.js";
import { runScript } from "./parts/script.js";
import { formatTable } from "./parts/table.js";

const line = {
  name: "demo",
  summary: "Runs the whole system on the built-in corpus of synthetic speech and writes a report with pictures.",
  options: {
    out: text("folder", "Folder of the run.", "out/demo"),
    workers: workersOption,
    seed: common.seed,
    resume: common.resume,
  },
  example: "demo.js",
} as const;

// Sizes that fit a few minutes on two cores: overlapping frames at an eighth of the time steps, and a classifier with a quarter
// of the report's filters and half of its units.
const unseenActors = [5, 6];
const timeStep = 8;
const hop = 2000;
const epochs = { autoencoder: 4, classifier: 8 };
const sizes = { filters: [32, 64, 128], lstmUnits: 64, denseUnits: 64 };
const { autoencoder, classifier } = presetOf("default");
const preset = { autoencoder, classifier: { ...classifier, optimizer: { name: "adam", learningRate: 2e-3 } } } as const;

await runScript(line, async ({ out, workers, seed, resume }, { signal }) => {
  const began = performance.now();
  const notice =
    "Synthetic speech: the clips are spoken by a synthesiser (CMU Flite), which tells emotions by pitch, range, tempo and level. " +
    "These figures show that the system works. They say nothing about how well it tells emotions of people.";
  console.log(`${notice}\n`);

  const { scores, histories, description, frameShape } = await runExperiment(out, {
    choice: {
      data: undefined,
      features: undefined,
      actors: undefined,
      unseenActors,
      shares: { train: 0.7, test: 0.2 },
      unit: "clip",
      copies: ["clean", "noisy"],
      timeStep,
      hop,
      seed,
      resume,
    },
    preset,
    epochs,
    decay: true,
    sizes,
    workers,
    signal,
  });

  const clips = await openClips({ data: undefined, signal });
  const figures = [
    ...(await dataFigures(clips, seed, signal)),
    autoencoderHistory(histories.autoencoder),
    classifierHistory(histories.classifier),
    ...confusionFigures(scores),
  ];
  await clips.close();
  await writeFigures(join(out, "figures"), figures);

  const total = (performance.now() - began) / 1000;
  const named = {
    train: "Training clips",
    validation: "Validation clips",
    test: "Test clips of known speakers",
    unseen: "Clips of unseen speakers",
  };
  await writeAtomically(
    join(out, "report.html"),
    reportPage("Wavelet-based emotion recognition: demonstration", notice, [
      {
        title: "Results",
        content: [
          {
            text: `Frames of [${frameShape.join(", ")}] (time decimated by ${timeStep}), one every ${hop / 16} ms. ${description}. The classifier has filters ${sizes.filters.join(", ")} and ${sizes.lstmUnits} units (the report: 128, 256, 512 and 128). Chance is 12.5 % UA.`,
          },
          summaryTable(scores),
          {
            text: `Speakers ${unseenActors.join(" and ")} were kept out of training. Wall time ${duration(total)}, peak memory ${peakMemory().toFixed(0)} MB.`,
          },
        ],
      },
      ...scores.map(({ part, clips: byClip }) => ({ title: named[part], content: [classTable(byClip)] })),
      { title: "Pictures", content: figures.map(({ picture, caption }) => ({ svg: picture.svg, caption })) },
    ]),
  );

  console.log(`\n${description}\n`);
  console.log(formatTable(summaryTable(scores)));
  console.log(
    `\nChance is 12.5 % UA. ${duration(total)}, peak memory ${peakMemory().toFixed(0)} MB. Synthetic speech.`,
  );
  console.log(`\nReport: ${resolve(out, "report.html")}`);
});
