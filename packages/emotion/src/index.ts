export {
  analysisRate,
  type BandPowers,
  bandPowers,
  bandRange,
  type Bank,
  pitchBank,
  sliceHops,
  speechBank,
} from "./bands.js";
export { clipStatistics, leastHops } from "./clip-statistics.js";
export type { Series } from "./moments.js";
export { followPitch, type Pitch } from "./pitch.js";
export { speechSpan } from "./speech-span.js";
export { NoSpeechError, type NoSpeechReason } from "./no-speech-error.js";
export { describeSpeech, type LocatedTrack, type SpeechTrack, trackSpeech } from "./speech-track.js";
export { type Emotion, type EmotionProbabilities, emotions } from "./emotions.js";
export { loadPretrained } from "./pretrained.js";
export {
  encodeRecognizer,
  type RecognizerFigures,
  type RecognizerInfo,
  type RecognizerModel,
  type RecognizerRecord,
} from "./recognizer-file.js";
export {
  type EmotionRecognizer,
  type Prediction,
  type PredictionProgress,
  type PredictOptions,
  recognizerFrom,
  type TimelineEntry,
} from "./recognizer.js";
