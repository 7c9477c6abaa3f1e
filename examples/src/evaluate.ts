import { join } from "node:path";

import { encoderOf, splitClassifier } from "@wader/models";
import { loadModel, useWasm } from "@wader/models/node";

import { writeJson } from "./parts/atomic.js";
import { text } from "./parts/command-line.js";
import { classTable, confusionTable, evaluateRun, summaryTable } from "./parts/evaluation.js";
import { cachedLatents } from "./parts/latents.js";
import { describeSplit, openRun } from "./parts/run-folder.js";
import { runScript } from "./parts/script.js";
import { formatTable } from "./parts/table.js";

const line = {
  name: "evaluate",
  summary: "Scores a run's networks on its training, validation, test and unseen clips, by frame and by clip.",
  options: {
    data: text("folder or zip", "Where the run's recordings are now, if they have moved."),
    out: text("folder", "Folder of the run.", "out/run"),
  },
  example: "evaluate.js --out out/run",
} as const;

await runScript(line, async (options, { signal }) => {
  await useWasm();
  const { run, collection } = await openRun(options.out, options.data, signal);
  const autoencoder = await loadModel(join(options.out, "autoencoder"));
  const { head } = splitClassifier(await loadModel(join(options.out, "classifier")));
  const latents = await cachedLatents(join(options.out, "latents"), encoderOf(autoencoder), collection, signal);
  const scores = await evaluateRun(autoencoder, [head], collection, latents, run.split, signal);
  await latents.close?.();
  await writeJson(join(options.out, "evaluation.json"), scores);

  console.log(`${describeSplit(collection, run)}\n`);
  console.log(formatTable(summaryTable(scores)));
  for (const { part, frames, clips } of scores) {
    console.log(`\n${part}, frames\n${formatTable(confusionTable(frames))}`);
    console.log(`\n${part}, clips\n${formatTable(confusionTable(clips))}`);
    console.log(`\n${formatTable(classTable(clips))}`);
  }
  console.log(`\nwritten to ${join(options.out, "evaluation.json")}`);
});
