import { type Matrix, applyTemperature, linearDiscriminantFrom, standardizeRows } from "@wader/models/discriminant";

import { type Emotion, type EmotionProbabilities, emotions } from "./emotions.js";
import type { RecognizerModel } from "./recognizer-file.js";
import { type SpeechTrack, describeSpeech } from "./speech-track.js";

/** Probabilities of the emotions of a track. */
export type Judge = (track: SpeechTrack) => Float64Array;

/** Prepares a model. */
export function judgeOf({ bands, standardizer, clip, discriminant, temperature }: RecognizerModel): Judge {
  const classifier = linearDiscriminantFrom(discriminant);
  return (track) => {
    const data = describeSpeech({ bands: track.bands.slice(0, bands), pitch: track.pitch });
    const row: Matrix = { data, shape: [1, data.length] };
    const scores = classifier.predictLogProbabilities(standardizeRows(row, standardizer, { clip }));
    return applyTemperature(scores, temperature).data.map(Math.exp);
  };
}

/** Probabilities by name. */
export function byName(probabilities: Float64Array): EmotionProbabilities {
  return Object.fromEntries(emotions.map((emotion, i) => [emotion, probabilities[i]!])) as Record<Emotion, number>;
}

/** The most probable emotion, the first of equals. */
export function mostProbable(probabilities: Float64Array): Emotion {
  return emotions[probabilities.indexOf(Math.max(...probabilities))]!;
}
