import { groupDuplicates } from "./duplicates.js";
import { compareKeys, type Identified, sortItems } from "./fold.js";
import { groupBy } from "./group-by.js";
import { checkRandom, type RandomSource, shuffle } from "./shuffle.js";

/** How the stratified splits tell classes apart and what they keep together. */
export interface StratifyOptions<T> {
  /** Source of randomness. The same state of it gives the same split, whatever the order of the items. */
  readonly random: RandomSource;
  /** Class whose share each part keeps. Default: `item.emotion`. */
  readonly labelOf?: (item: T) => string | number;
  /**
   * Items of one group never come apart. Meant for small groups, such as copies of a recording, within one class; for
   * speakers there are folds of their own. Default: `groupDuplicates()`.
   */
  readonly groupOf?: (item: T) => string;
}

/** The items of one class in random order, as the groups that must not be divided, the larger ones first. */
export interface Stratum<T> {
  readonly label: string | number;
  readonly size: number;
  readonly groups: readonly (readonly T[])[];
}

export function stratify<T extends Identified>(items: readonly T[], options: StratifyOptions<T>): Stratum<T>[] {
  const { random, labelOf = emotionOf, groupOf = groupDuplicates() } = options;
  checkRandom(random);
  const groups = groupBy(sortItems(items), groupOf);
  const classes = groupBy(groups.values(), (group) => labelOf(group[0]!));
  return [...classes.keys()].sort(compareKeys).map((label) => {
    const members = classes.get(label)!;
    return {
      label,
      size: members.reduce((sum, group) => sum + group.length, 0),
      groups: shuffle(members, random).sort((a, b) => b.length - a.length),
    };
  });
}

/**
 * Hands the groups of a stratum to the parts until each has its quota; a group too large for what is left of any quota goes
 * where most is left. Placing large groups first keeps what is left for the small ones, which fit anywhere.
 */
export function deal<T>(stratum: Stratum<T>, quotas: readonly number[], parts: readonly T[][]): void {
  const left = [...quotas];
  for (const group of stratum.groups) {
    const target = left.indexOf(Math.max(...left));
    left[target]! -= group.length;
    parts[target]!.push(...group);
  }
}

function emotionOf(item: Identified): string | number {
  const { emotion } = item as { emotion?: unknown };
  if (typeof emotion === "string" || typeof emotion === "number") return emotion;
  throw new TypeError(`"labelOf" must be given for items without "emotion", and item "${item.id}" has none`);
}
