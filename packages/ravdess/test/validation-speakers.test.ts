import { describe, expect, it } from "vitest";

import { leaveOneSpeakerOut, speakerFolds, stratifiedKFold, withValidationSpeakers } from "../src/index.js";
import { all, ids, sixteen, speechOf } from "./corpus.js";
import { seeded } from "./seeded.js";

const draw = (seed: number): string[][] =>
  withValidationSpeakers(leaveOneSpeakerOut(all), { random: seeded(seed) }).map((fold) => ids(fold.validation));

describe("withValidationSpeakers", () => {
  it("takes four speakers, two of each gender, from the training side alone", () => {
    const items = speechOf(sixteen);
    for (const scheme of ["luna-jimenez", "emobox", 4] as const) {
      const folds = speakerFolds(items, scheme);
      const divided = withValidationSpeakers(folds, { random: seeded(1) });
      expect(divided.map((fold) => fold.name)).toEqual(folds.map((fold) => fold.name));
      for (const [index, { train, validation, test }] of divided.entries()) {
        expect(test).toEqual(folds[index]!.test);
        expect(ids([...train, ...validation]).sort()).toEqual(ids(folds[index]!.train).sort());
        const drawn = new Set(validation.map((clip) => clip.actor));
        expect([...drawn].map((actor) => actor % 2).sort((a, b) => a - b)).toEqual([0, 0, 1, 1]);
        expect(train.filter((clip) => drawn.has(clip.actor))).toEqual([]);
      }
    }
  });

  it("gives the same speakers for the same seed and others for another", () => {
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it("refuses to take all training speakers", () => {
    const folds = speakerFolds(speechOf([1, 2, 3, 4, 5]), 5);
    expect(() => withValidationSpeakers(folds, { random: seeded(1) })).toThrow(
      new RangeError('"speakers" must be below 4, the number of training speakers of "fold 1", got 4'),
    );
  });

  it("refuses folds that share speakers between the sides", () => {
    const folds = stratifiedKFold(all, { k: 5, random: seeded(1) });
    expect(() => withValidationSpeakers(folds, { random: seeded(1) })).toThrow(
      new RangeError('"fold 1" has actor 1 on both sides'),
    );
  });

  it.each([0, -1, 1.5, NaN, Infinity])("refuses %d speakers", (speakers) => {
    expect(() => withValidationSpeakers(speakerFolds(all, 4), { random: seeded(1), speakers })).toThrow(
      new RangeError(`"speakers" must be a whole number >= 1, got ${speakers}`),
    );
  });
});
