import type { Fold, Identified } from "./fold.js";
import { foldsByKey } from "./group-folds.js";

/**
 * One fold for each sentence, which alone is the test side: shows whether a model learned the words instead of the emotion.
 * Speakers are shared between the sides.
 *
 * @param items - Records with a unique `id` and a `statement`, of two sentences at least. In any order: it has no influence.
 * @returns The folds in order of sentences, named `"statement 1"` and so on. Each part is sorted by `id`.
 * @throws {TypeError} If `items` is not an array, or an item has no `statement`.
 * @throws {RangeError} If there are fewer than two sentences, or an id comes twice.
 *
 * @example
 * const [kids, dogs] = statementFolds(utterances); // kids.test holds every "Kids are talking by the door"
 */
export function statementFolds<T extends Identified & { readonly statement: string | number }>(
  items: readonly T[],
): Fold<T>[] {
  const folds = foldsByKey(items, (item) => item.statement, "statement");
  if (folds.length < 2) throw new RangeError("folds by statement need at least 2 statements, got 1");
  return folds;
}
