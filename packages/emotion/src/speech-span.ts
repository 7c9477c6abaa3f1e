import type { BandPowers } from "./bands.js";

/** Hops this far under the loudest are silence at the ends, in dB. */
const silence = 35;
/** Part of the hops, the quietest, of which the mean counts as noise; and how far above it speech must be, in dB. */
const noise = { share: 0.15, above: 3 } as const;
/** Hops within so many dB of the loudest are speech whatever the noise: where nobody pauses, the quietest hops are speech too. */
const certain = 10;
/** Hops that are kept before the first loud one and after the last. */
const margin = 3;

/**
 * Where speech begins and ends: between the first and the last hop within 35 dB of the loudest and 3 dB above the noise, and three hops
 * around them. The level is the sum over all bands, averaged over three hops; the noise is the mean of the quietest 15 % of the hops. What is
 * within 10 dB of the loudest counts as speech in any case.
 *
 * @param powers - Of {@link speechBank}.
 * @returns Hops [start, end); the whole clip where it is silent.
 *
 * @example
 * const { start, end } = speechSpan(powers);
 * const speech = sliceHops(powers, start, end);
 */
export function speechSpan({ data, hops, bands }: BandPowers): { readonly start: number; readonly end: number } {
  const sums = new Float64Array(hops);
  for (let i = 0; i < data.length; i++) sums[Math.floor(i / bands)]! += data[i]!;
  const smooth = sums.map((sum, t) => ((sums[t - 1] ?? 0) + sum + (sums[t + 1] ?? 0)) / 3);
  const threshold = thresholdOf(smooth);
  const first = smooth.findIndex((value) => value > threshold);
  if (first < 0) return { start: 0, end: hops };
  const last = smooth.findLastIndex((value) => value > threshold);
  return { start: Math.max(0, first - margin), end: Math.min(hops, last + 1 + margin) };
}

function thresholdOf(levels: Float64Array): number {
  const sorted = levels.toSorted();
  const loudest = sorted.at(-1)!;
  const quietest = sorted.subarray(0, Math.max(1, Math.floor(noise.share * sorted.length)));
  const floor = quietest.reduce((sum, value) => sum + value, 0) / quietest.length;
  const [silent, sure] = [silence, certain].map((decibels) => loudest * 10 ** (-decibels / 10)) as [number, number];
  return Math.min(sure, Math.max(silent, floor * 10 ** (noise.above / 10)));
}
