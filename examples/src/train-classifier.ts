import { join } from "node:path";

import { encoderOf } from "@wader/models";
import { loadModel, useWasm } from "@wader/models/node";

import { writeAtomically } from "./parts/atomic.js";
import { choice, common, number, text } from "./parts/command-line.js";
import { classifierHistory } from "./parts/figures/histories.js";
import { cachedLatents } from "./parts/latents.js";
import { duration, peakMemory } from "./parts/progress.js";
import { openRun, runSides } from "./parts/run-folder.js";
import { augmentOption, presetNames, presetOf, workersOption } from "./parts/run-options.js";
import { runScript } from "./parts/script.js";
import { fitClassifier } from "./parts/training.js";

const line = {
  name: "train-classifier",
  summary: "Trains the emotion classifier on the latents of a run's frozen encoder, which are computed once and kept.",
  options: {
    data: text("folder or zip", "Where the run's recordings are now, if they have moved."),
    out: text("folder", "Folder of the run that train-autoencoder started.", "out/run"),
    preset: choice(
      presetNames,
      "Training settings: default (Adam, 1e-3 falling along a cosine), or those of the report (SGD 1e-4).",
    ),
    augment: augmentOption,
    keep: choice(["last", "best"], "Weights to keep: of the last epoch, or of the one with the least validation loss."),
    workers: workersOption,
    epochs: number("Passes through the training frames.", { min: 1, max: 10_000, whole: true, fallback: 20 }),
    seed: common.seed,
    resume: common.resume,
  },
  example: "train-classifier.js --out out/run --epochs 20",
} as const;

await runScript(line, async (options, { signal }) => {
  const began = performance.now();
  await useWasm();
  const { run, collection } = await openRun(options.out, options.data, signal);
  const autoencoder = await loadModel(join(options.out, "autoencoder"));
  const latents = await cachedLatents(join(options.out, "latents"), encoderOf(autoencoder), collection, signal);

  const sides = runSides(run, options.augment);
  const source = options.augment ? collection : latents;
  const { history } = await fitClassifier(
    join(options.out, "classifier"),
    autoencoder,
    {
      of: options.augment ? "frames" : "latents",
      train: sides.train(source, options.augment ? { seed: run.seed } : undefined),
      validation: sides.validation(source),
    },
    {
      preset: presetOf(options.preset).classifier,
      epochs: options.epochs,
      seed: options.seed,
      resume: options.resume,
      workers: options.workers,
      decay: options.preset === "default",
      keep: options.keep,
      signal,
    },
  );

  await latents.close?.();

  await writeAtomically(join(options.out, "classifier", "history.svg"), classifierHistory(history).picture.svg);

  const last = history.epochs.at(-1)!;
  console.log(
    `training    loss ${last.training["loss"]!.toFixed(4)}, UA ${(100 * last.training["unweightedAccuracy"]!).toFixed(1)} %`,
  );
  if (last.validation !== undefined) {
    console.log(
      `validation  loss ${last.validation["loss"]!.toFixed(4)}, UA ${(100 * last.validation["unweightedAccuracy"]!).toFixed(1)} %`,
    );
  }
  if (history.best !== undefined)
    console.log(`kept the weights of epoch ${history.best.epoch}, the best on the validation frames`);
  console.log(
    `${history.epochs.length} epochs, ${duration((performance.now() - began) / 1000)}, peak memory ${peakMemory().toFixed(0)} MB`,
  );
  console.log(`saved in ${join(options.out, "classifier")}, with history.json, history.csv and history.svg`);
});
