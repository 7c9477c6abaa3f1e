import { EigenvalueDecomposition, Matrix } from "ml-matrix";

import {
  type Series,
  cosines,
  deviation,
  differences,
  mean,
  meanMagnitude,
  percentiles,
  pick,
  slope,
  stretch,
  weighted,
} from "./moments.js";
import type { Pitch } from "./pitch.js";

/** Least number of hops, 0.2 s: shorter clips hold no statistics worth the name. */
export const leastHops = 20;

/** Cosine coefficients of the log bands: wavelet cepstra. */
const cepstra = 25;
/** Of these, how many are followed over time. */
const followed = 20;
/** Points to which a contour is stretched before its cosine transform over time. */
const contourPoints = 64;
/** Groups of bands of which modulation is taken; and transform length and hop rate of it. */
const modulation = { groups: 10, length: 1024, rate: 100, octaves: 6, lowest: 0.5 } as const;
/** Groups of bands for the covariance; what is added to its eigenvalues, and the scale before that. */
const covariance = { groups: 20, ridge: 2e-2, scale: 0.1 } as const;
/** Natural logarithms of power under the loudest hop: within 4 is loud, within 5.5 may be voiced. */
const range = { loud: 4, voiced: 5.5 } as const;
/** Strength of pitch from which a hop counts as voiced; and the least number of such hops. */
const voicing = { strength: 5, hops: 5 } as const;
const quantiles = [5, 20, 50, 80, 95] as const;

/**
 * Statistics of a clip over time: distributions, slopes and changes of the log bands and their cepstra, modulation from 0.5 to 32 Hz,
 * energy, centroid, pitch and its contour, and the covariance between bands. Level is kept: twice the amplitude moves the means of all
 * bands by ln 4.
 *
 * @param bands - Natural logarithms of the powers, a series of hops for each band, 20 bands at least, {@link leastHops} hops at least.
 * @param pitch - Of the same hops.
 * @returns 1294 numbers for 40 bands.
 * @throws {RangeError} If there are too few bands or hops, or series of different lengths.
 *
 * Source: distributions, slopes and changes as in F. Eyben et al., openSMILE, ACM Multimedia 2010, here of wavelet bands; the logarithm of
 * the covariance: V. Arsigny et al., Log-Euclidean metrics, Magnetic Resonance in Medicine 56 (2006).
 *
 * @example
 * const powers = bandPowers(x, speechBank());
 * const series = Array.from({ length: powers.bands }, (_, i) =>
 *   Float64Array.from({ length: powers.hops }, (__, t) => Math.log(powers.data[t * powers.bands + i] + 1e-8)),
 * );
 * const values = clipStatistics(series, followPitch(bandPowers(x, pitchBank())));
 */
export function clipStatistics(bands: readonly Series[], pitch: Pitch): Float32Array {
  checkSeries(bands, pitch);
  const hops = bands[0]!.length;
  const energy = energies(bands);
  const loudest = energy.reduce((most, value) => Math.max(most, value), -Infinity);
  const weights = loudness(energy, loudest);
  const cepstrum = cosineTransform(bands, cepstra);
  const centroid = centroids(bands);
  const voice = voiced(pitch, energy, loudest);
  const contour = fillGaps(pitch.semitones, voice);
  const values = [
    ...distribution(bands),
    ...byLoudness(bands, weights),
    ...distribution(cepstrum),
    ...byLoudness(cepstrum, weights),
    ...modulations(bands, hops),
    ...distribution([energy]),
    ...loudParts(energy, loudest),
    ...distribution([centroid]),
    weighted(centroid, weights).mean,
    ...pitchStatistics(pitch, voice, contour, weights),
    ...contours([contour], 8),
    ...contours([energy, centroid], 8),
    ...contours(cepstrum.slice(0, followed), 6),
    ...cepstrum.map((series) => mean(pick(series, voice))),
    ...cepstrum.map((series) => deviation(pick(series, voice))),
    ...logCovariance(bands, hops),
  ];
  return Float32Array.from(values);
}

function checkSeries(bands: readonly Series[], { semitones, strength }: Pitch): void {
  if (!(bands.length >= covariance.groups)) {
    throw new RangeError(`"bands" must hold at least ${covariance.groups} series, got ${bands.length}`);
  }
  const hops = bands[0]!.length;
  if (!(hops >= leastHops)) throw new RangeError(`"bands" must have at least ${leastHops} hops, got ${hops}`);
  for (const series of [...bands, semitones, strength]) {
    if (series.length !== hops)
      throw new RangeError(`"bands" and "pitch" must have ${hops} hops, got ${series.length}`);
  }
}

/** Mean, deviation, quantiles, changes and slope of each series; statistic by statistic. */
function distribution(all: readonly Series[]): number[] {
  const sorted = all.map((series) => percentiles(series, quantiles));
  const changes = all.map(differences);
  return [
    ...all.map(mean),
    ...all.map(deviation),
    ...quantiles.flatMap((_, q) => sorted.map((row) => row[q]!)),
    ...changes.map(meanMagnitude),
    ...changes.map(deviation),
    ...all.map(slope),
  ];
}

/** Mean and deviation where louder hops weigh more. */
function byLoudness(all: readonly Series[], weights: Series): number[] {
  const figures = all.map((series) => weighted(series, weights));
  return [...figures.map((figure) => figure.mean), ...figures.map((figure) => figure.deviation)];
}

/** Weights as the root of the power, adding up to 1. */
function loudness(energy: Series, loudest: number): Series {
  const raw = energy.map((value) => Math.exp(0.5 * (value - loudest)));
  const sum = raw.reduce((total, value) => total + value, 0);
  return raw.map((value) => value / sum);
}

/** Weighted sum of series, hop by hop. */
function combine(all: readonly Series[], weightOf: (index: number) => number): Series {
  const sums = new Float64Array(all[0]!.length);
  for (const [i, series] of all.entries()) {
    const weight = weightOf(i);
    for (let t = 0; t < sums.length; t++) sums[t]! += weight * series[t]!;
  }
  return sums;
}

function cosineTransform(bands: readonly Series[], count: number): Series[] {
  const table = cosines(bands.length, count);
  return Array.from({ length: count }, (_, k) => combine(bands, (i) => table[k * bands.length + i]!));
}

/** Logarithm of the sum of the powers. */
function energies(bands: readonly Series[]): Series {
  return combine(
    bands.map((series) => series.map(Math.exp)),
    () => 1,
  ).map(Math.log);
}

/** Mean number of the band, weighted by magnitude. */
function centroids(bands: readonly Series[]): Series {
  const magnitudes = bands.map((series) => series.map((value) => Math.exp(0.5 * value)));
  const totals = combine(magnitudes, () => 1);
  return combine(magnitudes, (i) => i).map((moment, t) => moment / totals[t]!);
}

/** Means of consecutive bands, in groups whose sizes differ by at most one, larger ones first. */
function groupMeans(bands: readonly Series[], groups: number): Series[] {
  const size = Math.floor(bands.length / groups);
  const larger = bands.length % groups;
  return Array.from({ length: groups }, (_, g) => {
    const start = g * size + Math.min(g, larger);
    const members = bands.slice(start, start + size + (g < larger ? 1 : 0));
    return combine(members, () => 1 / members.length);
  });
}

/** Logarithm of the modulation's power in octaves from 0.5 Hz up, for each group of bands; octave by octave. */
function modulations(bands: readonly Series[], hops: number): number[] {
  const { groups, length, rate, octaves, lowest } = modulation;
  const cosine = Float64Array.from({ length }, (_, i) => Math.cos((2 * Math.PI * i) / length));
  const power = new Float64Array(octaves * groups);
  const bins = new Int32Array(octaves);
  const means = groupMeans(bands, groups);
  const windowed = means.map((series) => {
    const middle = mean(series);
    return series.map((value, t) => (value - middle) * (0.5 - 0.5 * Math.cos((2 * Math.PI * t) / (hops - 1))));
  });
  const used = Math.min(hops, length);
  const re = new Float64Array(used);
  const im = new Float64Array(used);
  for (let k = 0; (k * rate) / length < lowest * 2 ** octaves; k++) {
    const octave = Math.floor(Math.log2((k * rate) / length / lowest));
    if (octave < 0) continue;
    bins[octave]! += 1;
    for (let t = 0; t < used; t++) {
      // Modulo a power of two; the operator for any number took most of the time of all statistics.
      const phase = (k * t) & (length - 1);
      re[t] = cosine[phase]!;
      im[t] = cosine[(phase + length / 4) & (length - 1)]!;
    }
    for (let g = 0; g < groups; g++) {
      power[octave * groups + g]! += (dot(re, windowed[g]!) ** 2 + dot(im, windowed[g]!) ** 2) / hops;
    }
  }
  return Array.from(power, (sum, i) => Math.log(sum / bins[Math.floor(i / groups)]! + 1e-3));
}

/** Loudest hop, share of loud hops, logarithm of the duration, and loud stretches a second. */
function loudParts(energy: Series, loudest: number): number[] {
  const loud = Array.from(energy, (value) => value > loudest - range.loud);
  const starts = loud.filter((isLoud, t) => t > 0 && isLoud && !loud[t - 1]!).length;
  const share = loud.filter(Boolean).length / energy.length;
  return [loudest, share, Math.log(energy.length), (starts / energy.length) * 100];
}

function voiced({ strength }: Pitch, energy: Series, loudest: number): boolean[] {
  const voice = Array.from(strength, (value, t) => value > voicing.strength && energy[t]! > loudest - range.voiced);
  if (voice.filter(Boolean).length >= voicing.hops) return voice;
  const enough = strength.toSorted().at(-voicing.hops)!;
  return Array.from(strength, (value) => value >= enough);
}

/** The pitch of voiced hops, with straight lines over the others and level ends. */
function fillGaps(semitones: Series, voice: readonly boolean[]): Series {
  const filled = semitones.slice();
  let last = -1;
  for (let t = 0; t <= semitones.length; t++) {
    if (t < semitones.length && !voice[t]!) continue;
    for (let gap = last + 1; gap < t; gap++) {
      if (last < 0) filled[gap] = semitones[t]!;
      else if (t === semitones.length) filled[gap] = semitones[last]!;
      else filled[gap] = semitones[last]! + ((gap - last) / (t - last)) * (semitones[t]! - semitones[last]!);
    }
    last = t;
  }
  return filled;
}

function pitchStatistics(
  { semitones, strength }: Pitch,
  voice: readonly boolean[],
  contour: Series,
  weights: Series,
): number[] {
  const spoken = pick(semitones, voice);
  const steps = Float64Array.from({ length: semitones.length - 1 }, (_, t) => semitones[t + 1]! - semitones[t]!).filter(
    (_, t) => voice[t]! && voice[t + 1]!,
  );
  const sure = pick(strength, voice);
  const [first, last] = [voice.indexOf(true), voice.lastIndexOf(true)];
  const end = contour.slice(Math.max(first, last + 1 - 30), last + 1);
  const spread = percentiles(spoken, [0, 100]);
  return [
    mean(spoken),
    deviation(spoken),
    ...percentiles(spoken, [2, 10, 25, 50, 75, 90, 98]),
    spread[1]! - spread[0]!,
    slope(spoken),
    meanMagnitude(steps),
    deviation(steps),
    ...(steps.length === 0 ? [0, 0] : percentiles(steps, [10, 90])),
    sure.length / strength.length,
    mean(sure),
    deviation(sure),
    mean(strength),
    ...percentiles(strength, [20, 80]),
    slope(end),
    contour[last]!,
    contour[first]!,
    weighted(contour, weights).mean,
  ];
}

/** Shape of each series over the clip's own time, as cosine coefficients; coefficient by coefficient. */
function contours(all: readonly Series[], count: number): number[] {
  const table = cosines(contourPoints, count);
  const stretched = all.map((series) => stretch(series, contourPoints));
  return Array.from({ length: count }, (_, k) =>
    stretched.map((series) => series.reduce((sum, value, i) => sum + value * table[k * contourPoints + i]!, 0)),
  ).flat();
}

/** Upper triangle of the covariance's matrix logarithm, which makes sums and distances of covariances meaningful. */
function logCovariance(bands: readonly Series[], hops: number): number[] {
  const { groups, ridge, scale } = covariance;
  const size = Math.floor(bands.length / groups);
  const centred = groupMeans(bands.slice(0, size * groups), groups).map((series) => {
    const middle = mean(series);
    return series.map((value) => value - middle);
  });
  const matrix = Matrix.zeros(groups, groups);
  for (let i = 0; i < groups; i++) {
    for (let j = i; j < groups; j++) {
      const value = (scale * dot(centred[i]!, centred[j]!)) / hops + (i === j ? ridge : 0);
      matrix.set(i, j, value).set(j, i, value);
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  const logs = realEigenvalues.map((value) => Math.log(Math.max(value, 1e-8)));
  const vectors = eigenvectorMatrix.to2DArray();
  const values: number[] = [];
  for (let i = 0; i < groups; i++) {
    for (let j = i; j < groups; j++) {
      const entry = logs.reduce((sum, log, k) => sum + log * vectors[i]![k]! * vectors[j]![k]!, 0);
      // Off the diagonal each entry stands for two, so that lengths are those of the whole matrix.
      values.push(i === j ? entry : Math.SQRT2 * entry);
    }
  }
  return values;
}

function dot(a: Series, b: Series): number {
  let sum = 0;
  for (let t = 0; t < a.length; t++) sum += a[t]! * b[t]!;
  return sum;
}
