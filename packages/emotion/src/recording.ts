import { resample } from "@wader/dsp";

import { analysisRate } from "./bands.js";
import { kind } from "./check.js";

/** Samples of one channel. */
type Signal = Float32Array | Float64Array;

/** A recording that is read in parts, at {@link analysisRate}. */
export interface Recording {
  readonly seconds: number;
  /** Samples from one whole second to another, as far as there are any, without the recording's mean. */
  readonly read: (from: number, to: number) => Float32Array;
}

/** Rates that are taken, in Hz. */
export const rateRange = { lowest: 8000, highest: 192_000 } as const;
/** Magnitude from which samples cannot be meant as parts of full scale. */
const mostSample = 10;
/** Seconds that a resampled sample may depend on, on both sides. */
const context = 1;
/** Samples that are checked between pauses. */
const stretch = 2 ** 21;

/**
 * Checks a recording and opens it.
 *
 * @param pause - Awaited between stretches of work.
 */
export async function openRecording(
  audio: Signal | readonly Signal[],
  sampleRate: number,
  pause: () => Promise<void>,
): Promise<Recording> {
  const channels = checkedChannels(audio);
  checkRate(sampleRate);
  const { length } = channels[0]!;
  let sum = 0;
  for (let start = 0; start < length; start += stretch) {
    for (const [c, samples] of channels.entries()) {
      sum += checkedSum(
        samples,
        start,
        Math.min(length, start + stretch),
        channels.length > 1 ? ` of channel ${c}` : "",
      );
    }
    await pause();
  }
  const mean = sum / (length * channels.length);
  return {
    seconds: length / sampleRate,
    read(from, to) {
      // Whole seconds on both sides, so that samples lie at the same times wherever reading begins.
      const first = Math.max(0, from - context);
      const mixed = mix(channels, first * sampleRate, Math.min(length, (to + context) * sampleRate), mean);
      const samples = resample(mixed, sampleRate, analysisRate);
      return samples.subarray((from - first) * analysisRate, (to - first) * analysisRate);
    },
  };
}

/** Throws unless the rate is one that is taken. */
export function checkRate(sampleRate: number): void {
  if (typeof sampleRate !== "number") {
    throw new TypeError(`"sampleRate" must be a number, got ${kind(sampleRate)}`);
  }
  if (!(Number.isInteger(sampleRate) && sampleRate >= rateRange.lowest && sampleRate <= rateRange.highest)) {
    throw new RangeError(
      `"sampleRate" must be a whole number from ${rateRange.lowest} to ${rateRange.highest}, got ${sampleRate}`,
    );
  }
}

function checkedChannels(audio: Signal | readonly Signal[]): readonly Signal[] {
  const channels = isSignal(audio) ? [audio] : audio;
  if (!Array.isArray(channels) || !channels.every(isSignal)) {
    const got = Array.isArray(channels) ? `an array of ${kind(channels.find((each) => !isSignal(each)))}` : kind(audio);
    throw new TypeError(`"audio" must be a Float32Array, a Float64Array or an array of these, got ${got}`);
  }
  const lengths = new Set(channels.map(({ length }) => length));
  if (channels.length === 0 || lengths.has(0)) throw new RangeError('"audio" must not be empty');
  if (lengths.size > 1) {
    throw new RangeError(`"audio" must have channels of one length, got ${[...lengths].join(" and ")} samples`);
  }
  return channels;
}

function isSignal(value: unknown): value is Signal {
  return value instanceof Float32Array || value instanceof Float64Array;
}

function checkedSum(samples: Signal, start: number, end: number, where: string): number {
  let sum = 0;
  for (let i = start; i < end; i++) {
    const value = samples[i]!;
    if (!(Math.abs(value) <= mostSample)) {
      const expected = Number.isFinite(value) ? "be scaled to [-1, 1]" : "be finite";
      throw new RangeError(`"audio" must ${expected}, got ${value} at index ${i}${where}`);
    }
    sum += value;
  }
  return sum;
}

function mix(channels: readonly Signal[], start: number, end: number, mean: number): Float32Array {
  const mixed = new Float32Array(Math.max(0, end - start));
  for (let i = 0; i < mixed.length; i++) {
    let sum = 0;
    for (const samples of channels) sum += samples[start + i]!;
    mixed[i] = sum / channels.length - mean;
  }
  return mixed;
}
