import { describe, expect, it } from "vitest";

import { deal, stratify } from "../src/strata.js";
import { all } from "./corpus.js";
import { seeded } from "./seeded.js";

describe("stratify", () => {
  it("groups the duplicates of RAVDESS and sorts classes", () => {
    const strata = stratify(all, { random: seeded(1) });
    expect(strata.map(({ label, size, groups }) => [label, size, groups.length])).toEqual([
      ["angry", 192, 192],
      ["calm", 192, 192],
      ["disgust", 192, 192],
      ["fearful", 192, 192],
      ["happy", 192, 191],
      ["neutral", 96, 96],
      ["sad", 192, 192],
      ["surprised", 192, 192],
    ]);
  });

  it("needs a label", () => {
    expect(() => stratify([{ id: "x" }], { random: seeded(1) })).toThrow(
      new TypeError('"labelOf" must be given for items without "emotion", and item "x" has none'),
    );
  });
});

describe("deal", () => {
  it("places large groups first and still meets the quotas", () => {
    const parts: number[][] = [[], []];
    deal({ label: "a", size: 6, groups: [[1, 2, 3], [4, 5], [6]] }, [3, 3], parts);
    expect(parts).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });
});
