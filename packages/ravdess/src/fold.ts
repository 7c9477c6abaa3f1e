/** One round of a cross-validation. No item is in two parts; each part is sorted by `id`. */
export interface Fold<T> {
  /** Tells the fold apart in reports: `"fold 2"`, `"luna-jimenez 4"`, `"actor 7"`. */
  readonly name: string;
  readonly train: T[];
  readonly test: T[];
}

/** A fold whose training side has given up some items for choosing settings and when to stop. */
export interface ValidatedFold<T> extends Fold<T> {
  readonly validation: T[];
}

/** What every split needs to know of an item: a unique id, which also sorts the parts and finds duplicates. */
export interface Identified {
  readonly id: string;
}

/** The items sorted by id, so that the order in which they come has no influence on a split. */
export function sortItems<T extends Identified>(items: readonly T[]): T[] {
  if (!Array.isArray(items))
    throw new TypeError(`"items" must be an array, got ${items === null ? "null" : typeof items}`);
  const sorted = (items as readonly T[]).toSorted((a, b) => compareKeys(a.id, b.id));
  if (sorted.length === 0) throw new RangeError(`"items" must not be empty`);
  for (const [index, item] of sorted.entries()) {
    if (typeof item.id !== "string") throw new TypeError(`every item must have a string "id", got ${String(item.id)}`);
    if (index > 0 && sorted[index - 1]!.id === item.id) throw new RangeError(`"items" holds the id "${item.id}" twice`);
  }
  return sorted;
}

/** Numbers by value, before strings by code unit: the same in every locale. */
export function compareKeys(a: string | number, b: string | number): number {
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
