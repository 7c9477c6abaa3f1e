/** A sequence of numbers over time. */
export type Series = Float64Array;

// Loops throughout: a recording's statistics are thousands of these sums, and calls for every number take three times as long.

export function mean(x: Series): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]!;
  return x.length === 0 ? 0 : sum / x.length;
}

/** Population standard deviation. */
export function deviation(x: Series): number {
  const middle = mean(x);
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! - middle) * (x[i]! - middle);
  return x.length === 0 ? 0 : Math.sqrt(sum / x.length);
}

export function meanMagnitude(x: Series): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += Math.abs(x[i]!);
  return x.length === 0 ? 0 : sum / x.length;
}

/** Percentiles with linear interpolation, as NumPy's. */
export function percentiles(x: Series, at: readonly number[]): number[] {
  const sorted = x.toSorted();
  return at.map((percent) => {
    const position = (percent / 100) * (sorted.length - 1);
    const below = Math.floor(position);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
  });
}

/** Slope of the straight line that fits best, for a time that runs from -1 to 1. */
export function slope(x: Series): number {
  const middle = mean(x);
  let product = 0;
  let square = 1e-9;
  for (let i = 0; i < x.length; i++) {
    const time = x.length === 1 ? 0 : (2 * i) / (x.length - 1) - 1;
    product += time * (x[i]! - middle);
    square += time * time;
  }
  return product / square;
}

/** Half the difference of the neighbours of each inner value. */
export function differences(x: Series): Series {
  const halves = new Float64Array(Math.max(0, x.length - 2));
  for (let i = 0; i < halves.length; i++) halves[i] = (x[i + 2]! - x[i]!) / 2;
  return halves;
}

/** Weighted mean, and deviation from it; the weights add up to 1. */
export function weighted(x: Series, weights: Series): { readonly mean: number; readonly deviation: number } {
  let middle = 0;
  for (let i = 0; i < x.length; i++) middle += weights[i]! * x[i]!;
  let square = 0;
  for (let i = 0; i < x.length; i++) square += weights[i]! * (x[i]! - middle) * (x[i]! - middle);
  return { mean: middle, deviation: Math.sqrt(square) };
}

/** The values at which `chosen` is true. */
export function pick(x: Series, chosen: readonly boolean[]): Series {
  return x.filter((_, i) => chosen[i]!);
}

/** `count` values at equal distances from the first to the last, linear in between. */
export function stretch(x: Series, count: number): Series {
  return Float64Array.from({ length: count }, (_, i) => {
    const position = count === 1 ? 0 : (i * (x.length - 1)) / (count - 1);
    const below = Math.min(Math.floor(position), x.length - 1);
    const above = Math.min(below + 1, x.length - 1);
    return x[below]! + (position - below) * (x[above]! - x[below]!);
  });
}

/** First `count` coefficients of the orthonormal cosine transform (DCT-II), divided by the root of the length. */
export function cosines(length: number, count: number): Float64Array {
  return Float64Array.from({ length: count * length }, (_, at) => {
    const k = Math.floor(at / length);
    const n = at % length;
    return (Math.cos((Math.PI * k * (2 * n + 1)) / (2 * length)) * (k === 0 ? 1 : Math.SQRT2)) / length;
  });
}
