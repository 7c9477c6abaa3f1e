import { type AnalyticWavelet, analyticMorlet, cwtPower } from "@wader/cwt";

import { sampleRate } from "../preprocess.js";

/** Samples that one value stands for: 10 ms. */
const hop = 160;

/** Frequencies in equal ratios, and the wavelet that listens at them. */
export interface Bank {
  /** In Hz, ascending. */
  readonly frequencies: readonly number[];
  readonly wavelet: AnalyticWavelet;
}

/** Range of the bands, in Hz: all that speech at 16 kHz has, but for the edge of the resampler's low-pass. */
export const bandRange = { low: 60, high: 7600 } as const;

/** 80 bands over the whole of speech; a wavelet of 6 radians is narrow enough for formants and short enough for syllables. */
export function speechBank(): Bank {
  const bands = 80;
  return {
    frequencies: Array.from(
      { length: bands },
      (_, i) => bandRange.low * (bandRange.high / bandRange.low) ** (i / (bands - 1)),
    ),
    wavelet: analyticMorlet({ norm: "l1", frequency: 6 }),
  };
}

/** Quarter tones from 60 Hz to 3.95 kHz; a wavelet of 20 radians tells the harmonics of a voice apart. */
export function pitchBank(): Bank {
  return {
    frequencies: Array.from({ length: 146 }, (_, i) => 60 * 2 ** (i / 24)),
    wavelet: analyticMorlet({ norm: "l1", frequency: 20 }),
  };
}

/** Powers over time: value (t, i), at `t * bands + i`, is that of hop t and band i. */
export interface BandPowers {
  readonly data: Float32Array;
  readonly hops: number;
  readonly bands: number;
}

/**
 * Power in each band of each hop, the level kept: a tone A cos(2πft) gives A² / 2 in the band of its frequency.
 *
 * @param x - Samples at 16 kHz, a hop of them at least.
 */
export function bandPowers(x: Float32Array, { frequencies, wavelet }: Bank): BandPowers {
  const scales = frequencies.map((frequency) => (wavelet.centralFrequency * sampleRate) / frequency);
  const { data, shape } = cwtPower(x, scales, { hop, wavelet });
  const [bands, hops] = shape;
  const powers = new Float32Array(data.length);
  for (let i = 0; i < bands; i++) {
    // The analytic wavelet's coefficient of a tone is A exp(i...), whose mean square is twice the tone's.
    for (let t = 0; t < hops; t++) powers[t * bands + i] = data[i * hops + t]! / 2;
  }
  return { data: powers, hops, bands };
}

/** Hops [start, end) of the powers. */
export function sliceHops({ data, bands }: BandPowers, start: number, end: number): BandPowers {
  return { data: data.slice(start * bands, end * bands), hops: end - start, bands };
}
