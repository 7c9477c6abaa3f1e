import type { BandPowers } from "./bands.js";

/** Hops this far under the loudest are silence at the ends, in dB. */
const silence = 35;
/** Hops that are kept before the first loud one and after the last. */
const margin = 3;

/**
 * Where speech begins and ends: between the first and the last hop within 35 dB of the loudest, and three hops around them. The level is the
 * sum over all bands, averaged over three hops.
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
  const threshold = smooth.reduce((most, value) => Math.max(most, value), 0) * 10 ** (-silence / 10);
  const first = smooth.findIndex((value) => value > threshold);
  if (first < 0) return { start: 0, end: hops };
  const last = smooth.findLastIndex((value) => value > threshold);
  return { start: Math.max(0, first - margin), end: Math.min(hops, last + 1 + margin) };
}
