import { compareKeys, type Fold, type Identified, sortItems } from "./fold.js";
import { groupBy } from "./group-by.js";
import { foldsByKey } from "./group-folds.js";
import { checkRandom, type RandomSource, shuffle } from "./shuffle.js";

/**
 * Published partitions of the 24 actors, so that results can be compared.
 *
 * - `luna-jimenez`: five folds of C. Luna-Jiménez et al., "Multimodal emotion recognition on RAVDESS dataset using transfer
 *   learning", Sensors 21(22), 2021.
 * - `emobox`: six folds of Z. Ma et al., "EmoBox: multilingual multi-corpus speech emotion recognition toolkit and benchmark",
 *   Interspeech 2024.
 *
 * @example
 * namedSpeakerFolds["luna-jimenez"][0]; // [2, 5, 14, 15, 16]
 */
export const namedSpeakerFolds: {
  readonly "luna-jimenez": readonly (readonly number[])[];
  readonly emobox: readonly (readonly number[])[];
} = {
  "luna-jimenez": [
    [2, 5, 14, 15, 16],
    [3, 6, 7, 13, 18],
    [10, 11, 12, 19, 20],
    [8, 17, 21, 23, 24],
    [1, 4, 9, 22],
  ],
  emobox: [
    [1, 11, 20, 21],
    [4, 10, 12, 14],
    [8, 9, 19, 23],
    [3, 5, 7, 24],
    [2, 15, 16, 18],
    [6, 13, 17, 22],
  ],
};

/** An item of which the speaker is known. `gender`, if there, is balanced over folds and validation speakers. */
export interface Spoken extends Identified {
  readonly actor: string | number;
  readonly gender?: string;
}

/** Options of {@link speakerFolds}. */
export interface SpeakerFoldOptions {
  /** Shuffles the speakers before they are dealt to `k` folds. Default: dealt in their own order. Named folds ignore it. */
  readonly random?: RandomSource;
}

/**
 * Folds in which no speaker is on both sides: the honest test of recognition for voices never heard.
 *
 * With a name, the published partition. Where a corpus holds some of the 24 actors only, each fold tests those of its actors
 * that are there; a fold of which no actor is there is left out, and the others keep their published numbers.
 * With a number, that many folds whose numbers of speakers, overall and of each gender, differ by at most one.
 *
 * @param items - Records with a unique `id` and an `actor`. In any order: it has no influence.
 * @param scheme - `"luna-jimenez"`, `"emobox"` or the number of folds, 2 up to the number of speakers.
 * @param options - `random`, to draw the partition into `k` folds.
 * @returns The folds, named `"luna-jimenez 1"` and so on, or `"fold 1"` and so on. Each part is sorted by `id`.
 * @throws {TypeError} If an argument is of the wrong kind, or an item has no `actor`.
 * @throws {RangeError} If the scheme is unknown, `k` is not a whole number of 2 or more or exceeds the number of speakers, an
 *   actor is in no fold of the named partition, or all actors are in one fold of it.
 *
 * @example
 * for (const { name, train, test } of speakerFolds(utterances, "luna-jimenez")) {
 *   console.log(name, train.length, test.length);
 * }
 */
export function speakerFolds<T extends Spoken>(
  items: readonly T[],
  scheme: keyof typeof namedSpeakerFolds | number,
  options: SpeakerFoldOptions = {},
): Fold<T>[] {
  const { random } = options;
  if (random !== undefined) checkRandom(random);
  if (typeof scheme === "number") {
    const foldOf = dealSpeakers(items, scheme, random);
    return foldsByKey(items, (item) => foldOf.get(item.actor)!, "fold");
  }
  if (!Object.hasOwn(namedSpeakerFolds, scheme)) {
    const names = Object.keys(namedSpeakerFolds).map((name) => `"${name}"`);
    throw new RangeError(`"scheme" must be ${names.join(", ")} or a number of folds, got "${scheme as string}"`);
  }
  const foldOf = new Map<string | number, number>(
    namedSpeakerFolds[scheme].flatMap((actors, index) => actors.map((actor) => [actor, index + 1] as const)),
  );
  const stranger = speakersOf(items).find((speaker) => !foldOf.has(speaker.actor));
  if (stranger !== undefined) throw new RangeError(`actor ${stranger.actor} is in no fold of "${scheme}"`);
  const folds = foldsByKey(items, (item) => foldOf.get(item.actor)!, scheme);
  if (folds.length < 2)
    throw new RangeError(`all actors are in one fold, "${folds[0]!.name}", which leaves none to train on`);
  return folds;
}

/**
 * One fold for each speaker, who alone is the test side.
 *
 * @param items - Records with a unique `id` and an `actor`, from two speakers at least. In any order: it has no influence.
 * @returns The folds in order of speakers, named `"actor 1"` and so on. Each part is sorted by `id`.
 * @throws {TypeError} If `items` is not an array, or an item has no `actor`.
 * @throws {RangeError} If there are fewer than two speakers, or an id comes twice.
 *
 * @example
 * leaveOneSpeakerOut(utterances).map((fold) => fold.name); // ["actor 1", "actor 2", ...]
 */
export function leaveOneSpeakerOut<T extends Spoken>(items: readonly T[]): Fold<T>[] {
  const folds = foldsByKey(items, (item) => item.actor, "actor");
  if (folds.length < 2) throw new RangeError("leaving one speaker out needs at least 2 speakers, got 1");
  return folds;
}

function dealSpeakers(items: readonly Spoken[], k: number, random?: RandomSource): Map<string | number, number> {
  if (!(Number.isInteger(k) && k >= 2)) throw new RangeError(`"scheme" must be a whole number of folds >= 2, got ${k}`);
  const speakers = speakersOf(items);
  if (k > speakers.length) {
    throw new RangeError(`"scheme" must be at most the number of speakers, ${speakers.length}, got ${k} folds`);
  }
  const dealt = byGender(speakers).flatMap((group) => (random === undefined ? group : shuffle(group, random)));
  return new Map(dealt.map((speaker, index) => [speaker.actor, (index % k) + 1]));
}

/** One item for each speaker, sorted by speaker. */
export function speakersOf<T extends Spoken>(items: readonly T[]): T[] {
  const sorted = sortItems(items);
  for (const { id, actor } of sorted) {
    if (typeof actor !== "string" && typeof actor !== "number") {
      throw new TypeError(`every item must have an actor, a string or number; item "${id}" has ${String(actor)}`);
    }
  }
  const first = [...groupBy(sorted, (item) => item.actor).values()].map((group) => group[0]!);
  return first.sort((a, b) => compareKeys(a.actor, b.actor));
}

/** Speakers of each gender, genders in alphabetical order. */
export function byGender<T extends Spoken>(speakers: readonly T[]): T[][] {
  const groups = groupBy(speakers, (speaker) => speaker.gender ?? "");
  return [...groups.keys()].sort(compareKeys).map((gender) => groups.get(gender)!);
}
