import { type Random, awgn, resample } from "@wader/dsp";

import { sampleRate } from "../preprocess.js";

/** A number, or the ends of a range from which one is drawn. */
type Drawn = number | readonly [min: number, max: number];

/** What may happen to a recording before it reaches a recogniser. What is absent does not happen. */
export interface Condition {
  readonly name: string;
  /** In Hz, down to which it goes and up again. */
  readonly rate?: Drawn;
  /** In relation to the whole clip, pauses and all. Pink noise has equal power in each octave. */
  readonly noise?: { readonly snrDb: Drawn; readonly colors: readonly NoiseColor[] };
  /** Louder or softer, not clipped. */
  readonly gainDb?: number;
}

export type NoiseColor = "white" | "pink";

/** Conditions under which a recogniser is tested. */
export const conditions: readonly Condition[] = [
  ...[30, 20, 10, 5].map((snrDb): Condition => ({ name: `noise at ${snrDb} dB`, noise: { snrDb, colors: ["white"] } })),
  { name: "pink noise at 10 dB", noise: { snrDb: 10, colors: ["pink"] } },
  { name: "at 8 kHz", rate: 8000 },
  ...[12, -12].map((gainDb): Condition => ({ name: `gain of ${gainDb} dB`, gainDb })),
];

/**
 * The samples after a condition: its rate, then its noise, then its gain.
 *
 * @param x - Samples at 16 kHz; they are not changed.
 */
export function degrade(x: Float32Array, { rate, noise, gainDb = 0 }: Condition, random: Random): Float32Array {
  let y = x;
  if (rate !== undefined) {
    const lower = Math.round(draw(rate, random) / 100) * 100;
    y = resample(resample(y, sampleRate, lower), lower, sampleRate).subarray(0, x.length);
  }
  if (noise !== undefined) {
    const color = noise.colors[random.integer(noise.colors.length)]!;
    const snrDb = draw(noise.snrDb, random);
    y = color === "white" ? awgn(y, { snrDb, random }) : addPink(y, snrDb, random);
  }
  return y.map((value) => value * 10 ** (gainDb / 20));
}

function draw(value: Drawn, random: Random): number {
  return typeof value === "number" ? value : value[0] + (value[1] - value[0]) * random.uniform();
}

/** Noise that falls by 3 dB an octave above 10 Hz or so, by P. Kellet's three poles, within half a decibel. */
function addPink(x: Float32Array, snrDb: number, random: Random): Float32Array {
  let [slow, middle, fast] = [0, 0, 0];
  const noise = x.map(() => {
    const white = random.normal();
    slow = 0.99765 * slow + 0.099046 * white;
    middle = 0.963 * middle + 0.2965164 * white;
    fast = 0.57 * fast + 1.0526913 * white;
    return slow + middle + fast + 0.1848 * white;
  });
  const gain = Math.sqrt(variance(x) / variance(noise) / 10 ** (snrDb / 10));
  return x.map((value, i) => value + gain * noise[i]!);
}

function variance(x: Float32Array): number {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  return x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
}
