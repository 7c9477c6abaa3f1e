import { type AnalyticWavelet, analyticMorlet, cwtPower } from "@wader/cwt";

/** Rate of the samples that are analysed, in Hz. */
export const analysisRate = 16_000;

/** Samples that one value stands for: 10 ms. */
export const hop = 160;

/** Frequencies in equal ratios, and the wavelet that listens at them. */
export interface Bank {
  /** In Hz, ascending. */
  readonly frequencies: readonly number[];
  readonly wavelet: AnalyticWavelet;
}

/** Range of the bands, in Hz: all that speech at 16 kHz has, but for the edge of the resampler's low-pass. */
export const bandRange = { low: 60, high: 7600 } as const;

/**
 * 80 bands in equal ratios over {@link bandRange}, by an analytic Morlet wavelet of 6 radians: narrow enough for formants and short
 * enough for syllables.
 *
 * @example
 * speechBank().frequencies.length; // 80
 */
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

/**
 * 146 quarter tones from 60 Hz to 3.95 kHz, by an analytic Morlet wavelet of 20 radians, which tells the harmonics of a voice apart.
 *
 * @example
 * pitchBank().frequencies[24]; // 120, an octave above the first
 */
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
 * Mean power in each band of each hop of 10 ms, the level kept: a tone A cos(2πft) gives A² / 2 in the band of its frequency.
 *
 * By {@link https://www.npmjs.com/package/@wader/cwt | @wader/cwt}'s `cwtPower`, so coefficients are never held.
 *
 * @param x - Samples at {@link analysisRate}, 160 of them at least, finite. Those after the last whole hop are left out.
 * @param bank - {@link speechBank} or {@link pitchBank}, or frequencies below 8 kHz of your own.
 * @returns Powers of shape [hops, bands], hops = floor(x.length / 160), float32.
 * @throws {TypeError} If `x` is no `Float32Array`.
 * @throws {RangeError} If `x` is too short or holds NaN or an infinity.
 *
 * @example
 * const tone = Float32Array.from({ length: 16_000 }, (_, n) => 0.2 * Math.cos((2 * Math.PI * 440 * n) / 16_000));
 * const { hops, bands } = bandPowers(tone, speechBank()); // 100 hops, 80 bands
 */
export function bandPowers(x: Float32Array, { frequencies, wavelet }: Bank): BandPowers {
  const scales = frequencies.map((frequency) => (wavelet.centralFrequency * analysisRate) / frequency);
  const { data, shape } = cwtPower(x, scales, { hop, wavelet });
  const [bands, hops] = shape;
  const powers = new Float32Array(data.length);
  for (let i = 0; i < bands; i++) {
    // The analytic wavelet's coefficient of a tone is A exp(i...), whose mean square is twice the tone's.
    for (let t = 0; t < hops; t++) powers[t * bands + i] = data[i * hops + t]! / 2;
  }
  return { data: powers, hops, bands };
}

/**
 * Hops [start, end) of the powers, as a copy.
 *
 * @param start - First hop, from 0.
 * @param end - Hop after the last.
 *
 * @example
 * sliceHops(powers, 10, 30).hops; // 20
 */
export function sliceHops({ data, bands }: BandPowers, start: number, end: number): BandPowers {
  return { data: data.slice(start * bands, end * bands), hops: end - start, bands };
}
