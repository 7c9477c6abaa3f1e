import { readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { evaluateAutoencoder } from "@wader/models";
import { useWasm } from "@wader/models/node";

import { type ActorRun, type Scored, actorTable, runFigures, summarizeActors } from "./parts/actor-runs.js";
import { writeJson } from "./parts/atomic.js";
import { choice, common, number, text } from "./parts/command-line.js";
import { duration, peakMemory, startProgress } from "./parts/progress.js";
import {
  type ReportValues,
  flattery,
  reportCommand,
  reportExperiment,
  reportOptions,
  reportRun,
  reportSentences,
} from "./parts/report-experiment.js";
import { framesOfPart, startRun } from "./parts/run-folder.js";
import { ScriptError, runScript } from "./parts/script.js";
import { parseActors } from "./parts/split.js";
import { formatTable } from "./parts/table.js";
import { fitAutoencoder } from "./parts/training.js";

const line = {
  name: "one-actor",
  summary:
    "The 2023 report's experiment on one speaker after the other, each on clips of that speaker alone, with several seeds " +
    "(of the split, the noise and the networks): mean and spread.",
  options: {
    actors: text("list", "Speakers, one experiment each; the report has actor 1.", "1"),
    seeds: number("Experiments of a speaker, of seeds that follow --seed.", {
      min: 1,
      max: 100,
      whole: true,
      fallback: 3,
    }),
    only: choice(["both", "autoencoder"], "Which networks to train: both, or the autoencoder alone, for its R²."),
    out: text("folder", "Folder for the runs and the results.", "out/one-actor"),
    ...reportOptions,
    seed: common.seed,
  },
  example: "one-actor.js --data Audio_Speech_Actors_01-24.zip --actors 1-3 --values power --time-step 160",
} as const;

await runScript(line, async (options, { signal }) => {
  const { out, seed, seeds, resume } = options;
  const actors = parseActors(options.actors);
  const tasks = actors.flatMap((actor) => Array.from({ length: seeds }, (_, i) => ({ actor, seed: seed + i })));
  await useWasm();
  const runs: ActorRun[] = [];
  const progress = startProgress("Experiments", tasks.length, "experiments");
  for (const task of tasks) {
    const folder = join(out, `actor-${task.actor}-seed-${task.seed}`);
    const path = join(folder, "figures.json");
    const command = commandOf(options, String(task.actor), task.seed, 1);
    const known = resume ? await readFile(path, "utf8").catch(() => undefined) : undefined;
    if (known !== undefined) {
      const { command: former, ...run } = JSON.parse(known) as ActorRun & { readonly command: string };
      if (former !== command)
        throw new ScriptError(`${folder} was run with other options: repeat them, or choose another folder`);
      runs.push(run);
    } else {
      await rm(path, { force: true });
      const run = await runOne(folder, options, task.actor, task.seed, signal);
      await writeJson(path, { command, ...run });
      for (const name of await readdir(folder)) {
        if (!name.endsWith(".json")) await rm(join(folder, name), { recursive: true });
      }
      runs.push(run);
    }
    progress.update(runs.length);
  }
  progress.finish();

  const summary = summarizeActors(runs);
  const seconds = runs.reduce((sum, run) => sum + run.seconds, 0);
  const sentences = [
    ...reportSentences(options, [options.frameSamples / options.timeStep, 125]),
    `Split by ${options.split}; ${seeds} seeds from ${seed} on. Figures of the test side: mean ± standard deviation over seeds.`,
    flattery[options.split],
  ];
  await writeJson(join(out, "results.json"), {
    command: commandOf(options, options.actors, seed, seeds),
    sentences,
    summary,
    runs,
    seconds,
    peakMemoryMB: Math.round(peakMemory()),
  });
  for (const sentence of sentences) console.log(sentence);
  console.log(`\n${formatTable(actorTable(summary))}`);
  console.log(`\nchance is 12.5 % UA. ${duration(seconds)} in all, peak memory ${peakMemory().toFixed(0)} MB`);
  console.log(`results in ${join(out, "results.json")}`);
});

function commandOf(
  options: ReportValues & { readonly only: string },
  actors: string,
  seed: number,
  seeds: number,
): string {
  return reportCommand("one-actor", options, { actors, seeds: String(seeds), seed: String(seed), only: options.only });
}

async function runOne(
  folder: string,
  options: ReportValues & { readonly only: "both" | "autoencoder" },
  actor: number,
  seed: number,
  signal: AbortSignal,
): Promise<ActorRun> {
  const began = performance.now();
  const scores =
    options.only === "both"
      ? (await reportExperiment(folder, options, [actor], seed, signal)).scores
      : await autoencoderAlone(folder, options, actor, seed, signal);
  const part = (name: "validation" | "test") => scores.find((score) => score.part === name)!;
  return {
    actor,
    seed,
    validation: runFigures(part("validation")),
    test: runFigures(part("test")),
    testFrames: part("test").frames?.count,
    testClips: part("test").clips?.count,
    seconds: (performance.now() - began) / 1000,
  };
}

async function autoencoderAlone(
  folder: string,
  options: ReportValues,
  actor: number,
  seed: number,
  signal: AbortSignal,
): Promise<Scored[]> {
  const { choice: chosen, preset } = reportRun(options, [actor], seed);
  const { run, collection } = await startRun(folder, chosen, signal);
  const { model } = await fitAutoencoder(
    join(folder, "autoencoder"),
    framesOfPart(collection, run.split, "train")!,
    framesOfPart(collection, run.split, "validation"),
    {
      preset: preset.autoencoder,
      epochs: options.autoencoderEpochs,
      decay: options.preset === "default",
      keep: "last",
      seed,
      resume: options.resume,
      workers: options.workers,
      signal,
    },
    { batchNormalizationMomentum: options.momentum },
  );
  const scores: Scored[] = [];
  for (const part of ["validation", "test"] as const) {
    const { frames } = framesOfPart(collection, run.split, part)!;
    scores.push({ part, autoencoder: await evaluateAutoencoder(model, frames, { batchSize: 8, signal }) });
  }
  return scores;
}
