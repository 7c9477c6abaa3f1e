import { compareKeys, type Fold, type Identified, sortItems } from "./fold.js";
import { groupBy } from "./group-by.js";

/** One fold for each key: its items are the test side, all others the training side. Sorted by key, named by
 * `what` and key. */
export function foldsByKey<T extends Identified>(
  items: readonly T[],
  keyOf: (item: T) => string | number,
  what: string,
): Fold<T>[] {
  const sorted = sortItems(items);
  for (const item of sorted) {
    const key: unknown = keyOf(item);
    if (typeof key !== "string" && typeof key !== "number") {
      throw new TypeError(`every item must have a ${what}, a string or number; item "${item.id}" has ${String(key)}`);
    }
  }
  const groups = groupBy(sorted, keyOf);
  return [...groups.keys()].sort(compareKeys).map((key) => ({
    name: `${what} ${key}`,
    train: sorted.filter((item) => keyOf(item) !== key),
    test: groups.get(key)!,
  }));
}
