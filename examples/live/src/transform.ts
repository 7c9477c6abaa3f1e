import { analyticMorlet, centralFrequency, createCwtStream, wavefun, wavelet } from "@wader/cwt";
import type { CwtStream, StatisticHop, Wavelet } from "@wader/cwt";

import { frequenciesOf } from "./settings.js";
import type { Analysis } from "./settings.js";

/** Seconds that a column of the picture stands for. */
export const columnSeconds = 0.008;

/** Least power of a coefficient: silence is -120 dB. */
export const floor = 1e-12;

/** A transform made ready for one sample rate. */
export interface Transform {
  readonly mother: Wavelet;
  /** In samples, ascending. */
  readonly scales: Float64Array;
  /** In Hz, descending, in equal ratios. */
  readonly frequencies: Float64Array;
  /** Decibels to add to the log power of each scale. */
  readonly offsets: Float64Array;
  /** Samples of a column. */
  readonly hop: number;
}

/** Works out the scales of an analysis. */
export function prepareTransform(analysis: Analysis, sampleRate: number): Transform {
  const { norm } = analysis;
  const mother = motherOf(analysis);
  const frequencies = frequenciesOf(analysis);
  const peak = peakOf(mother);
  const scales = frequencies.map((hertz) => (peak.frequency * sampleRate) / hertz);
  const offsets = scales.map((scale) => (norm === "energy" ? 0 : -10 * Math.log10(peak.power * scale)));
  return { mother, scales, frequencies, offsets, hop: Math.round(columnSeconds * sampleRate) };
}

function motherOf({ wavelet: name }: Analysis): Wavelet {
  if (name === "analytic-morlet") return analyticMorlet();
  if (name === "analytic-morlet-12") return analyticMorlet({ frequency: 12 });
  return wavelet(name);
}

/** Opens a stream of log powers, one for each scale and column. */
export function openStream({ mother, scales, hop }: Transform, sampleRate: number): CwtStream<StatisticHop> {
  return createCwtStream({ wavelet: mother, scales, sampleRate, hop, output: "logPower", floor });
}

interface Peak {
  /** Frequency that a wavelet likes best, in cycles per sample at scale 1. */
  readonly frequency: number;
  /**
   * Mean power of the coefficient of a sine of that frequency and of amplitude 1. At other scales, it is that times the
   * scale with the wavelets' L2 norm; divided by both, a sine of full scale has 0 dB at every frequency.
   */
  readonly power: number;
}

/**
 * Finds the peak of a wavelet's spectrum. The library states it as PyWavelets does, rounded to a bin of a short Fourier
 * transform: up to a tenth off, which would be seen on the axis.
 */
function peakOf(mother: Wavelet): Peak {
  const samples = wavefun(mother, 10);
  // A sine is two rotations, of positive and of negative frequency, of half its amplitude each.
  const power = (frequency: number): number => {
    const omega = 2 * Math.PI * frequency;
    return (spectralPower(samples, omega) + spectralPower(samples, -omega)) / 4;
  };
  let low = 0.75 * centralFrequency(mother);
  let high = 1.25 * centralFrequency(mother);
  // By thirds: the spectrum has but one maximum there.
  while (high - low > 1e-6 * high) {
    const third = (high - low) / 3;
    if (power(low + third) < power(high - third)) low += third;
    else high -= third;
  }
  return { frequency: low, power: power(low) };
}

/** Square of the absolute value of a wavelet's Fourier transform. */
function spectralPower(samples: ReturnType<typeof wavefun>, omega: number): number {
  const { x } = samples;
  const [real, imaginary] = "psi" in samples ? [samples.psi, undefined] : [samples.re, samples.im];
  let re = 0;
  let im = 0;
  for (let i = 0; i < x.length; i++) {
    const [cos, sin] = [Math.cos(omega * x[i]!), Math.sin(omega * x[i]!)];
    re += real[i]! * cos + (imaginary?.[i] ?? 0) * sin;
    im += (imaginary?.[i] ?? 0) * cos - real[i]! * sin;
  }
  return (re * re + im * im) * (x[1]! - x[0]!) ** 2;
}
