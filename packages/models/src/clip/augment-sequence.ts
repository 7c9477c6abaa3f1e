import { type ClipSequence, hopsOf, type SequenceLayout } from "./clip-sequence.js";

/** How far a copy may differ from its clip; what is left out stays as it is. */
export interface SequenceAugmentation {
  /** Bands by which spectrum and pitch move up or down along log frequency, at most. */
  readonly shift?: number;
  /** Largest gain or loss, in dB. */
  readonly gain?: number;
  /** Largest natural logarithm of the ratio of durations. */
  readonly tempo?: number;
  /** Deviation of each of three smooth tilts over the bands (a line, a bow, a wave), in natural logarithms of power. */
  readonly tilt?: number;
  /** Noise under the clip: its level against the clip's mean, in dB, drawn between the two, and flat to white over the bands. */
  readonly noise?: { readonly probability: number; readonly least: number; readonly most: number };
  /** What a shift by one band adds to the first pitch channel. Default 0. */
  readonly pitchPerBand?: number;
}

const leastHops = 20;

/**
 * A copy of a clip as another voice, microphone or day might have made it. Works on log energies, so that no transform is made
 * again.
 *
 * @param uniform - Uniform random numbers in [0, 1).
 * @param normal - Standard normal ones.
 */
export function augmentSequence(
  sequence: ClipSequence,
  layout: SequenceLayout,
  settings: SequenceAugmentation,
  uniform: () => number,
  normal: () => number,
): ClipSequence {
  const { bands, pitchChannels } = layout;
  const either = (most = 0): number => most * (2 * uniform() - 1);
  const hops = hopsOf(sequence, layout);
  const shift = either(settings.shift);
  const gain = (either(settings.gain) * Math.LN10) / 10;
  const length = Math.max(Math.min(hops, leastHops), Math.round(hops * Math.exp(either(settings.tempo))));
  const [line, bow, wave] = [0, 1, 2].map(() => (settings.tilt ?? 0) * normal()) as [number, number, number];
  const level = Float64Array.from({ length: bands }, (_, i) => {
    const place = bands === 1 ? 0 : (2 * i) / (bands - 1) - 1;
    return gain + line * place + bow * (place * place - 1 / 3) + wave * Math.sin(Math.PI * place);
  });
  const noise = noiseFloor(sequence.energies, bands, settings.noise, uniform);

  const energies = new Float32Array(length * bands);
  const pitch = pitchChannels > 0 ? new Float32Array(length * pitchChannels) : undefined;
  const places = Array.from({ length: bands }, (_, i) => between(i - shift, bands - 1));
  for (let t = 0; t < length; t += 1) {
    const [t0, t1, part] = between(length === 1 ? 0 : (t * (hops - 1)) / (length - 1), hops - 1);
    const mixed = (data: Float32Array, width: number, i: number): number =>
      (1 - part) * data[t0 * width + i]! + part * data[t1 * width + i]!;
    for (let i = 0; i < bands; i += 1) {
      const [low, high, share] = places[i]!;
      const value =
        (1 - share) * mixed(sequence.energies, bands, low) + share * mixed(sequence.energies, bands, high) + level[i]!;
      // The power of noise in one hop is not steady: it is distributed exponentially.
      energies[t * bands + i] =
        noise === undefined ? value : Math.log(Math.exp(value) - noise[i]! * Math.log(1 - uniform()));
    }
    for (let i = 0; i < pitchChannels; i += 1) {
      pitch![t * pitchChannels + i] =
        mixed(sequence.pitch!, pitchChannels, i) + (i === 0 ? shift * (settings.pitchPerBand ?? 0) : 0);
    }
  }
  return { energies, ...(pitch === undefined ? {} : { pitch }) };
}

/** The two whole places around one, and how far it lies towards the second; places outside [0, most] count as its ends. */
function between(at: number, most: number): [below: number, above: number, part: number] {
  const inside = Math.min(Math.max(at, 0), most);
  const below = Math.min(Math.floor(inside), Math.max(0, most - 1));
  return [below, Math.min(below + 1, most), inside - below];
}

/** Mean power of the noise in each band. */
function noiseFloor(
  energies: Float32Array,
  bands: number,
  noise: SequenceAugmentation["noise"],
  uniform: () => number,
): Float64Array | undefined {
  if (noise === undefined || uniform() >= noise.probability) return undefined;
  const power = energies.reduce((sum, value) => sum + Math.exp(value), 0) / energies.length;
  const below = noise.least + uniform() * (noise.most - noise.least);
  // White noise has the same power in each hertz, so more in each wider band; seven octaves make 21 dB.
  const slope = (uniform() * 21 * Math.LN10) / 10;
  const shape = Float64Array.from({ length: bands }, (_, i) => Math.exp((slope * i) / Math.max(1, bands - 1)));
  const mean = shape.reduce((sum, value) => sum + value, 0) / bands;
  return shape.map((value) => (power * 10 ** (below / 10) * value) / mean);
}
