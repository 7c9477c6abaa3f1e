import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { createRandom } from "@wader/dsp";
import { predictProbabilities } from "@wader/models";
import { loadModel, useWasm } from "@wader/models/node";
import { emotions } from "@wader/ravdess";

import { clipProbabilities } from "./parts/clip-decision.js";
import { flag, text } from "./parts/command-line.js";
import { formatTable } from "./parts/evaluation.js";
import { createFrameMaker } from "./parts/features.js";
import { checkLength } from "./parts/frame-collection.js";
import { preprocess } from "./parts/preprocess.js";
import { readRun } from "./parts/run-folder.js";
import { runScript } from "./parts/script.js";

const line = {
  name: "predict",
  summary: "Tells the emotion of a WAV file by a trained run.",
  operand: "clip.wav",
  options: {
    model: text("folder", "Folder of the run.", "out/run"),
    frames: flag("Print the probabilities of every frame too."),
  },
  example: "predict.js clip.wav --model out/run",
} as const;

await runScript(line, async (options, { operand, signal }) => {
  const bytes = await readFile(operand);
  const { settings, synthetic } = await readRun(options.model);
  // A prediction draws nothing: the noisy copy is not used.
  const clip = preprocess(basename(operand), bytes, createRandom(0), settings);
  checkLength(clip, settings.frameSamples);
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
  const classifier = await loadModel(join(options.model, "classifier"));
  const probabilities = await predictProbabilities(classifier, source, { batchSize: 8, signal });
  const { data } = clipProbabilities(probabilities, new Int32Array(source.length));

  const ranking = emotions
    .map((emotion, i) => ({ emotion, probability: data[i]! }))
    .toSorted((a, b) => b.probability - a.probability);
  console.log(`${basename(operand)}: ${ranking[0]!.emotion}`);
  console.log(
    formatTable({
      head: ["emotion", "probability"],
      rows: ranking.map(({ emotion, probability }) => [emotion, probability.toFixed(3)]),
    }),
  );
  if (options.frames) {
    const rows = Array.from({ length: source.length }, (_, frame) => [
      `${((frame * settings.hopSamples + clip.start) / settings.sampleRate).toFixed(2)} s`,
      ...emotions.map((__, i) => probabilities.data[frame * emotions.length + i]!.toFixed(3)),
    ]);
    console.log(`\n${formatTable({ head: ["frame at", ...emotions], rows })}`);
  }
  if (synthetic) console.log("\nThis run was trained on synthetic speech: expect little of it on real voices.");
});
