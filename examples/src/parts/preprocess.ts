import { type Random, awgn, decodeWav, resample, standardize, toMono, trim } from "@wader/dsp";

import { ScriptError } from "./script.js";

/** Rate at which everything behind decoding works, in Hz. */
export const sampleRate = 16_000;
/** Standard deviation that {@link SpeechSettings.level} leaves as it is: near the median of RAVDESS. */
const middleLevel = 0.02;
/** Range of the noisy copy's signal-to-noise ratio, in dB. */
const noiseRange = [15, 30] as const;

/** What of a recording is kept. */
export interface SpeechSettings {
  /** Frames of the recording this far under the loudest, in dB, are silence; librosa's trim has 60. */
  readonly silenceDb: number;
  /** How much of a clip's level stays: 0 none, as in the report; 1 all; 0.5 half of its decibels. */
  readonly level: number;
}

/** Those of the report. */
const reportSpeech: SpeechSettings = { silenceDb: 60, level: 0 };

/** A recording at every stage on its way to the transform; all signals are mono at 16 kHz. */
export interface PreprocessedClip {
  readonly id: string;
  readonly sampleRate: number;
  readonly recording: Float32Array;
  /** The recording from sample `start` to `end`, without the silence at both ends. */
  readonly trimmed: Float32Array;
  readonly start: number;
  readonly end: number;
  /** `trimmed` with mean 0 and, unless some of the level is kept, standard deviation 1. */
  readonly clean: Float32Array;
  /** `clean` with white noise at `snrDb`, made when asked for. */
  readonly noisy: Float32Array;
  readonly snrDb: number;
}

/**
 * Decodes a WAV file, mixes it to one channel at 16 kHz, trims silence, standardises, and makes a copy with noise.
 *
 * @param id - Name of the clip, for messages; the noise depends on it and on the seed of `random`.
 * @param bytes - The WAV file.
 * @param random - Source from which the clip's own is derived, so that neither order nor other clips change its noise.
 * @param speech - Where silence begins, and how much of the level stays.
 * @throws {ScriptError} If the file is not a usable WAV, or silent. The message names the clip.
 */
export function preprocess(
  id: string,
  bytes: Uint8Array,
  random: Random,
  { silenceDb, level }: SpeechSettings = reportSpeech,
): PreprocessedClip {
  const noise = random.spawn(`noise of ${id}`);
  const snrDb = noiseRange[0] + (noiseRange[1] - noiseRange[0]) * noise.uniform();
  try {
    const audio = decodeWav(bytes);
    const recording = resample(toMono(audio), audio.sampleRate, sampleRate);
    if (recording.every((sample) => sample === recording[0])) throw new ScriptError("the recording is silent");
    const { samples: trimmed, start, end } = trim(recording, { topDb: silenceDb });
    const clean = standardize(trimmed);
    if (level > 0) scale(clean, (deviation(trimmed) / middleLevel) ** level);
    let noisy: Float32Array | undefined;
    return {
      id,
      sampleRate,
      recording,
      trimmed,
      start,
      end,
      clean,
      get noisy() {
        return (noisy ??= awgn(clean, { snrDb, random: noise }));
      },
      snrDb,
    };
  } catch (error) {
    throw new ScriptError(`${id}: ${(error as Error).message}`, { cause: error });
  }
}

function deviation(samples: Float32Array): number {
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
  return Math.sqrt(samples.reduce((sum, sample) => sum + (sample - mean) ** 2, 0) / samples.length);
}

function scale(samples: Float32Array, factor: number): void {
  for (let i = 0; i < samples.length; i++) samples[i]! *= factor;
}
