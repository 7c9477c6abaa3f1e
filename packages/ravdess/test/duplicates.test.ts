import { describe, expect, it } from "vitest";

import { duplicates, groupDuplicates } from "../src/index.js";

describe("groupDuplicates", () => {
  it("knows the pair of RAVDESS", () => {
    const groupOf = groupDuplicates();
    expect(duplicates).toEqual([["03-01-03-01-02-01-07", "03-01-03-01-02-02-07"]]);
    expect(groupOf({ id: "03-01-03-01-02-01-07" })).toBe(groupOf({ id: "03-01-03-01-02-02-07" }));
    expect(groupOf({ id: "03-01-03-01-01-01-07" })).toBe("03-01-03-01-01-01-07");
  });

  it("joins sets that share an id, in whatever order they come", () => {
    for (const sets of [
      [
        ["a", "b"],
        ["c", "d"],
        ["d", "b", "e"],
      ],
      [
        ["b", "d"],
        ["d", "c"],
        ["e", "c"],
        ["a", "b"],
        ["b", "a"],
      ],
    ]) {
      const groupOf = groupDuplicates(sets);
      expect(new Set(["a", "b", "c", "d", "e"].map((id) => groupOf({ id }))).size).toBe(1);
      expect(groupOf({ id: "f" })).toBe("f");
    }
  });

  it("keeps everything apart without sets", () => {
    const groupOf = groupDuplicates([[], ["a"]]);
    expect(groupOf({ id: "a" })).toBe("a");
  });
});
