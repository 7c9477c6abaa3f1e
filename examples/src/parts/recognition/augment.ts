import type { Random } from "@wader/dsp";
import { type Series, type SpeechTrack, bandRange } from "@wader/emotion";

/** How far a copy may differ from its clip. */
export interface Augmentation {
  /** Share of the clip that may be cut off at each end. */
  readonly crop: number;
  /** Largest natural logarithm of the ratio of durations. */
  readonly tempo: number;
  /** Bands by which the spectrum and the pitch may move; a band is 1.06 semitones. */
  readonly shift: number;
  /** In dB. */
  readonly gain: number;
  /** Deviation of each of three smooth tilts over the bands, in natural logarithms of power. */
  readonly tilt: number;
}

/** Of the copies that every clip has. */
export const augmentation: Augmentation = { crop: 0.04, tempo: 0.1, shift: 2, gain: 3, tilt: 0.2 };

/** Bands of the bank for speech, in which shifts are told whatever the bands of a track. */
export const waveletBands = 80;
const leastHops = 40;
const semitonesPerBand = (12 * Math.log2(bandRange.high / bandRange.low)) / (waveletBands - 1);

/**
 * A copy of a clip as another speaker, microphone or day might have made it: cropped, slower or faster, higher or lower, louder or
 * softer, and tilted over the bands. For the training side alone.
 *
 * @param origin - Where on the axis of the bands lies what moves to band `i` when all moves up by `shift` bands of the wavelets.
 * @param within - How far it may differ. Default: {@link augmentation}.
 */
export function augment(
  { bands, pitch }: SpeechTrack,
  random: Random,
  origin: (i: number, shift: number) => number,
  { crop, tempo, shift: mostShift, gain: mostGain, tilt }: Augmentation = augmentation,
): SpeechTrack {
  const hops = bands[0]!.length;
  const cut = Math.floor(hops * crop) + 1;
  const [start, end] = [random.integer(cut), hops - random.integer(cut)];
  const either = (most: number): number => most * (2 * random.uniform() - 1);
  const length = Math.max(leastHops, Math.round((end - start) * Math.exp(either(tempo))));
  const shift = either(mostShift);
  const gain = (either(mostGain) * Math.LN10) / 10;
  const tilts = [0, 1, 2].map(() => tilt * random.normal()) as [number, number, number];

  const position = (t: number): number => start + (length === 1 ? 0 : (t * (end - 1 - start)) / (length - 1));
  const timed = bands.map((series) => Float64Array.from({ length }, (_, t) => interpolate(series, position(t))));
  const nearest = (series: Series): Series => Float64Array.from({ length }, (_, t) => series[Math.round(position(t))]!);
  return {
    bands: bands.map((_, i) => {
      const level = gain + tiltAt((2 * i) / (bands.length - 1) - 1, tilts);
      const from = origin(i, shift);
      const below = Math.floor(from);
      const part = from - below;
      const [low, high] = [below, below + 1].map((k) => timed[Math.min(bands.length - 1, Math.max(0, k))]!);
      return low!.map((value, t) => (1 - part) * value + part * high![t]! + level);
    }),
    pitch: {
      semitones: nearest(pitch.semitones).map((value) => value + shift * semitonesPerBand),
      strength: nearest(pitch.strength),
    },
  };
}

function interpolate(series: Series, position: number): number {
  const below = Math.floor(position);
  const above = Math.min(below + 1, series.length - 1);
  return series[below]! + (position - below) * (series[above]! - series[below]!);
}

/** A line, a bow and a wave over the bands, which run from -1 to 1. */
function tiltAt(x: number, [line, bow, wave]: readonly [number, number, number]): number {
  return line * x + bow * (x * x - 0.33) + wave * Math.sin(Math.PI * x);
}
