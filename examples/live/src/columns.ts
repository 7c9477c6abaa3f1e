/** Steps of a level in one decibel: levels are kept as integers, at a quarter of the memory. */
const steps = 100;

/** Consecutive columns of the picture: levels of all scales, and the least and largest sample. */
export interface Columns {
  /** Number of the first column, from 0. */
  readonly first: number;
  /** Hundredths of a decibel, shape [columns, scales]. */
  readonly levels: Int16Array<ArrayBuffer>;
  readonly lows: Float32Array<ArrayBuffer>;
  readonly highs: Float32Array<ArrayBuffer>;
}

/** A level as it is kept. */
export function packLevel(decibels: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(steps * decibels)));
}

/** A level in decibels. */
export function unpackLevel(level: number): number {
  return level / steps;
}

/** Makes columns of log powers that are given scale by scale, shape [scales, count]. */
export function packColumns(
  place: { readonly first: number; readonly count: number },
  logPowers: ArrayLike<number>,
  offsets: Float64Array,
  samples: Float32Array,
): Columns {
  const { first, count } = place;
  const rows = offsets.length;
  const levels = new Int16Array(rows * count);
  const stride = logPowers.length / rows;
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < count; k++) levels[k * rows + row] = packLevel(logPowers[row * stride + k]! + offsets[row]!);
  }
  const lows = new Float32Array(count);
  const highs = new Float32Array(count);
  const hop = samples.length / count;
  for (let k = 0; k < count; k++) {
    let low = Infinity;
    let high = -Infinity;
    for (let i = k * hop; i < (k + 1) * hop; i++) {
      low = Math.min(low, samples[i]!);
      high = Math.max(high, samples[i]!);
    }
    lows[k] = low;
    highs[k] = high;
  }
  return { first, levels, lows, highs };
}
