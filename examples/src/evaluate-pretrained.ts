import { readFile } from "node:fs/promises";

import { createRandom, decodeWav, resample, toMono } from "@wader/dsp";
import { type EmotionRecognizer, emotions, loadPretrained, recognizerFrom } from "@wader/emotion";
import { classificationReport, expectedCalibrationError } from "@wader/models";
import type { Utterance } from "@wader/ravdess";

import { writeJson } from "./parts/atomic.js";
import type { Clips } from "./parts/clips.js";
import { common, flag, text } from "./parts/command-line.js";
import { sampleRate } from "./parts/preprocess.js";
import { startProgress } from "./parts/progress.js";
import { type Condition, conditions, degrade } from "./parts/recognition/conditions.js";
import { percent } from "./parts/recognition/spread.js";
import { provenance, withClips } from "./parts/recognition/with-clips.js";
import { runScript, stopIfAborted } from "./parts/script.js";
import { formatTable } from "./parts/table.js";

const line = {
  name: "evaluate-pretrained",
  summary:
    "Says how often a finished recogniser is right, asked as any user asks it. Speakers that trained it stand apart: their figures flatter.",
  options: {
    data: common.data,
    actors: text("list", "Only these speakers: 1,3,5-8."),
    model: text("file", "Recogniser that train-pretrained.js made. Default: the shipped one."),
    conditions: flag("Ask about the recordings in noise, at 8 kHz, louder and softer too."),
    seed: common.seed,
    out: text("file", "JSON to write the figures to."),
  },
  example: "evaluate-pretrained.js --data Audio_Speech_Actors_01-24.zip --conditions",
} as const;

const recorded: Condition = { name: "as recorded" };

/** What speakers were to the training. */
const sides = ["never heard", "trained it", "unknown"] as const;

interface Told {
  readonly condition: string;
  readonly speakers: (typeof sides)[number];
  readonly label: number;
  readonly probabilities: readonly number[];
}

await runScript(line, async (options, { signal }) => {
  const recognizer =
    options.model === undefined ? await loadPretrained() : recognizerFrom(await readFile(options.model));
  const asked = [recorded, ...(options.conditions ? conditions : [])];
  const { speakerNames } = recognizer.info;
  const sideOf = ({ actor }: Utterance): Told["speakers"] =>
    sides[speakerNames === undefined ? 2 : Number(speakerNames.includes(String(actor)))]!;
  await withClips(options, signal, async (clips) => {
    const told: Told[] = [];
    const progress = startProgress("Listening", clips.utterances.length, "clips");
    for (const [i, utterance] of clips.utterances.entries()) {
      await stopIfAborted(signal);
      const probabilities = await ask(recognizer, clips, utterance, asked, options.seed, signal);
      const side = sideOf(utterance);
      for (const [k, { name }] of asked.entries()) {
        told.push({ condition: name, speakers: side, label: utterance.emotionIndex, probabilities: probabilities[k]! });
      }
      progress.update(i + 1);
    }
    progress.finish();
    const results = asked.flatMap(({ name }) =>
      sides.flatMap((side) => {
        const own = told.filter((each) => each.condition === name && each.speakers === side);
        return own.length === 0 ? [] : [{ condition: name, speakers: side, ...figuresOf(own) }];
      }),
    );
    const { data, measure } = recognizer.info;
    console.log(
      `${formatTable({
        head: ["recordings", "speakers", "clips", "UA", "WA", "calibration error"],
        rows: results.map((each) => [
          each.condition,
          each.speakers,
          String(each.clips),
          percent(each.unweightedAccuracy),
          percent(each.weightedAccuracy),
          percent(each.calibrationError),
        ]),
      })}\n\nThe recogniser was trained on ${data}, and measured by ${measure}.`,
    );
    if (options.out !== undefined) {
      await writeJson(options.out, { ...provenance(clips), recognizer: recognizer.info, seed: options.seed, results });
    }
  });
});

/** Probabilities of one recording under each condition. */
async function ask(
  recognizer: EmotionRecognizer,
  clips: Clips,
  utterance: Utterance,
  asked: readonly Condition[],
  seed: number,
  signal: AbortSignal,
): Promise<number[][]> {
  const audio = decodeWav(await clips.read(utterance));
  const answers: number[][] = [];
  for (const condition of asked) {
    const random = createRandom(seed).spawn(`${condition.name}, ${utterance.id}`);
    const { probabilities } =
      condition === recorded
        ? await recognizer.predict(audio.channels, audio.sampleRate, { signal })
        : await recognizer.predict(
            degrade(resample(toMono(audio), audio.sampleRate, sampleRate), condition, random),
            sampleRate,
            { signal },
          );
    // Rounding may lift a sure one above 1 by a last digit.
    answers.push(emotions.map((emotion) => Math.min(1, probabilities[emotion])));
  }
  return answers;
}

function figuresOf(told: readonly Told[]) {
  const labels = told.map(({ label }) => label);
  const { weightedAccuracy, unweightedAccuracy, classes } = classificationReport(
    labels,
    told.map(({ probabilities }) => probabilities.indexOf(Math.max(...probabilities))),
    { classes: emotions.length },
  );
  const data = told.flatMap(({ probabilities }) => probabilities);
  return {
    clips: told.length,
    unweightedAccuracy,
    weightedAccuracy,
    calibrationError: expectedCalibrationError(labels, { data, shape: [told.length, emotions.length] }),
    recalls: emotions.map((emotion, k) => ({ emotion, clips: classes[k]!.support, recall: classes[k]!.recall })),
  };
}
