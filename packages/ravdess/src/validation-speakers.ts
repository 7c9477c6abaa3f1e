import type { Fold, ValidatedFold } from "./fold.js";
import { checkRandom, type RandomSource, shuffle } from "./shuffle.js";
import { byGender, type Spoken, speakersOf } from "./speaker-folds.js";

/** Options of {@link withValidationSpeakers}. */
export interface ValidationSpeakerOptions {
  /** Draws the speakers, anew for each fold. */
  readonly random: RandomSource;
  /** How many speakers move from training to validation. Fewer than four say little about new voices. Default: 4. */
  readonly speakers?: number;
}

/**
 * Takes some speakers of each fold's training side for validation, so that settings and the epoch to stop at can be chosen
 * without a look at the test side. Genders take turns; within a gender speakers are drawn at random.
 * Speakers are drawn fold after fold: to repeat one fold alone, divide all of them and take that one.
 *
 * @param folds - Folds by speaker, from `speakerFolds` or `leaveOneSpeakerOut`.
 * @param options - `random` and the number of `speakers`.
 * @returns The same folds, with `train` divided into `train` and `validation`. No speaker is in two of the three parts.
 * @throws {TypeError} If an argument is of the wrong kind.
 * @throws {RangeError} If `speakers` is not a whole number of 1 or more or would leave a training side empty, or a fold has a
 *   speaker on both sides.
 *
 * @example
 * const folds = withValidationSpeakers(speakerFolds(utterances, "emobox"), { speakers: 4, random: createRandom(7) });
 * const { train, validation, test } = folds[0];
 */
export function withValidationSpeakers<T extends Spoken>(
  folds: readonly Fold<T>[],
  options: ValidationSpeakerOptions,
): ValidatedFold<T>[] {
  const { random, speakers = 4 } = options;
  if (!Array.isArray(folds)) throw new TypeError(`"folds" must be an array, got ${typeof folds}`);
  checkRandom(random);
  if (!(Number.isInteger(speakers) && speakers >= 1)) {
    throw new RangeError(`"speakers" must be a whole number >= 1, got ${speakers}`);
  }
  return (folds as readonly Fold<T>[]).map(({ name, train, test }) => {
    const candidates = speakersOf(train);
    const tested = new Set(test.map((item) => item.actor));
    const shared = candidates.find((speaker) => tested.has(speaker.actor));
    if (shared !== undefined) throw new RangeError(`"${name}" has actor ${shared.actor} on both sides`);
    if (speakers >= candidates.length) {
      throw new RangeError(
        `"speakers" must be below ${candidates.length}, the number of training speakers of "${name}", got ${speakers}`,
      );
    }
    const queues = byGender(candidates).map((group) => shuffle(group, random));
    // Sorted by turn: the first of each gender, the second of each gender, and so on.
    const turns = queues.flatMap((queue, gender) => queue.map((speaker, turn) => ({ speaker, turn, gender })));
    turns.sort((a, b) => a.turn - b.turn || a.gender - b.gender);
    const drawn = new Set(turns.slice(0, speakers).map(({ speaker }) => speaker.actor));
    return {
      name,
      train: train.filter((item) => !drawn.has(item.actor)),
      validation: train.filter((item) => drawn.has(item.actor)),
      test,
    };
  });
}
