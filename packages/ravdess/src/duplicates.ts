/**
 * Sets of ids under which RAVDESS publishes one and the same audio: actor 07 has a single take of the happy "Dogs are
 * sitting by the door" in normal intensity, stored as both repetitions.
 *
 * Found by comparing the samples of all 1440 speech recordings.
 *
 * @example
 * duplicates; // [["03-01-03-01-02-01-07", "03-01-03-01-02-02-07"]]
 */
export const duplicates: readonly (readonly string[])[] = [["03-01-03-01-02-01-07", "03-01-03-01-02-02-07"]];

/**
 * Makes a `groupOf` function for the splits, by which recordings of the same audio stay on one side.
 *
 * @param sets - Ids that belong together; sets that share an id become one. Default: {@link duplicates}.
 * @returns A function from a record with an `id` to the name of its group: the id itself if it is in no set.
 *
 * @example
 * const groupOf = groupDuplicates([...duplicates, ["clip-1", "clip-1-noisy"]]);
 * groupOf({ id: "clip-1-noisy" }); // "clip-1"
 */
export function groupDuplicates(
  sets: readonly (readonly string[])[] = duplicates,
): (item: { readonly id: string }) => string {
  const parent = new Map<string, string>();
  const root = (id: string): string => {
    let current = id;
    for (let up = parent.get(current); up !== undefined; up = parent.get(current)) current = up;
    return current;
  };
  for (const [first, ...others] of sets) {
    if (first === undefined) continue;
    for (const other of others) {
      const [a, b] = [root(first), root(other)];
      if (a !== b) parent.set(b, a);
    }
  }
  return (item) => root(item.id);
}
