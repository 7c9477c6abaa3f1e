import { type SpeechTrack, bandRange, clipStatistics, describeSpeech, trackSpeech } from "@wader/emotion";

import { waveletBands } from "./augment.js";
import { melPosition, melPowers } from "./log-mel.js";

/** What the statistics are of. */
export const featureNames = ["wavelet", "log-mel", "wavelet-cepstra", "mfcc", "wavelet-narrow"] as const;
export type FeatureName = (typeof featureNames)[number];

/** A way from samples to statistics. */
export interface Features {
  /** Tracks of this name are shared by those features that differ in their columns alone. */
  readonly bank: "wavelet" | "log-mel";
  /** Statistics of other name are other statistics of the same tracks. */
  readonly variant?: string;
  /** Bands of a track. */
  readonly bands: number;
  /** @param x - Samples at 16 kHz. */
  readonly track: (x: Float32Array) => SpeechTrack;
  /** Statistics of a track. */
  readonly describe: (track: SpeechTrack) => Float32Array;
  /** Where on the axis of the bands lies what moves to band `i` when all moves up by `shift` bands of the wavelets. */
  readonly origin: (i: number, shift: number) => number;
  /** Of these statistics, the ones that are used. */
  readonly select: (statistics: Float32Array) => Float32Array;
}

/** What is added to a mel power before its logarithm, as to a wavelet power. */
const floor = 1e-8;

const banks = {
  wavelet: {
    bank: "wavelet",
    bands: waveletBands,
    track: trackSpeech,
    describe: describeSpeech,
    origin: (i, shift) => i - shift,
  },
  // The same span, pitch and statistics: only the bands differ.
  "log-mel": {
    bank: "log-mel",
    bands: 40,
    track: (x) => {
      const { start, end, pitch } = trackSpeech(x);
      const { data, bands } = melPowers(x);
      const series = (i: number): Float64Array =>
        Float64Array.from({ length: end - start }, (_, t) => Math.log(data[(start + t) * bands + i]! + floor));
      return { bands: Array.from({ length: bands }, (_, i) => series(i)), pitch };
    },
    describe: ({ bands, pitch }) => clipStatistics(bands, pitch),
    origin: (i, shift) => melPosition(i, (bandRange.low / bandRange.high) ** (shift / (waveletBands - 1))),
  },
} satisfies Record<Features["bank"], Omit<Features, "select">>;

/** Columns of the statistics that see the bands through their cepstrum alone, or not at all but for their sum: 517 of 1294. */
const cepstral = [
  // Distributions of 25 coefficients, and their moments where louder hops weigh more.
  [480, 780],
  // Energy and loud stretches.
  [840, 854],
  // Pitch and its contour.
  [865, 898],
  // Contours of 20 coefficients, and all in voiced hops.
  [914, 1084],
] as const;

/** Bands below 2.7 kHz: what a recording at 8 kHz holds whole, whatever was done to its highest frequencies on the way down. */
export const narrowBands = 63;

/** The features of a name. */
export function featuresOf(name: FeatureName): Features {
  if (name === "wavelet-narrow") {
    const describe = ({ bands, pitch }: SpeechTrack) => describeSpeech({ bands: bands.slice(0, narrowBands), pitch });
    return { ...banks.wavelet, variant: name, describe, select: (statistics) => statistics };
  }
  const bank = name === "wavelet" || name === "wavelet-cepstra" ? banks.wavelet : banks["log-mel"];
  if (name === "wavelet" || name === "log-mel") return { ...bank, select: (statistics) => statistics };
  return {
    ...bank,
    select: (statistics) =>
      Float32Array.from(cepstral.flatMap(([start, end]) => Array.from(statistics.subarray(start, end)))),
  };
}
