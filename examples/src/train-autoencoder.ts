import { join } from "node:path";

import { evaluateAutoencoder } from "@wader/models";
import { useWasm } from "@wader/models/node";

import { writeAtomically } from "./parts/atomic.js";
import { choice, number, text } from "./parts/command-line.js";
import { autoencoderHistory } from "./parts/figures/histories.js";
import { duration, peakMemory } from "./parts/progress.js";
import { describeSplit, framesOfPart, startRun } from "./parts/run-folder.js";
import { presetNames, presetOf, runChoice, runOptions, workersOption } from "./parts/run-options.js";
import { runScript } from "./parts/script.js";
import { partNames } from "./parts/split.js";
import { fitAutoencoder } from "./parts/training.js";

const line = {
  name: "train-autoencoder",
  summary: "Splits the clips and trains the autoencoder on the frames of the training clips.",
  options: {
    ...runOptions,
    out: text("folder", "Folder of the run; train-classifier and evaluate go on in it.", "out/run"),
    preset: choice(
      presetNames,
      "Training settings: default (Adam, 1e-3 falling along a cosine), or those of the report (batches of 128, 1e-3).",
    ),
    workers: workersOption,
    epochs: number("Passes through the training frames.", { min: 1, max: 10_000, whole: true, fallback: 20 }),
  },
  example: "train-autoencoder.js --data Audio_Speech_Actors_01-24.zip --actors 1 --out out/run",
} as const;

await runScript(line, async (options, { signal }) => {
  const began = performance.now();
  const { run, collection } = await startRun(options.out, runChoice(options), signal);
  console.log(describeSplit(collection, run));

  await useWasm();
  const { model, history } = await fitAutoencoder(
    join(options.out, "autoencoder"),
    framesOfPart(collection, run.split, "train")!,
    framesOfPart(collection, run.split, "validation"),
    {
      preset: presetOf(options.preset).autoencoder,
      epochs: options.epochs,
      seed: options.seed,
      resume: options.resume,
      workers: options.workers,
      decay: options.preset === "default",
      keep: "last",
      signal,
    },
  );

  await writeAtomically(join(options.out, "autoencoder", "history.svg"), autoencoderHistory(history).picture.svg);
  for (const part of partNames) {
    const table = framesOfPart(collection, run.split, part);
    if (table === undefined) continue;
    const { loss, rSquared } = await evaluateAutoencoder(model, table.frames, { batchSize: 8, signal });
    console.log(`${part.padEnd(11)} error ${loss.toFixed(4)}, R² ${rSquared.toFixed(4)}`);
  }
  console.log(
    `${history.epochs.length} epochs, ${duration((performance.now() - began) / 1000)}, peak memory ${peakMemory().toFixed(0)} MB`,
  );
  console.log(`saved in ${join(options.out, "autoencoder")}, with history.json, history.csv and history.svg`);
});
