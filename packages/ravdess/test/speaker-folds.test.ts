import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { type Fold, leaveOneSpeakerOut, namedSpeakerFolds, speakerFolds, type Utterance } from "../src/index.js";
import { all, ids, sixteen, speechOf } from "./corpus.js";
import { seeded } from "./seeded.js";

const speakers = (items: readonly Utterance[]): number[] => [...new Set(items.map((item) => item.actor))];

const draw = (seed: number): number[][] =>
  speakerFolds(all, 4, { random: seeded(seed) }).map((fold) => speakers(fold.test));

function expectSpeakersApart(folds: readonly Fold<Utterance>[], items: readonly Utterance[]): void {
  expect(folds.flatMap((fold) => ids(fold.test)).sort()).toEqual(ids(items).sort());
  for (const { train, test } of folds) {
    expect(train.length + test.length).toBe(items.length);
    expect(train.length).toBeGreaterThan(0);
    expect(speakers(train).filter((speaker) => speakers(test).includes(speaker))).toEqual([]);
  }
}

describe("namedSpeakerFolds", () => {
  it.each(["luna-jimenez", "emobox"] as const)("%s holds every actor once", (name) => {
    const actors = namedSpeakerFolds[name].flat().sort((a, b) => a - b);
    expect(actors).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
  });
});

describe("speakerFolds", () => {
  it.each(["luna-jimenez", "emobox"] as const)("follows the published folds of %s", (name) => {
    const folds = speakerFolds(all, name);
    expectSpeakersApart(folds, all);
    expect(folds.map((fold) => speakers(fold.test))).toEqual(namedSpeakerFolds[name]);
    expect(folds.map((fold) => fold.name)).toEqual(namedSpeakerFolds[name].map((_, index) => `${name} ${index + 1}`));
  });

  it("leaves out the folds of which no actor is there, and keeps the numbers of the others", () => {
    const items = speechOf(sixteen);
    const folds = speakerFolds(items, "luna-jimenez");
    expectSpeakersApart(folds, items);
    expect(folds.map((fold) => [fold.name, speakers(fold.test)])).toEqual([
      ["luna-jimenez 1", [2, 5, 14, 15, 16]],
      ["luna-jimenez 2", [3, 6, 7, 13, 18]],
      ["luna-jimenez 3", [10, 11, 12, 19, 20]],
      ["luna-jimenez 5", [1]],
    ]);
    const emobox = speakerFolds(items, "emobox");
    expectSpeakersApart(emobox, items);
    expect(emobox.map((fold) => speakers(fold.test))).toEqual([
      [1, 11, 20],
      [10, 12, 14],
      [19],
      [3, 5, 7],
      [2, 15, 16, 18],
      [6, 13],
    ]);
  });

  it("deals any speakers to k folds evenly, overall and within each gender", () => {
    const corpus = fc
      .uniqueArray(fc.integer({ min: 1, max: 24 }), { minLength: 2 })
      .chain((actors) => fc.record({ actors: fc.constant(actors), k: fc.integer({ min: 2, max: actors.length }) }));
    fc.assert(
      fc.property(corpus, fc.option(fc.integer(), { nil: undefined }), ({ actors, k }, seed) => {
        const items = speechOf(actors);
        const options = seed === undefined ? {} : { random: seeded(seed) };
        const folds = speakerFolds(items, k, options);
        expect(folds).toHaveLength(k);
        expectSpeakersApart(folds, items);
        for (const parity of [[0, 1], [0], [1]]) {
          const counts = folds.map((fold) => speakers(fold.test).filter((actor) => parity.includes(actor % 2)).length);
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        }
        const again = speakerFolds(items.toReversed(), k, seed === undefined ? {} : { random: seeded(seed) });
        expect(again).toEqual(folds);
      }),
      { numRuns: 40 },
    );
  });

  it("draws another partition for another seed", () => {
    expect(draw(1)).not.toEqual(draw(2));
  });

  it("takes records of other corpora, with names for speakers and without gender", () => {
    const items = ["ann", "bob", "cyd"].flatMap((actor) => [1, 2].map((take) => ({ id: `${actor}${take}`, actor })));
    expect(speakerFolds(items, 3).map((fold) => ids(fold.test))).toEqual([
      ["ann1", "ann2"],
      ["bob1", "bob2"],
      ["cyd1", "cyd2"],
    ]);
  });

  it("refuses more folds than there are speakers", () => {
    expect(() => speakerFolds(speechOf([1, 2, 3]), 4)).toThrow(
      new RangeError('"scheme" must be at most the number of speakers, 3, got 4 folds'),
    );
  });

  it.each([1, 0, 2.5, NaN, Infinity])("refuses %d folds", (k) => {
    expect(() => speakerFolds(all, k)).toThrow(
      new RangeError(`"scheme" must be a whole number of folds >= 2, got ${k}`),
    );
  });

  it.each(["random", "toString"])("refuses the unknown scheme %s", (scheme) => {
    expect(() => speakerFolds(all, scheme as "emobox")).toThrow(
      new RangeError(`"scheme" must be "luna-jimenez", "emobox" or a number of folds, got "${scheme}"`),
    );
  });

  it("refuses an actor of whom a named partition knows nothing", () => {
    expect(() => speakerFolds([{ id: "x", actor: 25 }], "emobox")).toThrow(
      new RangeError('actor 25 is in no fold of "emobox"'),
    );
  });

  it("refuses a named partition that leaves nobody to train on", () => {
    expect(() => speakerFolds(speechOf([4, 10]), "emobox")).toThrow(
      new RangeError('all actors are in one fold, "emobox 2", which leaves none to train on'),
    );
  });

  it("refuses an item without an actor", () => {
    const items = [{ id: "x" }] as unknown as Utterance[];
    expect(() => speakerFolds(items, "emobox")).toThrow(
      new TypeError('every item must have an actor, a string or number; item "x" has undefined'),
    );
  });
});

describe("leaveOneSpeakerOut", () => {
  it("tests each speaker alone", () => {
    const folds = leaveOneSpeakerOut(all.toReversed());
    expectSpeakersApart(folds, all);
    expect(folds.map((fold) => fold.name)).toEqual(Array.from({ length: 24 }, (_, index) => `actor ${index + 1}`));
  });

  it("refuses a single speaker", () => {
    expect(() => leaveOneSpeakerOut(speechOf([1]))).toThrow(
      new RangeError("leaving one speaker out needs at least 2 speakers, got 1"),
    );
  });
});
