import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { duplicates, groupDuplicates, type RandomSource, stratifiedSplit } from "../src/index.js";
import { all, countBy, ids, speechOf } from "./corpus.js";
import { seeded } from "./seeded.js";

const fractions = { train: 0.7, validation: 0.2, test: 0.1 };

const labelOf = (clip: (typeof all)[number]): string => `${clip.emotion} ${clip.intensity}`;

describe("stratifiedSplit", () => {
  it("gives parts of the sizes asked for", () => {
    const split = stratifiedSplit(all, { fractions, random: seeded(1) });
    expect([split.train.length, split.validation.length, split.test.length]).toEqual([1008, 288, 144]);
    const counted = stratifiedSplit(all, { counts: { train: 1000, test: 440 }, random: seeded(1) });
    expect([counted.train.length, counted.validation.length, counted.test.length]).toEqual([1000, 0, 440]);
  });

  it("keeps the share of each class within one item, and partitions the items", () => {
    const clips = fc.uniqueArray(fc.record({ id: fc.string(), emotion: fc.constantFrom("a", "b", "c", "d") }), {
      minLength: 1,
      maxLength: 80,
      selector: (clip) => clip.id,
    });
    fc.assert(
      fc.property(
        clips,
        fc.integer(),
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 100 }),
        (items, seed, a, b) => {
          const [low, high] = [Math.min(a, b) / 100, Math.max(a, b) / 100];
          const shares = { train: low, validation: high - low, test: 1 - high };
          const split = stratifiedSplit(items, { fractions: shares, minPerClass: 0, random: seeded(seed) });
          expect(ids([...split.train, ...split.validation, ...split.test]).sort()).toEqual(ids(items).sort());
          const classes = countBy(items, (item) => item.emotion);
          for (const part of ["train", "validation", "test"] as const) {
            expect(Math.abs(split[part].length - shares[part] * items.length)).toBeLessThan(1);
            for (const [label, size] of classes) {
              const count = split[part].filter((item) => item.emotion === label).length;
              expect(Math.abs(count - (split[part].length * size) / items.length)).toBeLessThan(1);
            }
          }
        },
      ),
    );
  });

  it("gives the same parts for the same seed, whatever the order of the items, and others for another seed", () => {
    fc.assert(
      fc.property(fc.integer(), fc.shuffledSubarray(all, { minLength: all.length }), (seed, shuffled) => {
        const split = stratifiedSplit(all, { fractions, random: seeded(seed) });
        expect(stratifiedSplit(shuffled, { fractions, random: seeded(seed) })).toEqual(split);
        expect(ids(stratifiedSplit(all, { fractions, random: seeded(seed + 1) }).test)).not.toEqual(ids(split.test));
      }),
      { numRuns: 10 },
    );
  });

  it("never parts the duplicates, for any seed", () => {
    const [pair] = duplicates;
    const actor = speechOf([7]);
    for (let seed = 0; seed < 200; seed++) {
      const split = stratifiedSplit(actor, { fractions: { train: 0.5, test: 0.5 }, random: seeded(seed) });
      for (const part of [split.train, split.test]) {
        expect([0, 2]).toContain(part.filter((clip) => pair!.includes(clip.id)).length);
      }
      expect([split.train.length, split.test.length]).toEqual([30, 30]);
    }
  });

  it("keeps groups of the caller's choice together", () => {
    const clips = ["a", "b", "c", "d"].flatMap((id) => [
      { id, emotion: "sad" },
      { id: `${id}-noisy`, emotion: "sad" },
    ]);
    const groupOf = groupDuplicates(clips.filter((c) => !c.id.includes("-")).map((c) => [c.id, `${c.id}-noisy`]));
    for (let seed = 0; seed < 20; seed++) {
      const { train, test } = stratifiedSplit(clips, {
        counts: { train: 4, test: 4 },
        groupOf,
        random: seeded(seed),
      });
      for (const part of [train, test]) expect(new Set(part.map(groupOf)).size).toBe(2);
    }
  });

  it("stratifies by what the caller chooses", () => {
    const { test } = stratifiedSplit(all, { fractions: { train: 0.75, test: 0.25 }, labelOf, random: seeded(3) });
    expect(new Set(countBy(test, labelOf).values())).toEqual(new Set([24]));
    expect(countBy(test, labelOf).size).toBe(15);
  });

  it("accepts the fractions 0.7, 0.2 and 0.1, whose sum in floating point is not 1", () => {
    expect(0.7 + 0.2 + 0.1).not.toBe(1);
    expect(stratifiedSplit(all, { fractions, random: seeded(1) }).test).toHaveLength(144);
  });

  it("refuses a class with no item in a part", () => {
    const options = { fractions: { train: 0.9, test: 0.1 }, random: seeded(1) };
    expect(() => stratifiedSplit(speechOf([1]), options)).toThrow(RangeError);
    expect(() => stratifiedSplit(speechOf([1]), options)).toThrow(
      /^class "\w+" has \d items, of which "test" would get 0; "minPerClass" asks for 1$/,
    );
    expect(stratifiedSplit(speechOf([1]), { ...options, minPerClass: 0 }).test).toHaveLength(6);
  });

  it("refuses a part that its fraction rounds to nothing", () => {
    const items = [
      { id: "1", emotion: "sad" },
      { id: "2", emotion: "sad" },
    ];
    expect(() => stratifiedSplit(items, { fractions: { train: 0.9, test: 0.1 }, random: seeded(1) })).toThrow(
      new RangeError('class "sad" has 2 items, of which "test" would get 0; "minPerClass" asks for 1'),
    );
  });

  it.each([
    [{ fractions: { train: 0.7, test: 0.2 } }, '"fractions" must sum to 1, got 0.8999999999999999'],
    [{ fractions: { train: NaN } }, '"fractions.train" must be finite and >= 0, got NaN'],
    [{ fractions: { train: Infinity } }, '"fractions.train" must be finite and >= 0, got Infinity'],
    [{ fractions: { train: 1.5, test: -0.5 } }, '"fractions.test" must be finite and >= 0, got -0.5'],
    [{ counts: { train: 40, test: 19 } }, '"counts" must sum to the number of items, 60, got 59'],
    [{ counts: { train: 40.5, test: 19.5 } }, '"counts.train" must be a whole number, got 40.5'],
    [{ fractions: { train: 1 }, minPerClass: -1 }, '"minPerClass" must be a whole number >= 0, got -1'],
    [{ fractions: { train: 1 }, minPerClass: NaN }, '"minPerClass" must be a whole number >= 0, got NaN'],
  ])("refuses %j", (options, message) => {
    expect(() => stratifiedSplit(speechOf([1]), { ...options, random: seeded(1) })).toThrow(new RangeError(message));
  });

  it.each([{}, { fractions: { train: 1 }, counts: { train: 60 } }, { counts: 7 as never }])(
    "refuses sizes given as %j",
    (options) => {
      expect(() => stratifiedSplit(speechOf([1]), { ...options, random: seeded(1) })).toThrow(
        new TypeError('exactly one of "fractions" and "counts" must be given, as { train, validation, test }'),
      );
    },
  );

  it("refuses a fraction that is not a number", () => {
    const wrong = { fractions: { train: "1" as unknown as number }, random: seeded(1) };
    expect(() => stratifiedSplit(all, wrong)).toThrow(new TypeError('"fractions.train" must be a number, got string'));
  });

  it("refuses to go on without a source of randomness", () => {
    const wrong = { fractions, random: undefined as unknown as RandomSource };
    expect(() => stratifiedSplit(all, wrong)).toThrow(TypeError);
  });
});
