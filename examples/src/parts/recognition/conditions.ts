import { type Random, awgn, resample } from "@wader/dsp";

import { sampleRate } from "../preprocess.js";

/** What may happen to a recording before it reaches a recogniser. */
export type Condition =
  | { readonly name: string; readonly kind: "noise"; readonly snrDb: number | readonly [min: number, max: number] }
  | { readonly name: string; readonly kind: "rate"; readonly sampleRate: number }
  | { readonly name: string; readonly kind: "gain"; readonly gainDb: number };

/** Conditions under which a recogniser is tested. */
export const conditions: readonly Condition[] = [
  ...[30, 20, 10, 5].map((snrDb) => ({ name: `noise at ${snrDb} dB`, kind: "noise", snrDb }) as const),
  { name: "at 8 kHz", kind: "rate", sampleRate: 8000 },
  ...[12, -12].map((gainDb) => ({ name: `gain of ${gainDb} dB`, kind: "gain", gainDb }) as const),
];

/**
 * The samples after a condition: with white noise in relation to the whole clip, pauses and all; down to a lower rate and up again; or
 * louder or softer, not clipped.
 *
 * @param x - Samples at 16 kHz; they are not changed.
 */
export function degrade(x: Float32Array, condition: Condition, random: Random): Float32Array {
  if (condition.kind === "noise") return awgn(x, { snrDb: condition.snrDb, random });
  if (condition.kind === "gain") return x.map((value) => value * 10 ** (condition.gainDb / 20));
  const narrow = resample(x, sampleRate, condition.sampleRate);
  return resample(narrow, condition.sampleRate, sampleRate).subarray(0, x.length);
}
