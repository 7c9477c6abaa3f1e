import { checkPositiveInteger, show } from "./check.js";

/** A seeded source of random numbers. Its methods can be passed on without it. */
export interface Random {
  /** A number in [0, 1), a multiple of 2^-32. */
  readonly uniform: () => number;
  /** A normally distributed number of mean 0 and standard deviation 1. */
  readonly normal: () => number;
  /** A whole number in [0, n), each as likely as the others. `n` is a whole number in [1, 2^32]. */
  readonly integer: (n: number) => number;
  /** A new array of the same elements in random order, each order as likely as the others. */
  readonly shuffle: <T>(array: readonly T[]) => T[];
  /**
   * An independent source for one part of the work. It depends on the seed and the key alone, not on what was drawn before,
   * so that parts that run in parallel or in another order, or are resumed, draw the same numbers.
   */
  readonly spawn: (key: number | string) => Random;
}

const words = 2 ** 32;

/**
 * A source of random numbers that gives the same numbers for the same seed, on every platform.
 *
 * Not for secrets. The generator is sfc32 (period at least 2^32, about 2^127 on average), seeded as PractRand seeds it from
 * 64 bits: the number itself, or the FNV-1a hash of the string's UTF-8 bytes. Normal numbers by Marsaglia's polar method,
 * which takes `Math.sqrt` and `Math.log`: the latter may differ between engines in the last bit.
 *
 * @param seed - A whole number in [0, 2^53), or any string. Strings and numbers never share a sequence.
 * @returns An object with its own state. `integer` throws a `TypeError` or `RangeError` for an `n` that is not a whole number
 *   in [1, 2^32], `spawn` what `createRandom` throws.
 * @throws {TypeError} If `seed` is neither a number nor a string.
 * @throws {RangeError} If `seed` is a number outside its range.
 *
 * @example
 * const random = createRandom(1);
 * random.shuffle(["a", "b", "c"]);
 * random.spawn("noise of clip 7").normal();
 *
 * @see Chris Doty-Humphrey, PractRand (sfc32); G. Marsaglia and T. A. Bray, SIAM Review 6(3), 1964 (polar method);
 *   G. Fowler, L. C. Noll and K.-P. Vo, FNV (hash); R. Durstenfeld, Algorithm 235, CACM 7(7), 1964 (shuffle).
 */
export function createRandom(seed: number | string): Random {
  checkSeed("seed", seed);
  const next = sfc32(seed);
  let spare: number | undefined;

  const uniform = (): number => next() / words;

  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const r = x * x + y * y;
      if (r > 0 && r < 1) {
        const scale = Math.sqrt((-2 * Math.log(r)) / r);
        spare = y * scale;
        return x * scale;
      }
    }
  };

  const integer = (n: number): number => {
    checkPositiveInteger("n", n);
    if (n > words) throw new RangeError(`"n" must be at most 2^32, got ${n}`);
    // Beyond the last multiple of n some remainders would come up once more than others.
    const limit = words - (words % n);
    let word = next();
    while (word >= limit) word = next();
    return word % n;
  };

  const shuffle = <T>(array: readonly T[]): T[] => {
    const shuffled = Array.from(array);
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = integer(i + 1);
      const element = shuffled[i]!;
      shuffled[i] = shuffled[j]!;
      shuffled[j] = element;
    }
    return shuffled;
  };

  const spawn = (key: number | string): Random => {
    checkSeed("key", key);
    return createRandom(JSON.stringify([seed, key]));
  };

  return { uniform, normal, integer, shuffle, spawn };
}

function checkSeed(name: string, seed: unknown): void {
  if (typeof seed === "string") return;
  if (typeof seed !== "number") throw new TypeError(`"${name}" must be a number or a string, got ${show(seed)}`);
  if (!(Number.isSafeInteger(seed) && seed >= 0)) {
    throw new RangeError(`"${name}" must be a whole number in [0, 2^53), got ${seed}`);
  }
}

/** Draws 32 random bits. */
function sfc32(seed: number | string): () => number {
  const bits = typeof seed === "number" ? BigInt(seed) : fnv1a64(seed);
  let a = typeof seed === "number" ? 0 : 1;
  let b = Number(bits & 0xffff_ffffn) | 0;
  let c = Number(bits >> 32n) | 0;
  let counter = 1;
  const next = (): number => {
    const word = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
    return word >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

function fnv1a64(text: string): bigint {
  let hash = 0xcbf2_9ce4_8422_2325n;
  for (const byte of new TextEncoder().encode(text))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100_0000_01b3n);
  return hash;
}
