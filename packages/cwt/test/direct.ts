import type { WaveletFilter } from "../src/filter.js";

/** Rows of `x` convolved with filters, by the sum that defines them: those of a complex filter are two. */
export function directRows(filters: readonly WaveletFilter[], x: ArrayLike<number>): Float64Array[] {
  return filters.flatMap(({ re, im, offset }) =>
    [re, ...(im === undefined ? [] : [im])].map((taps) =>
      Float64Array.from({ length: x.length }, (_, n) => {
        let sum = 0;
        const end = Math.min(taps.length, n + offset + 1);
        for (let q = Math.max(0, n + offset - x.length + 1); q < end; q++) sum += taps[q]! * x[n + offset - q]!;
        return sum;
      }),
    ),
  );
}
