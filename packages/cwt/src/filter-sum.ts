import { waveletFilter } from "./filter.js";
import type { Wavelet } from "./wavelet.js";

/** A real filter with its middle at time zero, which signals are convolved with when coefficients are summed over scales. */
export interface FilterSum {
  /** Which part of the coefficients is summed. */
  readonly part: "re" | "im";
  /** Taps, an odd number; the one in the middle stands at time zero. */
  readonly taps: Float64Array;
}

/**
 * Filter that equals the weighted sum, over the scales, of the coefficients: of the real parts, or of the imaginary parts
 * where those are the more even in time, as for complex wavelets of odd order. An even sum rings least.
 */
export function sumFilters(
  wavelet: Wavelet,
  scales: Float64Array,
  precision: number,
  weights: Float64Array,
): FilterSum {
  const filters = Array.from(scales, (scale) => waveletFilter(wavelet, scale, precision));
  let reach = 0;
  for (const { re, offset } of filters) reach = Math.max(reach, offset, re.length - 1 - offset);
  const sum = (part: "re" | "im"): FilterSum => {
    const taps = new Float64Array(2 * reach + 1);
    filters.forEach((filter, row) => {
      const from = reach - filter.offset;
      filter[part]!.forEach((tap, q) => (taps[from + q]! += weights[row]! * tap));
    });
    return { part, taps };
  };
  const real = sum("re");
  if (!wavelet.complex) return real;
  const imaginary = sum("im");
  return evenness(imaginary.taps) > evenness(real.taps) ? imaginary : real;
}

/** Energy of the even part less that of the odd part. */
function evenness(taps: Float64Array): number {
  return taps.reduce((total, tap, i) => total + tap * taps[taps.length - 1 - i]!, 0);
}
