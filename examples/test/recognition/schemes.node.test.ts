import { type Utterance, groupDuplicates, parseRavdessName } from "@wader/ravdess";
import { describe, expect, it } from "vitest";

import { type GuardedRow, guardAgainstLeaks } from "../../src/parts/recognition/leak-guard.js";
import { schemeNames, schemeOf } from "../../src/parts/recognition/schemes.js";

/** Every emotion, sentence and take in normal intensity: 32 clips an actor. */
function clipsOf(actors: number): Utterance[] {
  return Array.from({ length: actors }, (_, a) =>
    Array.from({ length: 32 }, (__, i) => {
      const codes = [3, 1, 1 + (i >> 2), 1, 1 + ((i >> 1) & 1), 1 + (i & 1), a + 1];
      return parseRavdessName(codes.map((code) => String(code).padStart(2, "0")).join("-"));
    }),
  ).flat();
}

const groupOf = groupDuplicates();
const rowsOf = (part: readonly Utterance[]): GuardedRow[] =>
  part.map(({ id, actor }) => ({ id, actor, copy: 0, group: groupOf({ id }) }));

function balancedSpeakers(seed: number): number[][] {
  const folds = schemeOf("balanced").folds(clipsOf(24), seed, groupOf);
  return folds.map(({ test }) => Array.from(new Set(test.map(({ actor }) => actor))));
}

describe("schemeOf", () => {
  it.each(schemeNames)("%s tests every clip once and passes the guard, with 16 actors and with 24", (name) => {
    for (const actors of [16, 24]) {
      const clips = clipsOf(actors);
      const scheme = schemeOf(name);
      const folds = scheme.folds(clips, 1, groupOf);
      expect(folds.flatMap(({ test }) => test.map(({ id }) => id)).sort()).toEqual(clips.map(({ id }) => id).sort());
      for (const fold of folds) {
        expect(() => guardAgainstLeaks(fold.name, rowsOf(fold.train), rowsOf(fold.test), scheme)).not.toThrow();
      }
    }
  });

  it("balanced has as many men as women in each of four folds, other ones for another seed", () => {
    expect(balancedSpeakers(1).map((fold) => [fold.length, fold.filter((actor) => actor % 2 === 1).length])).toEqual(
      Array.from({ length: 4 }, () => [6, 3]),
    );
    expect(balancedSpeakers(1)).toEqual(balancedSpeakers(1));
    expect(balancedSpeakers(1)).not.toEqual(balancedSpeakers(2));
  });

  it.each(schemeNames)("%s draws folds by the seed exactly if it says so", (name) => {
    const scheme = schemeOf(name);
    const ids = (seed: number): string =>
      JSON.stringify(scheme.folds(clipsOf(16), seed, groupOf).map(({ test }) => test.map(({ id }) => id)));
    expect(ids(1) !== ids(2)).toBe(scheme.drawn);
  });
});
