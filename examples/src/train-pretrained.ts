import { join } from "node:path";

import { encodeRecognizer, recognizerFrom } from "@wader/emotion";
import type { RecognizerFigures, RecognizerModel } from "@wader/emotion";
import {
  type Matrix,
  decideClasses,
  expectedCalibrationError,
  fitTemperature,
  unweightedAccuracy,
  weightedAccuracy,
} from "@wader/models";

import { writeAtomically, writeJson } from "./parts/atomic.js";
import { common, flag, number, text } from "./parts/command-line.js";
import { startProgress } from "./parts/progress.js";
import { waveletBands } from "./parts/recognition/augment.js";
import { narrowBands } from "./parts/recognition/features.js";
import { classifierSettings } from "./parts/recognition/classifiers.js";
import { hardenClips, hardening } from "./parts/recognition/hardening.js";
import { prepareClips } from "./parts/recognition/prepared-clips.js";
import { trainDiscriminant } from "./parts/recognition/trained-discriminant.js";
import { type UnheardScores, crossValidate, stack, trainingsPerSeed } from "./parts/recognition/unheard-scores.js";
import { provenance, withClips } from "./parts/recognition/with-clips.js";
import { runScript, stopIfAborted } from "./parts/script.js";
import { formatTable } from "./parts/table.js";

const line = {
  name: "train-pretrained",
  summary:
    "Trains the recogniser that @wader/emotion ships on all recordings, after measuring the same recipe by folds of speakers. The same data and seed give the same bytes.",
  options: {
    data: common.data,
    actors: text("list", "Only these speakers: 1,3,5-8."),
    seeds: number("Folds of speakers are drawn so often for the figures and the temperature.", {
      min: 1,
      max: 100,
      whole: true,
      fallback: 1,
    }),
    seed: common.seed,
    hardened: flag(
      "Train on copies in noise, at lower rates and at other levels as well, as robustness.js does. What is shipped was.",
    ),
    out: text("folder", "Folder for what is computed once, the recogniser and its figures.", "out/pretrained"),
    embed: text(
      "file",
      "TypeScript module to write the recogniser into as well: packages/emotion/src/pretrained-weights.ts.",
    ),
  },
  example:
    "train-pretrained.js --data Audio_Speech_Actors_01-24.zip --hardened --embed packages/emotion/src/pretrained-weights.ts",
} as const;

/** A model for recordings of each rate: those below 16 kHz lack the upper bands. */
const sizes = [
  { leastRate: 16_000, bands: waveletBands, features: "wavelet" },
  { leastRate: 8000, bands: narrowBands, features: "wavelet-narrow" },
] as const;

interface Measured extends RecognizerFigures {
  readonly leastRate: number;
  /** Calibration error of the probabilities as the discriminant gives them. */
  readonly uncalibratedError: number;
  readonly temperature: number;
}

/** Counts up when the shipped recogniser answers differently. */
const version = "2";

await runScript(line, async (options, { signal }) => {
  const { seed, hardened, out } = options;
  await withClips(options, signal, async (clips) => {
    const seeds = Array.from({ length: options.seeds }, (_, i) => seed + i);
    const models: RecognizerModel[] = [];
    const measured: Measured[] = [];
    for (const { leastRate, bands, features } of sizes) {
      const cache = join(out, "cache");
      const recorded = await prepareClips(cache, clips, seed, false, signal, features);
      const prepared = hardened ? await hardenClips(cache, clips, recorded, seed, signal, features) : recorded;
      const label = `Training for ${leastRate / 1000} kHz and more`;
      const progress = startProgress(label, seeds.length * trainingsPerSeed + 1, "models");
      let trained = 0;
      const step = (): void => progress.update((trained += 1));
      const runs: UnheardScores[] = [];
      for (const each of seeds) runs.push(await crossValidate(prepared, each, signal, step));
      const labels = runs.flatMap((run) => run.labels);
      const raw = stack(runs.map((run) => run.raw));
      const figures = figuresOf(labels, stack(runs.map((run) => run.calibrated)));
      const { calibrationError: uncalibratedError } = figuresOf(labels, raw);
      const temperature = fitTemperature(raw, labels);
      await stopIfAborted(signal);
      const { standardizer, discriminant } = trainDiscriminant([...prepared.values()]);
      step();
      progress.finish();
      const { clip } = classifierSettings;
      models.push({ leastRate, bands, standardizer, clip, discriminant: discriminant.toJSON(), temperature, figures });
      measured.push({ leastRate, ...figures, uncalibratedError, temperature });
    }
    const { speakers } = provenance(clips);
    const bytes = encodeRecognizer({
      info: {
        version,
        data: clips.synthetic
          ? "synthetic speech, worthless on real voices"
          : `RAVDESS speech (Livingstone and Russo, 2018), ${clips.utterances.length} recordings of ${speakers} actors`,
        licence: clips.synthetic ? "MIT" : "CC BY-NC-SA 4.0",
        speakers,
        speakerNames: [...new Set(clips.utterances.map(({ actor }) => String(actor)))],
        recordings: clips.utterances.length,
        measure: `4 folds of unseen speakers, ${seeds.length === 1 ? "1 seed" : `${seeds.length} seeds`}`,
        seed,
      },
      models,
    });
    const file = join(out, "emotion.safetensors");
    await writeAtomically(file, bytes);
    if (options.embed !== undefined) await writeAtomically(options.embed, moduleOf(bytes));
    const { parameters } = recognizerFrom(bytes);
    await writeJson(join(out, "pretrained.json"), {
      ...provenance(clips),
      ...(hardened && { hardening }),
      folds: "balanced",
      seeds,
      models: measured,
      parameters,
      bytes: bytes.length,
    });
    print(measured);
    console.log(`\n${parameters} parameters, ${bytes.length} bytes`);
    console.log(`written to ${file}${options.embed === undefined ? "" : ` and ${options.embed}`}`);
  });
});

function print(measured: readonly Measured[]): void {
  console.log(
    formatTable({
      head: [
        "of unseen speakers, recordings from",
        "UA",
        "WA",
        "calibration error",
        "without temperature",
        "temperature",
      ],
      rows: measured.map((each) => [
        `${each.leastRate / 1000} kHz on`,
        percent(each.unweightedAccuracy),
        percent(each.weightedAccuracy),
        percent(each.calibrationError),
        percent(each.uncalibratedError),
        each.temperature.toFixed(2),
      ]),
    }),
  );
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}

function figuresOf(labels: readonly number[], logProbabilities: Matrix): RecognizerFigures {
  const decisions = decideClasses(logProbabilities);
  // Rounding may lift a sure probability above 1 by a last digit.
  const data = Float64Array.from(logProbabilities.data, (value) => Math.min(1, Math.exp(value)));
  return {
    unweightedAccuracy: unweightedAccuracy(labels, decisions),
    weightedAccuracy: weightedAccuracy(labels, decisions),
    calibrationError: expectedCalibrationError(labels, { data, shape: logProbabilities.shape }),
  };
}

function moduleOf(bytes: Uint8Array): string {
  return [
    "// Made by examples/dist/train-pretrained.js from recordings under CC BY-NC-SA 4.0: see NOTICE.md. Do not edit.",
    "export const pretrainedWeights: string =",
    `  "${Buffer.from(bytes).toString("base64")}";`,
    "",
  ].join("\n");
}
