import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { duplicates, monteCarloKFold, stratifiedKFold } from "../src/index.js";
import { all, countBy, ids, speechOf } from "./corpus.js";
import { seeded } from "./seeded.js";

const range = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);

describe("stratifiedKFold", () => {
  it("partitions any data, with class counts and sizes that differ by at most one", () => {
    const data = fc
      .record({
        k: fc.integer({ min: 2, max: 6 }),
        extra: fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 6 }),
      })
      .map(({ k, extra }) => ({
        k,
        items: extra.flatMap((more, label) =>
          Array.from({ length: k + more }, (_, index) => ({ id: `${label}/${index}`, emotion: label })),
        ),
      }));
    fc.assert(
      fc.property(data, fc.integer(), ({ k, items }, seed) => {
        const folds = stratifiedKFold(items, { k, random: seeded(seed) });
        expect(folds.map((fold) => fold.name)).toEqual(Array.from({ length: k }, (_, index) => `fold ${index + 1}`));
        expect(folds.flatMap((fold) => ids(fold.test)).sort()).toEqual(ids(items).sort());
        for (const { train, test } of folds) expect(ids([...train, ...test]).sort()).toEqual(ids(items).sort());
        expect(range(folds.map((fold) => fold.test.length))).toBeLessThanOrEqual(1);
        for (const label of new Set(items.map((item) => item.emotion))) {
          const counts = folds.map((fold) => fold.test.filter((item) => item.emotion === label).length);
          expect(range(counts)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("gives the same folds for the same seed, whatever the order of the items, and others for another seed", () => {
    const folds = stratifiedKFold(all, { k: 5, random: seeded(1) });
    expect(stratifiedKFold(all.toReversed(), { k: 5, random: seeded(1) })).toEqual(folds);
    expect(ids(stratifiedKFold(all, { k: 5, random: seeded(2) })[0]!.test)).not.toEqual(ids(folds[0]!.test));
  });

  it("never parts the duplicates", () => {
    const [pair] = duplicates;
    for (let seed = 0; seed < 50; seed++) {
      const folds = stratifiedKFold(speechOf([7, 8]), { k: 5, random: seeded(seed) });
      const counts = folds.map((fold) => fold.test.filter((clip) => pair!.includes(clip.id)).length);
      expect(counts.sort((a, b) => a - b)).toEqual([0, 0, 0, 0, 2]);
      const happy = folds.map((fold) => countBy(fold.test, (clip) => clip.emotion).get("happy") ?? 0);
      expect(range(happy)).toBeLessThanOrEqual(1);
    }
  });

  it("refuses more folds than the smallest class has items", () => {
    expect(() => stratifiedKFold(speechOf([1]), { k: 5, random: seeded(1) })).toThrow(
      new RangeError('"k" must be at most 4, the size of the smallest class "neutral", got 5'),
    );
  });

  it.each([1, 0, -2, 2.5, NaN, Infinity])("refuses %d folds", (k) => {
    expect(() => stratifiedKFold(all, { k, random: seeded(1) })).toThrow(
      new RangeError(`"k" must be a whole number >= 2, got ${k}`),
    );
  });
});

describe("monteCarloKFold", () => {
  const folds = monteCarloKFold(all, { k: 4, repeats: 3, random: seeded(1) });

  it("covers all items once in each repeat", () => {
    expect(folds).toHaveLength(12);
    for (const repeat of [0, 1, 2]) {
      const tests = folds.slice(4 * repeat, 4 * repeat + 4).flatMap((fold) => ids(fold.test));
      expect(tests.sort()).toEqual(ids(all).sort());
    }
  });

  it("shuffles anew for each repeat", () => {
    expect(ids(folds[0]!.test)).not.toEqual(ids(folds[4]!.test));
    expect(folds.map((fold) => fold.name).slice(3, 5)).toEqual(["repeat 1 fold 4", "repeat 2 fold 1"]);
  });

  it("gives the same folds for the same seed", () => {
    expect(monteCarloKFold(all.toReversed(), { k: 4, repeats: 3, random: seeded(1) })).toEqual(folds);
  });

  it.each([0, -1, 1.5, NaN, Infinity])("refuses %d repeats", (repeats) => {
    expect(() => monteCarloKFold(all, { k: 4, repeats, random: seeded(1) })).toThrow(
      new RangeError(`"repeats" must be a whole number >= 1, got ${repeats}`),
    );
  });
});
