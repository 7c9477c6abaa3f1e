import { describe, expect, it } from "vitest";

import { statementFolds } from "../src/index.js";
import { all, ids } from "./corpus.js";

describe("statementFolds", () => {
  it("tests each sentence alone", () => {
    const folds = statementFolds(all.toReversed());
    expect(folds.map((fold) => [fold.name, fold.train.length, fold.test.length])).toEqual([
      ["statement 1", 720, 720],
      ["statement 2", 720, 720],
    ]);
    expect(folds[0]!.test.every((clip) => clip.statement === 1)).toBe(true);
    expect(ids(folds[0]!.test)).toEqual(ids(folds[1]!.train));
  });

  it("refuses a single sentence", () => {
    const kids = all.filter((clip) => clip.statement === 1);
    expect(() => statementFolds(kids)).toThrow(new RangeError("folds by statement need at least 2 statements, got 1"));
  });

  it("refuses an item without a statement", () => {
    expect(() => statementFolds([{ id: "x" } as (typeof all)[number]])).toThrow(
      new TypeError('every item must have a statement, a string or number; item "x" has undefined'),
    );
  });
});
