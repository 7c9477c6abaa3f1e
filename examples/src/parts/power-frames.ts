import { cwtPower } from "@wader/cwt";
import type { Random } from "@wader/dsp";

import type { FeatureSettings, FrameMaker } from "./features.js";

/** Power under which nothing is told apart, beside that of a clip of middle level; it is -70 dB. */
const floor = 1e-7;
/** What counts as 0, and as 1 step, in decibels: speech then keeps within a few units of 0. */
const [zero, unit] = [-40, 20] as const;

/** How far {@link FrameMaker.writeVaried} goes from the clip as it is. */
const variation = {
  /** Speed, in octaves either way. */
  stretch: 0.15,
  /** Loudness, in decibels either way. */
  gain: 2,
  /** Frequency, in octaves either way: another pitch and another length of the throat. */
  shift: 0.14,
  /** Power of white noise under middle level, in decibels; every second frame has some. */
  noise: [-80, -50],
  /** Widest hole in frequency, in bands, of which there are two, and in time, in steps. */
  holes: [15, 14],
} as const;

/**
 * Frames of the mean power of each scale over each time step, in units of 20 dB around -40 dB. As an l1-normalised transform
 * gives it: a tone is as strong in the band of its scale whatever its frequency.
 */
export function powerFrameMaker(settings: FeatureSettings, scales: readonly number[]): FrameMaker {
  const { frameSamples, hopSamples, timeStep, wavelet, pad = false } = settings;
  const bands = scales.length;
  const steps = frameSamples / timeStep;
  return {
    shape: [steps, bands],
    scales,
    prepare(samples) {
      const { data, shape } = cwtPower(samples, scales, { hop: timeStep, wavelet });
      const hops = shape[1];
      const missing = pad ? Math.max(0, steps - hops) : 0;
      const before = missing >> 1;
      const powers = new Float32Array(data.length + missing * bands);
      for (const [i, scale] of scales.entries()) {
        for (let t = 0; t < hops; t++) powers[(before + t) * bands + i] = data[i * hops + t]! / scale;
      }
      return powers;
    },
    count({ length }) {
      const hops = length / bands;
      return hops < steps ? 0 : Math.floor((hops - steps) / (hopSamples / timeStep)) + 1;
    },
    write(powers, frame, output) {
      const start = (frame * hopSamples) / timeStep;
      for (let i = 0; i < output.length; i++) output[i] = decibels(powers[start * bands + i]!);
    },
    writeVaried(powers, random, output) {
      const hops = powers.length / bands;
      const either = (most: number): number => most * (2 * random.uniform() - 1);
      const stretch = 2 ** either(variation.stretch);
      // Negative where the clip is shorter than what the frame covers: it then lies anywhere in the frame.
      const room = hops - steps * stretch;
      const start = random.uniform() * (pad ? room : Math.max(0, room));
      const gain = 10 ** (either(variation.gain) / 10);
      const shift = 2 ** either(variation.shift);
      const [least, most] = variation.noise;
      const noise = random.uniform() < 0.5 ? 10 ** ((least + (most - least) * random.uniform()) / 10) : 0;
      // A scale that is longer by a factor hears what the voice would say at that factor's lower pitch.
      const sources = scales.map((scale) => Math.min(bands - 1, Math.max(0, scale * shift - scales[0]!)));
      for (let t = 0; t < steps; t++) {
        const hop = Math.round(start + t * stretch);
        const silent = pad && (hop < 0 || hop >= hops);
        const row = bands * Math.max(0, Math.min(hops - 1, hop));
        for (const [i, source] of sources.entries()) {
          const below = Math.floor(source);
          const part = source - below;
          const near = powers[row + below]!;
          const power = near + part * (powers[row + Math.min(bands - 1, below + 1)]! - near);
          output[t * bands + i] = decibels((silent ? 0 : gain * power) + noise);
        }
      }
      punchHoles(output, steps, bands, random);
    },
  };
}

function decibels(power: number): number {
  return (10 * Math.log10(power + floor) - zero) / unit;
}

function punchHoles(frame: Float32Array, steps: number, bands: number, random: Random): void {
  const [bandWidth, stepWidth] = variation.holes;
  for (let hole = 0; hole < 2; hole++) {
    const [width, first] = [random.integer(bandWidth + 1), random.integer(bands)];
    for (let t = 0; t < steps; t++) frame.fill(0, t * bands + first, t * bands + Math.min(bands, first + width));
  }
  const [width, first] = [random.integer(stepWidth + 1), random.integer(steps)];
  frame.fill(0, first * bands, Math.min(steps, first + width) * bands);
}
