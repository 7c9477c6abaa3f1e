import { checkPaired } from "../check.js";

/** Gathers R² over data that comes in parts. */
export interface RSquaredAccumulator {
  /** Adds one part. */
  add(expected: ArrayLike<number>, predicted: ArrayLike<number>): void;
  /** R² over all that was added; NaN before the first part. */
  readonly rSquared: number;
  /** Mean squared error over all that was added; NaN before the first part. */
  readonly meanSquaredError: number;
}

/**
 * Coefficient of determination over all elements, R² = 1 - SSres / SStot, SStot about the mean of all elements.
 *
 * 1 is perfect, 0 what the mean alone reaches; it can be negative. Where all expected values are equal it is 1 for a perfect
 * prediction and 0 for any other, as in scikit-learn.
 *
 * @param expected - True values.
 * @param predicted - As many predicted values.
 * @throws {RangeError} If the lists are empty or differ in length.
 *
 * @example
 * rSquared([1, 2, 3], [1, 2, 2]); // 0.5
 */
export function rSquared(expected: ArrayLike<number>, predicted: ArrayLike<number>): number {
  const accumulator = accumulateRSquared();
  accumulator.add(expected, predicted);
  return accumulator.rSquared;
}

/**
 * R² and mean squared error over data that comes in parts, in one pass and float64 (the parts' sums of squares about their
 * means are joined after Chan, Golub and LeVeque 1979), so that nothing need be kept.
 *
 * @example
 * const accumulator = accumulateRSquared();
 * accumulator.add([1, 2], [1, 2]);
 * accumulator.add([3], [2]);
 * accumulator.rSquared; // 0.5
 */
export function accumulateRSquared(): RSquaredAccumulator {
  let count = 0;
  let mean = 0;
  let total = 0;
  let residual = 0;
  return {
    add(expected, predicted) {
      checkPaired("expected", expected, "predicted", predicted);
      const { length } = expected;
      let sum = 0;
      for (let i = 0; i < length; i += 1) sum += expected[i]!;
      const partMean = sum / length;
      let partTotal = 0;
      // A variable of its own: what a closure captures while it changes, V8 makes anew with every addition.
      let squares = residual;
      for (let i = 0; i < length; i += 1) {
        partTotal += (expected[i]! - partMean) ** 2;
        squares += (expected[i]! - predicted[i]!) ** 2;
      }
      residual = squares;
      const shift = partMean - mean;
      total += partTotal + (shift * shift * count * length) / (count + length);
      mean += (shift * length) / (count + length);
      count += length;
    },
    get rSquared() {
      if (count === 0) return Number.NaN;
      if (total === 0) return residual === 0 ? 1 : 0;
      return 1 - residual / total;
    },
    get meanSquaredError() {
      return count === 0 ? Number.NaN : residual / count;
    },
  };
}
