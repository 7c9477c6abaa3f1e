import { createRandom } from "@wader/dsp";

import { emotions } from "../src/emotions.js";
import { type RecognizerRecord, encodeRecognizer } from "../src/recognizer-file.js";
import { type EmotionRecognizer, recognizerFrom } from "../src/recognizer.js";

/** Statistics that a recogniser sees. */
export const features = 1294;

/** A recogniser of drawn numbers: it knows nothing, but says different things of different sounds. */
export function madeUpRecord(rates: readonly number[] = [8000]): RecognizerRecord {
  const random = createRandom(7);
  const draw = (scale: number): number[] =>
    Array.from({ length: features }, () => Math.fround(scale * random.normal()));
  return {
    info: {
      version: "0",
      data: "drawn numbers",
      licence: "MIT",
      speakers: 0,
      speakerNames: [],
      recordings: 0,
      measure: "none",
      seed: 7,
    },
    models: rates.map((leastRate) => ({
      leastRate,
      bands: 80,
      standardizer: { means: draw(1), deviations: Array<number>(features).fill(8) },
      clip: 4,
      discriminant: {
        kind: "linear-discriminant",
        coefficients: emotions.map(() => draw(0.05)),
        intercepts: emotions.map(() => Math.fround(random.normal())),
      },
      temperature: 2,
      figures: { unweightedAccuracy: 0.125, weightedAccuracy: 0.125, calibrationError: 0 },
    })),
  };
}

export function madeUpRecognizer(rates?: readonly number[]): EmotionRecognizer {
  return recognizerFrom(encodeRecognizer(madeUpRecord(rates)));
}
