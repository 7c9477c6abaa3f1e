import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { createRandom, decodeWav } from "@wader/dsp";
import { type EmotionProbabilities, loadPretrained } from "@wader/emotion";
import { predictProbabilities } from "@wader/models";
import { loadModel, useWasm } from "@wader/models/node";
import { emotions } from "@wader/ravdess";

import { clipProbabilities } from "./parts/clip-decision.js";
import { flag, text } from "./parts/command-line.js";
import { createFrameMaker } from "./parts/features.js";
import { checkLength } from "./parts/frame-collection.js";
import { preprocess } from "./parts/preprocess.js";
import { type Progress, startProgress } from "./parts/progress.js";
import { readRun } from "./parts/run-folder.js";
import { runScript } from "./parts/script.js";
import { formatTable } from "./parts/table.js";

const line = {
  name: "predict",
  summary: "Tells the emotion of a WAV file, by the recogniser that @wader/emotion ships or by a run of your own.",
  operand: "clip.wav",
  options: {
    model: text("folder", "Folder of a trained run. Default: the shipped recogniser."),
    frames: flag("Print the probabilities of every frame, or of every window of a long recording, too."),
  },
  example: "predict.js clip.wav",
} as const;

await runScript(line, async ({ model, frames }, { operand, signal }) => {
  const bytes = await readFile(operand);
  if (model === undefined) await tellByShipped(basename(operand), bytes, frames, signal);
  else await tellByRun(basename(operand), bytes, model, frames, signal);
});

async function tellByShipped(name: string, bytes: Uint8Array, windows: boolean, signal: AbortSignal): Promise<void> {
  const { channels, sampleRate } = decodeWav(bytes);
  const recognizer = await loadPretrained();
  let progress: Progress | undefined;
  const { probabilities, timeline } = await recognizer.predict(channels, sampleRate, {
    signal,
    onProgress({ seconds, totalSeconds }) {
      progress ??= startProgress("Listening", Math.ceil(totalSeconds), "s");
      progress.update(Math.floor(seconds));
    },
  });
  progress?.finish();
  printRanking(name, probabilities);
  if (windows) {
    printTimeline(
      "window",
      timeline.map((entry) => [`${entry.start.toFixed(2)} to ${entry.end.toFixed(2)} s`, entry.probabilities]),
    );
  }
  const { data, licence } = recognizer.info;
  console.log(`\nTrained on ${data}, ${licence}. Acted speech: expect less of everyday voices.`);
}

async function tellByRun(
  name: string,
  bytes: Uint8Array,
  model: string,
  windows: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { settings, synthetic } = await readRun(model);
  // A prediction draws nothing: the noisy copy is not used.
  const clip = preprocess(name, bytes, createRandom(0), settings);
  checkLength(clip, settings);
  const maker = createFrameMaker(settings);
  const samples = maker.prepare(clip.clean);
  const size = maker.shape[0] * maker.shape[1];
  const source = {
    length: maker.count(samples),
    frameShape: maker.shape,
    read(indices: Int32Array): Float32Array {
      const batch = new Float32Array(indices.length * size);
      for (const [i, frame] of indices.entries()) maker.write(samples, frame, batch.subarray(i * size, (i + 1) * size));
      return batch;
    },
  };

  await useWasm();
  const classifier = await loadModel(join(model, "classifier"));
  const probabilities = await predictProbabilities(classifier, source, { batchSize: 8, signal });
  const { data } = clipProbabilities(probabilities, new Int32Array(source.length));

  printRanking(name, named(data));
  if (windows) {
    printTimeline(
      "frame at",
      Array.from({ length: source.length }, (_, frame) => [
        `${((frame * settings.hopSamples + clip.start) / settings.sampleRate).toFixed(2)} s`,
        named(probabilities.data.slice(frame * emotions.length, (frame + 1) * emotions.length)),
      ]),
    );
  }
  if (synthetic) console.log("\nThis run was trained on synthetic speech: expect little of it on real voices.");
}

function named(probabilities: ArrayLike<number>): EmotionProbabilities {
  return Object.fromEntries(emotions.map((emotion, i) => [emotion, probabilities[i]!])) as EmotionProbabilities;
}

function printRanking(name: string, probabilities: EmotionProbabilities): void {
  const ranking = emotions.toSorted((a, b) => probabilities[b] - probabilities[a]);
  console.log(`${name}: ${ranking[0]!}`);
  console.log(
    formatTable({
      head: ["emotion", "probability"],
      rows: ranking.map((emotion) => [emotion, probabilities[emotion].toFixed(3)]),
    }),
  );
}

function printTimeline(head: string, rows: readonly (readonly [string, EmotionProbabilities])[]): void {
  const cells = rows.map(([when, each]) => [when, ...emotions.map((emotion) => each[emotion].toFixed(3))]);
  console.log(`\n${formatTable({ head: [head, ...emotions], rows: cells })}`);
}
