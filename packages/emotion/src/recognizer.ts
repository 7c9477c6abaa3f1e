import { type BandPowers, analysisRate, hop, pitchBank, sliceHops, speechBank } from "./bands.js";
import { leastHops } from "./clip-statistics.js";
import type { Emotion, EmotionProbabilities } from "./emotions.js";
import { type Judge, byName, judgeOf, mostProbable } from "./judge.js";
import { NoSpeechError } from "./no-speech-error.js";
import { createPacer } from "./pacer.js";
import {
  type RecognizerFigures,
  type RecognizerInfo,
  type RecognizerModel,
  decodeRecognizer,
} from "./recognizer-file.js";
import { type Recording, checkRate, openRecording } from "./recording.js";
import { isInaudible, locateSpeech, paddedPowers, trackBetween, trackSpeech } from "./speech-track.js";

/** How far a long recording has come. */
export interface PredictionProgress {
  /** Seconds of the recording that are done, and all of them. */
  readonly seconds: number;
  readonly totalSeconds: number;
  /** Seconds that the rest will take at the pace so far. */
  readonly secondsLeft: number;
}

/** Options of {@link EmotionRecognizer.predict}. */
export interface PredictOptions {
  /** Stops the work; `predict` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called now and then while a recording is judged in windows. */
  readonly onProgress?: (progress: PredictionProgress) => void;
}

/** What is told of a stretch of time. */
export interface TimelineEntry {
  /** Seconds from the beginning of the recording. */
  readonly start: number;
  readonly end: number;
  readonly probabilities: EmotionProbabilities;
}

/** What {@link EmotionRecognizer.predict} gives. */
export interface Prediction {
  /** The most probable emotion of the whole recording. */
  readonly emotion: Emotion;
  /** Of the whole recording: the mean over the timeline. */
  readonly probabilities: EmotionProbabilities;
  /** In order of time; stretches without speech are left out. At least one entry. */
  readonly timeline: readonly TimelineEntry[];
}

/** Tells the emotion of speech. */
export interface EmotionRecognizer {
  /** Data, licence and speakers that it comes from. */
  readonly info: RecognizerInfo;
  /** Its models, each for recordings from a sample rate on, and how well each does. */
  readonly models: readonly { readonly leastRate: number; readonly figures: RecognizerFigures }[];
  /** Numbers that were fitted. */
  readonly parameters: number;
  /**
   * Tells the emotion of a recording.
   *
   * Where speech lasts up to 4 s from its beginning to its end, in a recording of up to 12 s, it is judged as a whole, and the timeline
   * has that one entry. Longer recordings are judged in windows of 3 s, one a second, each on its own; windows that are silent, hold
   * less than 0.2 s of sound, or stay 35 dB under the loudest window are left out. Long recordings are worked on in parts: beside the
   * recording a few megabytes are held, and the event loop turns every 0.1 s or so.
   *
   * The level counts: do not normalise. A constant offset does not. Channels are averaged.
   *
   * @param audio - Samples of one channel, or channels of equal length as `decodeWav` gives them; full scale is ±1.
   * @param sampleRate - In Hz, a whole number from 8000 to 192,000.
   * @param options - `signal`, `onProgress`.
   * @throws {NoSpeechError} If there is only silence, or too little sound to tell anything of.
   * @throws {TypeError} If `audio` is no array of samples or `sampleRate` is no number.
   * @throws {RangeError} If `audio` is empty, holds NaN or samples beyond ±10, has channels of different lengths, or `sampleRate` is out
   *   of range.
   *
   * @example
   * const { emotion, probabilities, timeline } = await recognizer.predict(samples, 48_000);
   */
  predict(
    audio: Float32Array | Float64Array | readonly (Float32Array | Float64Array)[],
    sampleRate: number,
    options?: PredictOptions,
  ): Promise<Prediction>;
}

/** Longest recording that may be judged as a whole, and longest speech in it, in seconds. */
const whole = { recording: 12, speech: 4 } as const;
/** Windows over longer ones, in seconds; and how many share the work of a transform. */
const windows = { length: 3, hop: 1, together: 6 } as const;
/** Seconds of signal that powers depend on, on both sides. */
const context = 1;
/** Windows this far under the loudest one are left out, as a ratio of powers: 35 dB. */
const quiet = 10 ** -3.5;
const hopsPerSecond = analysisRate / hop;

interface Window {
  readonly start: number;
  readonly end: number;
  readonly loudest: number;
  readonly probabilities: Float64Array;
}

/**
 * A recogniser from its file, one that you trained yourself for example; `loadPretrained` gives the one that comes with the package.
 *
 * @param bytes - What `encodeRecognizer` gave.
 * @throws {CheckpointError} If the bytes are no recogniser.
 *
 * @example
 * const recognizer = recognizerFrom(await readFile("out/pretrained/emotion.safetensors"));
 */
export function recognizerFrom(bytes: Uint8Array): EmotionRecognizer {
  const { info, models } = decodeRecognizer(bytes);
  const judges = models.map((model) => ({ leastRate: model.leastRate, judge: judgeOf(model) }));
  return {
    info,
    models: models.map(({ leastRate, figures }) => ({ leastRate, figures })),
    parameters: models.reduce((sum, model) => sum + parametersOf(model), 0),
    async predict(audio, sampleRate, { signal, onProgress } = {}) {
      signal?.throwIfAborted();
      checkRate(sampleRate);
      const { judge } = judges.find(({ leastRate }) => leastRate <= sampleRate) ?? judges.at(-1)!;
      const pause = createPacer(signal);
      const recording = await openRecording(audio, sampleRate, pause);
      const window = recording.seconds <= whole.recording ? judgeWhole(recording, judge) : undefined;
      return summarize(window === undefined ? await judgeWindows(recording, judge, pause, onProgress) : [window]);
    },
  };
}

function judgeWhole(recording: Recording, judge: Judge): Window | undefined {
  const track = trackSpeech(recording.read(0, Math.ceil(recording.seconds)));
  const [start, end] = [track.start / hopsPerSecond, track.end / hopsPerSecond];
  if (end - start > whole.speech) return undefined;
  return { start, end, loudest: track.loudest, probabilities: judge(track) };
}

async function judgeWindows(
  recording: Recording,
  judge: Judge,
  pause: () => Promise<void>,
  onProgress: PredictOptions["onProgress"],
): Promise<Window[]> {
  const { seconds } = recording;
  const began = performance.now();
  const count = Math.ceil((seconds - windows.length) / windows.hop) + 1;
  const judged: Window[] = [];
  let silent = true;
  for (let first = 0; first < count; first += windows.together) {
    const places = Math.min(windows.together, count - first);
    const starts = Array.from({ length: places }, (_, i) => (first + i) * windows.hop);
    for await (const window of judgePart(recording, starts, judge, pause)) {
      silent = false;
      if (window !== "too-short") judged.push(window);
    }
    const done = Math.min(seconds, starts.at(-1)! + windows.length);
    const pace = (performance.now() - began) / 1000 / done;
    onProgress?.({ seconds: done, totalSeconds: seconds, secondsLeft: pace * (seconds - done) });
  }
  if (judged.length > 0) return judged;
  throw silent
    ? new NoSpeechError("silence", "the recording is silent")
    : new NoSpeechError("too-short", "nothing in the recording lasts 0.2 s");
}

/** Judges the windows that begin at some neighbouring seconds, but for those that are silent. */
async function* judgePart(
  recording: Recording,
  starts: readonly number[],
  judge: Judge,
  pause: () => Promise<void>,
): AsyncGenerator<Window | "too-short"> {
  const from = Math.max(0, starts[0]! - context);
  const x = recording.read(from, starts.at(-1)! + windows.length + context);
  await pause();
  if (isInaudible(x)) return;
  const powers = paddedPowers(x, speechBank());
  let pitched: BandPowers | undefined;
  for (const start of starts) {
    await pause();
    const begin = (start - from) * hopsPerSecond;
    const own = sliceHops(powers, begin, Math.min(powers.hops, begin + windows.length * hopsPerSecond));
    const place = locateSpeech(own);
    if (place === "silence") continue;
    if (place.end - place.start < leastHops) {
      yield "too-short";
      continue;
    }
    // What costs most, and stretches of silence do without.
    pitched ??= paddedPowers(x, pitchBank());
    const track = trackBetween(place, own, sliceHops(pitched, begin + place.start, begin + place.end));
    const end = Math.min(recording.seconds, start + windows.length);
    yield { start, end, loudest: place.loudest, probabilities: judge(track) };
  }
}

function summarize(judged: readonly Window[]): Prediction {
  const loudest = judged.reduce((most, window) => Math.max(most, window.loudest), 0);
  const kept = judged.filter((window) => window.loudest > quiet * loudest);
  const mean = new Float64Array(kept[0]!.probabilities.length);
  for (const { probabilities } of kept) {
    for (let k = 0; k < mean.length; k++) mean[k]! += probabilities[k]! / kept.length;
  }
  return {
    emotion: mostProbable(mean),
    probabilities: byName(mean),
    timeline: kept.map(({ start, end, probabilities }) => ({ start, end, probabilities: byName(probabilities) })),
  };
}

function parametersOf({ standardizer, discriminant }: RecognizerModel): number {
  const { coefficients, intercepts } = discriminant;
  return 2 * standardizer.means.length + coefficients.length * coefficients[0]!.length + intercepts.length + 1;
}
