import { checkFinite, show } from "./check.js";
import { checkNotConstant, meanAndVariance } from "./normalize.js";
import type { Random } from "./random.js";
import { checkSignal, type SameSignal, type Signal, zerosLike } from "./signal.js";

/** Options of `awgn`. */
export interface AwgnOptions {
  /** Signal-to-noise ratio in dB, or the range [min, max] from which one is drawn uniformly. */
  snrDb: number | readonly [min: number, max: number];
  /** Where the noise comes from: see `createRandom`. */
  random: Pick<Random, "normal" | "uniform">;
}

/**
 * Adds white Gaussian noise at a given signal-to-noise ratio.
 *
 * The variance of the noise is the variance of the signal (about its mean, divided by `n`) over `10^(snrDb / 10)`: an
 * expectation, from which the noise of a short clip strays. From a range, one ratio is drawn for the whole signal; who needs
 * to know it draws it and passes the number.
 *
 * @param x - Samples, at least two different ones.
 * @param options - `snrDb` in dB, finite, or [min, max] with min <= max; `random`, a seeded source.
 * @returns A new array of the type of `x`, not clipped. It takes `x.length` normal numbers, and a uniform one for a range.
 * @throws {TypeError} If an argument is of the wrong kind.
 * @throws {RangeError} If `x` is empty or constant or holds a sample that is not finite, or `snrDb` is not finite, or a range
 *   whose end is below its start.
 *
 * @example
 * const noisy = awgn(samples, { snrDb: [15, 30], random: createRandom(1) });
 */
export function awgn<T extends Signal>(x: T, options: AwgnOptions): SameSignal<T> {
  const { snrDb, random } = options;
  checkSignal("x", x);
  checkNotConstant("x", x);
  const [min, max] = checkRange(snrDb);
  if (typeof random?.normal !== "function" || typeof random.uniform !== "function") {
    throw new TypeError(`"random" must be a source of random numbers as createRandom makes it, got ${show(random)}`);
  }
  const ratio = min === max ? min : min + (max - min) * random.uniform();
  const { variance } = meanAndVariance(x);
  const deviation = Math.sqrt(variance / 10 ** (ratio / 10));
  if (!(deviation < Infinity)) throw new RangeError(`"snrDb" must leave the noise within float64, got ${ratio}`);
  const noisy: Signal = zerosLike(x, x.length);
  for (let i = 0; i < x.length; i++) noisy[i] = x[i]! + deviation * random.normal();
  return noisy as SameSignal<T>;
}

function checkRange(snrDb: unknown): [min: number, max: number] {
  if (!Array.isArray(snrDb)) {
    checkFinite("snrDb", snrDb);
    return [snrDb, snrDb];
  }
  const [min, max] = snrDb as unknown[];
  if (snrDb.length !== 2) throw new RangeError(`"snrDb" must be a number or [min, max], got ${snrDb.length} numbers`);
  checkFinite("snrDb[0]", min);
  checkFinite("snrDb[1]", max);
  if (!(min <= max)) throw new RangeError(`"snrDb" must be [min, max] with min <= max, got [${min}, ${max}]`);
  return [min, max];
}
