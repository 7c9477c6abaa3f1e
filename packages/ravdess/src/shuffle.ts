/** Source of randomness of the splits: `createRandom(seed)` of `@wader/dsp` is one. */
export interface RandomSource {
  /** A whole number drawn evenly from 0 to `n - 1`. */
  integer(n: number): number;
}

/** A copy of `items` in random order (Durstenfeld's form of the Fisher-Yates shuffle). */
export function shuffle<T>(items: readonly T[], random: RandomSource): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const pick = random.integer(last + 1);
    [order[last], order[pick]] = [order[pick]!, order[last]!];
  }
  return order;
}

export function checkRandom(random: RandomSource): void {
  if (typeof random !== "object" || random === null || typeof random.integer !== "function") {
    throw new TypeError(
      `"random" must have a method integer(n), as createRandom(seed) of @wader/dsp, got ${random === null ? "null" : typeof random}`,
    );
  }
}
