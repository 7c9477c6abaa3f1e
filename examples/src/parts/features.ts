import { planCwt, scalesForBand, wavelet } from "@wader/cwt";
import { type Random, resample } from "@wader/dsp";

import { powerFrameMaker } from "./power-frames.js";
import { sampleRate } from "./preprocess.js";
import { ScriptError } from "./script.js";

/**
 * What a frame holds. `coefficients`: those of the transform, as in the report, which swing at the frequency of their band.
 * `power`: their mean square over a time step, in decibels, which changes as slowly as speech does.
 */
export const frameValues = ["coefficients", "power"] as const;
export type FrameValues = (typeof frameValues)[number];

/** What decides the numbers in a frame of features. */
export interface FeatureSettings {
  readonly values: FrameValues;
  readonly wavelet: "morl";
  /** Hz. */
  readonly sampleRate: number;
  /** Ends of the band, in Hz. */
  readonly band: readonly [low: number, high: number];
  /** Samples of the signal that a frame covers. */
  readonly frameSamples: number;
  /** Samples from the start of a frame to that of the next; `frameSamples` if they neither overlap nor leave a gap. */
  readonly hopSamples: number;
  /** Of coefficients only each n-th is kept, after a low-pass filter that makes the others superfluous; power is taken of n. */
  readonly timeStep: number;
  /** The ends of a clip that are so far under its loudest part, in dB, are cut off. */
  readonly silenceDb: number;
  /** How much of the clips' differences in level stays: 0 none, 1 all, 0.5 half of the decibels. */
  readonly level: number;
  /** Clips that are shorter than a frame get silence at both ends; only frames of power. */
  readonly pad?: true;
}

/** What can be chosen of {@link FeatureSettings}. */
export interface FeatureChoice {
  readonly values?: FrameValues;
  readonly timeStep: number;
  readonly hop?: number;
  readonly frameSamples?: number;
  readonly silenceDb?: number;
  readonly level?: number;
  readonly pad?: boolean;
}

/** The features of the report, but for what is chosen otherwise. */
export function featureSettings(choice: FeatureChoice): FeatureSettings {
  const { values = "coefficients", timeStep, hop = 4000, frameSamples = 4000, silenceDb = 60, level = 0 } = choice;
  const { pad = false } = choice;
  if (frameSamples % timeStep !== 0) {
    throw new ScriptError(`--time-step must divide the ${frameSamples} samples of a frame, got ${timeStep}`);
  }
  if (values === "power" && hop % timeStep !== 0) {
    throw new ScriptError(`--hop must be a multiple of --time-step for frames of power, got ${hop} and ${timeStep}`);
  }
  if (pad && values !== "power") throw new ScriptError("--pad needs --values power");
  const band = [100, 2000] as const;
  const settings = { values, wavelet: "morl", sampleRate, band, frameSamples, hopSamples: hop, timeStep } as const;
  return { ...settings, silenceDb, level, ...(pad ? { pad } : {}) };
}

/** Turns clips into frames. */
export interface FrameMaker {
  /** Shape of one frame. */
  readonly shape: readonly [time: number, scales: number];
  readonly scales: readonly number[];
  /** A preprocessed clip as {@link FrameMaker.write} wants it: low-pass filtered if time is decimated. */
  prepare(samples: Float32Array): Float32Array;
  /** Number of whole frames in a clip. */
  count(samples: Float32Array): number;
  /** Writes one frame `[time, scales]` of a prepared clip to `output`. */
  write(samples: Float32Array, frame: number, output: Float32Array): void;
  /** Writes a frame from anywhere in the clip, varied at random, for training alone; only frames of power have it. */
  writeVaried?(samples: Float32Array, random: Random, output: Float32Array): void;
}

/**
 * Prepares the transform of single frames. A frame is computed from its own samples and as many on both sides as the largest
 * wavelet reaches, so it costs the same however long the clip, and equals the same frame of the whole clip's transform to rounding.
 */
export function createFrameMaker(settings: FeatureSettings): FrameMaker {
  const scales = scalesForBand(settings.wavelet, {
    low: settings.band[0],
    high: settings.band[1],
    sampleRate: settings.sampleRate,
  });
  return settings.values === "power" ? powerFrameMaker(settings, scales) : coefficientFrameMaker(settings, scales);
}

function coefficientFrameMaker(settings: FeatureSettings, scales: readonly number[]): FrameMaker {
  const { frameSamples, hopSamples, timeStep } = settings;
  const reach = wavelet(settings.wavelet).upperBound;
  // PyWavelets rounds the support up to whole samples and adds one; the centre may fall on either side.
  const margin = Math.ceil(reach * scales.at(-1)!) + 2;
  const length = frameSamples + 2 * margin;
  const plan = planCwt({ length, scales, wavelet: settings.wavelet });
  const window = new Float32Array(length);
  const coefficients = new Float32Array(scales.length * length);
  const shape = [frameSamples / timeStep, scales.length] as const;
  return {
    shape,
    scales,
    prepare: (samples) => (timeStep === 1 ? samples : lowPass(samples, settings.sampleRate, timeStep)),
    count: ({ length: total }) => (total < frameSamples ? 0 : Math.floor((total - frameSamples) / hopSamples) + 1),
    write(samples, frame, output) {
      const start = frame * hopSamples - margin;
      const from = Math.max(0, start);
      window.fill(0);
      window.set(samples.subarray(from, Math.min(samples.length, start + length)), from - start);
      plan.execute(window, coefficients);
      transpose(coefficients, length, margin, timeStep, output, scales.length);
    },
  };
}

/** Writes each `step`-th column of `source`, from `start` on, as a row of `target`, until the target is full. */
function transpose(
  source: Float32Array,
  columns: number,
  start: number,
  step: number,
  target: Float32Array,
  rows: number,
): void {
  const kept = target.length / rows;
  // In tiles, so that both sides stay within the cache.
  const tile = 32;
  for (let firstRow = 0; firstRow < rows; firstRow += tile) {
    const endRow = Math.min(rows, firstRow + tile);
    for (let firstTime = 0; firstTime < kept; firstTime += tile) {
      const endTime = Math.min(kept, firstTime + tile);
      for (let row = firstRow; row < endRow; row++) {
        for (let time = firstTime; time < endTime; time++) {
          target[time * rows + row] = source[row * columns + start + time * step]!;
        }
      }
    }
  }
}

/**
 * Removes what would alias when only each `step`-th sample is kept. The transform is a filter too, so the order does not matter:
 * the coefficients of the filtered clip are the filtered coefficients.
 */
function lowPass(samples: Float32Array, rate: number, step: number): Float32Array {
  // As long as the samples, or a little longer where the step does not divide their number.
  return resample(resample(samples, rate, rate / step), rate / step, rate).subarray(0, samples.length);
}
