import { checkPositive } from "./check.js";
import type { Samples } from "./engine/samples.js";
import type { Summand } from "./hop-sums.js";

/**
 * What is computed from the coefficients of a hop: the mean of |c|², `"power"`; the mean of |c|, `"magnitude"`; or
 * 10 log10 of the power, in decibels, `"logPower"`.
 */
export type HopStatistic = "power" | "magnitude" | "logPower";

const summands: Readonly<Record<HopStatistic, Summand>> = {
  power: "squares",
  magnitude: "magnitudes",
  logPower: "squares",
};

/** Lowest power whose logarithm is taken: -100 dB, as librosa's `power_to_db` has it. */
const defaultFloor = 1e-10;

/** A way from sums over hops to a statistic. */
export interface HopMeasure {
  readonly summand: Summand;
  /**
   * Turns sums over `hop` coefficients into the statistic, in place.
   *
   * @throws {RangeError} If one is not finite, because the signal is too large for the arithmetic.
   */
  finish(sums: Samples, hop: number): void;
}

/** Checks the options of a statistic. `name` is the option that gives it. */
export function hopMeasure(name: string, statistic: HopStatistic, floor: number = defaultFloor): HopMeasure {
  if (!Object.hasOwn(summands, statistic)) {
    const choices = Object.keys(summands).map((choice) => `"${choice}"`);
    throw new RangeError(`"${name}" must be one of ${choices.join(", ")}, got ${JSON.stringify(statistic)}`);
  }
  checkPositive("floor", floor);
  return { summand: summands[statistic], finish: (sums, hop) => finishSums(sums, hop, statistic, floor) };
}

function finishSums(sums: Samples, hop: number, statistic: HopStatistic, floor: number): void {
  for (let i = 0; i < sums.length; i++) {
    const mean = sums[i]! / hop;
    if (!(mean < Infinity)) {
      throw new RangeError(`"x" must be small enough for a finite ${statistic}, got ${mean} from its coefficients`);
    }
    sums[i] = statistic === "logPower" ? 10 * Math.log10(Math.max(mean, floor)) : mean;
  }
}
