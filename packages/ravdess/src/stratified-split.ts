import { apportion } from "./apportion.js";
import { compareKeys, type Identified } from "./fold.js";
import { deal, type StratifyOptions, stratify } from "./strata.js";

const partNames = ["train", "validation", "test"] as const;

/** A number for each part: fractions of the whole or counts of items. A part left out stays empty. */
export interface PartSizes {
  readonly train: number;
  readonly validation?: number;
  readonly test?: number;
}

/** Options of {@link stratifiedSplit}. Exactly one of `fractions` and `counts` is given. */
export interface StratifiedSplitOptions<T> extends StratifyOptions<T> {
  /** Share of each part, 0 to 1, with a sum of 1. Rounded to whole items by the largest remainder. */
  readonly fractions?: PartSizes;
  /** Items in each part, whole numbers whose sum is the number of items. */
  readonly counts?: PartSizes;
  /** How many items of each class each part must get, unless the part is left out. 0 permits missing classes. Default: 1. */
  readonly minPerClass?: number;
}

/**
 * Divides items at random into parts that keep the share of each class.
 *
 * The parts have exactly the sizes asked for, and each class is within one item of its share in each part; groups of more than
 * one item may move both by their size. To keep speakers apart, use `speakerFolds` instead.
 *
 * @param items - Records with a unique `id`. In any order: it has no influence.
 * @param options - `random`, and either `fractions` or `counts`.
 * @returns The three parts, each sorted by `id`.
 * @throws {TypeError} If an argument is of the wrong kind, or an item has no label.
 * @throws {RangeError} If the sizes are negative, not finite or do not sum up, an id comes twice, or a class would have fewer
 *   than `minPerClass` items in a part.
 *
 * @example
 * const { train, validation, test } = stratifiedSplit(utterances, {
 *   fractions: { train: 0.7, validation: 0.15, test: 0.15 },
 *   labelOf: (utterance) => `${utterance.emotion} ${utterance.intensity}`,
 *   random: createRandom(7),
 * });
 */
export function stratifiedSplit<T extends Identified>(
  items: readonly T[],
  options: StratifiedSplitOptions<T>,
): { train: T[]; validation: T[]; test: T[] } {
  const { minPerClass = 1 } = options;
  if (!(Number.isInteger(minPerClass) && minPerClass >= 0)) {
    throw new RangeError(`"minPerClass" must be a whole number >= 0, got ${minPerClass}`);
  }
  const strata = stratify(items, options);
  const sizes = partCounts(items.length, options);
  const quotas = apportion(
    strata.map((stratum) => stratum.size),
    sizes.map((size) => size.count),
  );
  const parts: [T[], T[], T[]] = [[], [], []];
  for (const [row, stratum] of strata.entries()) {
    const before = parts.map((part) => part.length);
    deal(stratum, quotas[row]!, parts);
    for (const [column, name] of partNames.entries()) {
      const count = parts[column]!.length - before[column]!;
      if (sizes[column]!.wanted && count < minPerClass) {
        throw new RangeError(
          `class "${stratum.label}" has ${stratum.size} items, of which "${name}" would get ${count}; "minPerClass" asks for ${minPerClass}`,
        );
      }
    }
  }
  const [train, validation, test] = parts;
  for (const part of parts) part.sort((a, b) => compareKeys(a.id, b.id));
  return { train, validation, test };
}

interface PartCount {
  readonly count: number;
  /** False for a part that was left out or given as 0, which may then be empty. */
  readonly wanted: boolean;
}

function partCounts<T>(total: number, { fractions, counts }: StratifiedSplitOptions<T>): PartCount[] {
  const name = fractions === undefined ? "counts" : "fractions";
  const sizes = fractions ?? counts;
  if ((fractions === undefined) === (counts === undefined) || typeof sizes !== "object" || sizes === null) {
    throw new TypeError('exactly one of "fractions" and "counts" must be given, as { train, validation, test }');
  }
  const values = partNames.map((part) => sizes[part] ?? 0);
  for (const [index, part] of partNames.entries()) {
    const value = values[index]!;
    if (typeof value !== "number") throw new TypeError(`"${name}.${part}" must be a number, got ${typeof value}`);
    if (!(value >= 0 && value < Infinity))
      throw new RangeError(`"${name}.${part}" must be finite and >= 0, got ${value}`);
    if (name === "counts" && !Number.isInteger(value)) {
      throw new RangeError(`"counts.${part}" must be a whole number, got ${value}`);
    }
  }
  const sum = values.reduce((a, b) => a + b, 0);
  if (name === "counts") {
    if (sum !== total) throw new RangeError(`"counts" must sum to the number of items, ${total}, got ${sum}`);
    return values.map((count) => ({ count, wanted: count > 0 }));
  }
  // Decimal fractions such as 0.7 + 0.2 + 0.1 miss 1 by a few units in the last place.
  if (!(Math.abs(sum - 1) <= 1e-9)) throw new RangeError(`"fractions" must sum to 1, got ${sum}`);
  const shares = values.map((value) => value * total);
  const whole = shares.map((share) => Math.floor(share + 1e-9));
  const byRemainder = [...shares.keys()].sort((a, b) => shares[b]! - whole[b]! - (shares[a]! - whole[a]!));
  const missing = total - whole.reduce((a, b) => a + b, 0);
  for (const index of byRemainder.slice(0, missing)) whole[index]! += 1;
  return whole.map((count, index) => ({ count, wanted: values[index]! > 0 }));
}
