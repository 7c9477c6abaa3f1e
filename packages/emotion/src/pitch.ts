import type { BandPowers } from "./bands.js";

/** Pitch of each hop, whether or not there is a voice in it. */
export interface Pitch {
  /** Semitones above 60 Hz. */
  readonly semitones: Float64Array;
  /** Sum of the harmonics' prominence: the larger, the more certain; above 5 in voiced speech. */
  readonly strength: Float64Array;
}

/** Pitches that are tried: quarter tones from 60 Hz up to 660 Hz. */
const candidates = 84;
/** The lowest of these are never taken, but give the others a left neighbour. */
const unused = 6;
const perOctave = 24;
const harmonics = 8;
/** Weight of each harmonic relative to the one below it. */
const decay = 0.85;
/** Energy half-way between harmonics speaks for a pitch an octave lower. */
const between = { multiples: [1.5, 2.5, 3.5], weight: 0.4 } as const;
/** What a jump costs: so much a quarter tone, up to a most, reached at so many, so that a voice may start again elsewhere. */
const jump = { cost: 0.25, most: 3, reach: 12 } as const;
/** What the unused candidates cost. */
const forbidding = 1e3;
/** Bands over which the level is taken away, 25 quarter tones. */
const neighbourhood = 12;
/** Gaussian of 0.7 bands. */
const blur = gaussian(0.7, 3);

/**
 * Follows the pitch through a clip: harmonics are summed on the logarithmic axis, and the best path is found by Viterbi's algorithm.
 *
 * @param powers - Of {@link pitchBank}, quarter tones from 60 Hz.
 * @returns A pitch for every hop, from 63.5 to 660 Hz, and how certain it is.
 *
 * Source: D. J. Hermes, Measurement of pitch by subharmonic summation, J. Acoust. Soc. Am. 83 (1988), on wavelet bands.
 *
 * @example
 * const { semitones } = followPitch(bandPowers(x, pitchBank()));
 * const hertz = semitones.map((value) => 60 * 2 ** (value / 12));
 */
export function followPitch(powers: BandPowers): Pitch {
  const { hops, bands } = powers;
  const salience = new Float64Array(hops * candidates);
  const prominences = prominenceMeter(bands);
  for (let t = 0; t < hops; t++) {
    const prominence = prominences(powers.data.subarray(t * bands, (t + 1) * bands));
    sumHarmonics(prominence, salience.subarray(t * candidates, (t + 1) * candidates));
  }
  const path = bestPath(salience, hops);
  const semitones = new Float64Array(hops);
  const strength = new Float64Array(hops);
  for (let t = 0; t < hops; t++) {
    const k = path[t]!;
    const at = (i: number): number => salience[t * candidates + Math.min(candidates - 1, Math.max(0, i))]!;
    strength[t] = at(k);
    semitones[t] = ((k + vertex(at(k - 1), at(k), at(k + 1))) * 12) / perOctave;
  }
  return { semitones, strength };
}

/** Measures how far each band's logarithm stands out of its neighbourhood, blurred a little. What it gives is overwritten by the next call. */
function prominenceMeter(bands: number): (powers: Float32Array) => Float64Array {
  const width = 2 * neighbourhood + 1;
  const reach = (blur.length - 1) / 2;
  const logs = new Float64Array(bands + 2 * neighbourhood);
  const raised = new Float64Array(bands + 2 * reach);
  const blurred = new Float64Array(bands);
  return (powers) => {
    for (let i = 0; i < bands; i++) logs[neighbourhood + i] = Math.log(powers[i]! + 1e-9);
    mirrorEnds(logs, neighbourhood);
    let sum = 0;
    for (let i = 0; i < width - 1; i++) sum += logs[i]!;
    for (let i = 0; i < bands; i++) {
      sum += logs[i + width - 1]!;
      raised[reach + i] = Math.max(0, logs[neighbourhood + i]! - sum / width);
      sum -= logs[i]!;
    }
    mirrorEnds(raised, reach);
    for (let i = 0; i < bands; i++) {
      let total = 0;
      for (let j = 0; j < blur.length; j++) total += blur[j]! * raised[i + j]!;
      blurred[i] = total;
    }
    return blurred;
  };
}

function sumHarmonics(prominence: Float64Array, out: Float64Array): void {
  for (let h = 1; h <= harmonics; h++) {
    const offset = perOctave * Math.log2(h);
    const whole = Math.floor(offset);
    const part = offset - whole;
    const weight = decay ** (h - 1);
    for (let i = 0; i < candidates && i + whole + 1 < prominence.length; i++) {
      out[i]! += weight * ((1 - part) * prominence[i + whole]! + part * prominence[i + whole + 1]!);
    }
  }
  for (const multiple of between.multiples) {
    const offset = Math.round(perOctave * Math.log2(multiple));
    const weight = between.weight * decay ** (multiple - 1);
    for (let i = 0; i < candidates && i + offset < prominence.length; i++) out[i]! -= weight * prominence[i + offset]!;
  }
}

function bestPath(salience: Float64Array, hops: number): Int32Array {
  const back = new Int32Array(hops * candidates);
  let best = salience.slice(0, candidates);
  for (let k = 0; k < unused; k++) best[k]! -= forbidding;
  for (let t = 1; t < hops; t++) {
    const next = new Float64Array(candidates);
    // From farther than this, every jump costs as much, so that the best of all is the best to come from.
    const farthest = greatest(best);
    for (let k = 0; k < candidates; k++) {
      let most = best[farthest]! - jump.most;
      let from = farthest;
      const end = Math.min(candidates, k + jump.reach);
      for (let j = Math.max(0, k - jump.reach + 1); j < end; j++) {
        const value = best[j]! - jump.cost * Math.abs(j - k);
        if (value > most) {
          most = value;
          from = j;
        }
      }
      back[t * candidates + k] = from;
      next[k] = most + salience[t * candidates + k]! - (k < unused ? forbidding : 0);
    }
    best = next;
  }
  const path = new Int32Array(hops);
  let k = greatest(best);
  for (let t = hops - 1; t >= 0; t--) {
    path[t] = k;
    k = back[t * candidates + k]!;
  }
  return path;
}

/** Where the parabola through three equidistant points peaks, relative to the middle one, within half a step. */
function vertex(left: number, middle: number, right: number): number {
  const curvature = left - 2 * middle + right;
  if (!(curvature < 0)) return 0;
  return Math.min(0.5, Math.max(-0.5, (0.5 * (left - right)) / Math.min(curvature, -1e-6)));
}

/** Fills the first and the last `reach` values with the mirror image of what lies between, the end itself repeated. */
function mirrorEnds(x: Float64Array, reach: number): void {
  for (let i = 0; i < reach; i++) {
    x[reach - 1 - i] = x[reach + i]!;
    x[x.length - reach + i] = x[x.length - reach - 1 - i]!;
  }
}

function greatest(x: Float64Array): number {
  let at = 0;
  for (let i = 1; i < x.length; i++) if (x[i]! > x[at]!) at = i;
  return at;
}

function gaussian(deviation: number, reach: number): number[] {
  const raw = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * deviation ** 2)));
  const sum = raw.reduce((total, value) => total + value, 0);
  return raw.map((value) => value / sum);
}
