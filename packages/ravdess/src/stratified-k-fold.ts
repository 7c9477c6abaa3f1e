import { compareKeys, type Fold, type Identified } from "./fold.js";
import { deal, type StratifyOptions, stratify } from "./strata.js";

/** Options of {@link stratifiedKFold}. */
export interface StratifiedKFoldOptions<T> extends StratifyOptions<T> {
  /** Number of folds, 2 up to the number of items in the smallest class (a group of duplicates counts once). */
  readonly k: number;
}

/** Options of {@link monteCarloKFold}. */
export interface MonteCarloKFoldOptions<T> extends StratifiedKFoldOptions<T> {
  /** How many times the items are shuffled and divided anew, 1 or more. */
  readonly repeats: number;
}

/**
 * Divides items at random into `k` folds that keep the share of each class; each fold is the test side once.
 *
 * The counts of a class in any two folds differ by at most one, and so do the sizes of the folds; groups of more than one item
 * may widen that by their size. Speakers are shared between the sides: for unseen speakers use `speakerFolds`.
 *
 * @param items - Records with a unique `id`. In any order: it has no influence.
 * @param options - `k` and `random`.
 * @returns `k` folds, `"fold 1"` to `"fold k"`.
 * @throws {TypeError} If an argument is of the wrong kind, or an item has no label.
 * @throws {RangeError} If `k` is not a whole number of 2 or more or exceeds the smallest class, or an id comes twice.
 *
 * As scikit-learn's `StratifiedKFold(k, shuffle=True)`, with groups of duplicates kept together.
 *
 * @example
 * for (const { name, train, test } of stratifiedKFold(utterances, { k: 5, random: createRandom(7) })) {
 *   console.log(name, train.length, test.length);
 * }
 */
export function stratifiedKFold<T extends Identified>(
  items: readonly T[],
  options: StratifiedKFoldOptions<T>,
): Fold<T>[] {
  const { k } = options;
  if (!(Number.isInteger(k) && k >= 2)) throw new RangeError(`"k" must be a whole number >= 2, got ${k}`);
  const strata = stratify(items, options);
  const smallest = strata.reduce((a, b) => (b.groups.length < a.groups.length ? b : a));
  if (k > smallest.groups.length) {
    throw new RangeError(
      `"k" must be at most ${smallest.groups.length}, the size of the smallest class "${smallest.label}", got ${k}`,
    );
  }
  const parts: T[][] = Array.from({ length: k }, () => []);
  // The odd items of each class go to the folds after those that had the odd items of the class before.
  let next = 0;
  for (const stratum of strata) {
    const quotas: number[] = Array.from({ length: k }, () => Math.floor(stratum.size / k));
    for (let odd = stratum.size % k; odd > 0; odd--, next = (next + 1) % k) quotas[next]! += 1;
    deal(stratum, quotas, parts);
  }
  return parts.map((part, index) => ({
    name: `fold ${index + 1}`,
    train: parts.flatMap((other) => (other === part ? [] : other)).sort((a, b) => compareKeys(a.id, b.id)),
    test: part.toSorted((a, b) => compareKeys(a.id, b.id)),
  }));
}

/**
 * Repeats {@link stratifiedKFold} with fresh shuffles. Figures over all the folds are reported as mean and standard deviation.
 *
 * @param items - Records with a unique `id`. In any order: it has no influence.
 * @param options - `k`, `repeats` and `random`.
 * @returns `repeats * k` folds, `"repeat 1 fold 1"` onwards. Within a repeat the test sides cover all items once.
 * @throws As {@link stratifiedKFold}, and a RangeError if `repeats` is not a whole number of 1 or more.
 *
 * @example
 * const folds = monteCarloKFold(utterances, { k: 5, repeats: 10, random: createRandom(7) }); // 50 folds
 */
export function monteCarloKFold<T extends Identified>(
  items: readonly T[],
  options: MonteCarloKFoldOptions<T>,
): Fold<T>[] {
  const { repeats } = options;
  if (!(Number.isInteger(repeats) && repeats >= 1)) {
    throw new RangeError(`"repeats" must be a whole number >= 1, got ${repeats}`);
  }
  return Array.from({ length: repeats }, (_, repeat) =>
    stratifiedKFold(items, options).map(({ name, train, test }) => ({
      name: `repeat ${repeat + 1} ${name}`,
      train,
      test,
    })),
  ).flat();
}
