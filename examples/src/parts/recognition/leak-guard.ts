/** What was found on both sides of a fold. */
export type LeakKind = "speaker" | "clip" | "augmented copy" | "duplicate";

/** A fold whose test would be flattered: something of its test side is on its training side. */
export class LeakError extends Error {
  override readonly name = "LeakError";
  readonly kind: LeakKind;
  readonly fold: string;
  /** Id of the clip on the training side. */
  readonly train: string;
  /** Id of the clip on the test side. */
  readonly test: string;

  constructor(kind: LeakKind, fold: string, train: string, test: string) {
    super(`${fold} leaks a ${kind}: ${train} trains and ${test} tests`.replace("a augmented", "an augmented"));
    this.kind = kind;
    this.fold = fold;
    this.train = train;
    this.test = test;
  }
}

/** A row that trains or tests. */
export interface GuardedRow {
  /** Id of the clip. */
  readonly id: string;
  readonly actor: number;
  /** 0 for the clip itself, from 1 for its augmented copies. */
  readonly copy: number;
  /** Equal for clips of the same sound. */
  readonly group: string;
}

/**
 * Throws if anything of the test side trains too: the same clip, a copy of it, a clip of the same sound, or, where speakers must
 * be unseen, another clip of the same speaker. Copies may not test at all.
 *
 * It is given the very rows from which a model is fitted, not the plan of the folds.
 *
 * @throws {LeakError}
 */
export function guardAgainstLeaks(
  fold: string,
  train: readonly GuardedRow[],
  test: readonly GuardedRow[],
  options: { readonly unseenSpeakers: boolean },
): void {
  const copy = test.find((row) => row.copy > 0);
  if (copy !== undefined) throw new LeakError("augmented copy", fold, copy.id, copy.id);
  const [ids, groups, actors] = [new Map<string, string>(), new Map<string, string>(), new Map<number, string>()];
  for (const { id, group, actor } of test) {
    ids.set(id, id);
    groups.set(group, id);
    actors.set(actor, id);
  }
  for (const row of train) {
    const same = ids.get(row.id);
    if (same !== undefined) throw new LeakError(row.copy > 0 ? "augmented copy" : "clip", fold, row.id, same);
    const sound = groups.get(row.group);
    if (sound !== undefined) throw new LeakError("duplicate", fold, row.id, sound);
    const speaker = options.unseenSpeakers ? actors.get(row.actor) : undefined;
    if (speaker !== undefined) throw new LeakError("speaker", fold, row.id, speaker);
  }
}
