import {
  type BandPowers,
  type Bank,
  analysisRate,
  bandPowers,
  hop,
  pitchBank,
  sliceHops,
  speechBank,
} from "./bands.js";
import { kind } from "./check.js";
import { clipStatistics, leastHops } from "./clip-statistics.js";
import type { Series } from "./moments.js";
import { NoSpeechError } from "./no-speech-error.js";
import { type Pitch, followPitch } from "./pitch.js";
import { speechSpan } from "./speech-span.js";

/** Speech as its log bands and its pitch, from the first loud hop to the last. */
export interface SpeechTrack {
  /** Natural logarithms of the powers, a series of hops for each band of {@link speechBank}. */
  readonly bands: readonly Series[];
  readonly pitch: Pitch;
}

/** Where speech lies. */
export interface SpeechPlace {
  /** First hop, and hop after the last. */
  readonly start: number;
  readonly end: number;
  /** Power of the loudest hop, summed over bands. */
  readonly loudest: number;
}

/** A track, and where it lies. */
export interface LocatedTrack extends SpeechTrack, SpeechPlace {}

/** Sum over bands of the loudest hop's power under which a recording is silent: about -77 dB for a tone. */
const silent = 1e-7;
/** What is added to a power before its logarithm, so that nothing becomes infinite. */
const least = 1e-13;
/** Every second band is kept for the statistics: neighbours say nearly the same. */
const bandStep = 2;
/** What is added to a power before the statistics: -80 dB, where recordings differ by their noise alone. */
const floor = 1e-8;
/** Hops around speech that its pitch depends on: half the length of the longest wavelet, 8 deviations. */
const reach = 43;
/** Lengths of signals are raised to multiples of this, so that they share what the transform prepares for a length. */
const lengthStep = analysisRate / 2;

/**
 * Describes the speech in a recording: the powers of its bands and its pitch, silence at both ends cut off.
 *
 * @param x - Samples at {@link analysisRate}, finite, full scale ±1. The level is kept.
 * @returns Bands and pitch of the same hops of 10 ms, and where they lie.
 * @throws {TypeError} If `x` is no `Float32Array`.
 * @throws {RangeError} If `x` holds NaN or an infinity.
 * @throws {NoSpeechError} If `x` is silent, or shorter than 0.2 s from the first loud hop to the last.
 *
 * @example
 * const values = describeSpeech(trackSpeech(x));
 */
export function trackSpeech(x: Float32Array): LocatedTrack {
  if (!(x instanceof Float32Array)) throw new TypeError(`"x" must be a Float32Array, got ${kind(x)}`);
  if (x.length < leastHops * hop) throw tooShort(Math.floor(x.length / hop));
  const powers = paddedPowers(x, speechBank());
  const place = locateSpeech(powers);
  if (place === "silence") throw new NoSpeechError("silence", "the recording is silent");
  const { start, end } = place;
  if (end - start < leastHops) throw tooShort(end - start);
  const from = Math.max(0, start - reach);
  const around = paddedPowers(x.subarray(from * hop, (end + reach) * hop), pitchBank());
  return trackBetween(place, powers, sliceHops(around, start - from, end - from));
}

/** Whether samples are so small, at most ±1e-4, that their powers need not be computed to be called silent. */
export function isInaudible(x: Float32Array): boolean {
  return x.every((sample) => Math.abs(sample) <= 1e-4);
}

/** Where the speech of these powers of {@link speechBank} lies, if they are not silent. */
export function locateSpeech(powers: BandPowers): SpeechPlace | "silence" {
  const loudest = loudestHop(powers);
  return loudest > silent ? { ...speechSpan(powers), loudest } : "silence";
}

/**
 * The track of a place.
 *
 * @param powers - Of {@link speechBank}, of all hops.
 * @param pitched - Of {@link pitchBank}, of the hops of the place alone.
 */
export function trackBetween(place: SpeechPlace, powers: BandPowers, pitched: BandPowers): LocatedTrack {
  const { data, hops, bands: count } = sliceHops(powers, place.start, place.end);
  const bands = Array.from({ length: count }, (_, i) =>
    Float64Array.from({ length: hops }, (__, t) => Math.log(data[t * count + i]! + least)),
  );
  return { bands, pitch: followPitch(pitched), ...place };
}

/**
 * {@link clipStatistics} of a track's every second band: what a recogniser sees of a recording.
 *
 * @returns 1294 numbers.
 *
 * @example
 * const values = describeSpeech(trackSpeech(x));
 */
export function describeSpeech({ bands, pitch }: SpeechTrack): Float32Array {
  const chosen = bands.filter((_, i) => i % bandStep === 0);
  return clipStatistics(
    chosen.map((series) => series.map((value) => Math.log(Math.exp(value) + floor))),
    pitch,
  );
}

/** Powers of the hops of `x`, computed as if silence followed. */
export function paddedPowers(x: Float32Array, bank: Bank): BandPowers {
  const padded = new Float32Array(Math.ceil(x.length / lengthStep) * lengthStep);
  padded.set(x);
  return sliceHops(bandPowers(padded, bank), 0, Math.floor(x.length / hop));
}

function loudestHop({ data, hops, bands }: BandPowers): number {
  let most = 0;
  for (let t = 0; t < hops; t++) {
    let sum = 0;
    for (let i = 0; i < bands; i++) sum += data[t * bands + i]!;
    most = Math.max(most, sum);
  }
  return most;
}

function tooShort(hops: number): NoSpeechError {
  return new NoSpeechError("too-short", `too short: ${hops} hops of 10 ms, ${leastHops} are needed`);
}
