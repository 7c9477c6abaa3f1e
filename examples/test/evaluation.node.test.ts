import { describe, expect, it } from "vitest";

import { classTable, confusionTable } from "../src/parts/evaluation.js";
import { formatTable } from "../src/parts/table.js";

const scores = {
  count: 3,
  weightedAccuracy: 2 / 3,
  unweightedAccuracy: 0.75,
  classes: [
    { emotion: "neutral", precision: 1, recall: 0.5, f1: 2 / 3, support: 2 },
    { emotion: "calm", precision: 0, recall: 0, f1: 0, support: 0 },
  ],
  confusion: Array.from({ length: 8 }, (_, row) =>
    Array.from({ length: 8 }, (__, column) => (row === 0 && column < 2 ? 1 : 0)),
  ),
};

describe("tables of scores", () => {
  it("leave out classes that neither occur nor are predicted", () => {
    expect(classTable(scores).rows).toEqual([["neutral", "1.00", "0.50", "0.67", "2"]]);
  });

  it("have the true class in rows and the predicted one in columns", () => {
    const { head, rows } = confusionTable(scores);
    expect(head.slice(0, 3)).toEqual(["true \\ predicted", "neutral", "calm"]);
    expect(rows[0]!.slice(0, 4)).toEqual(["neutral", "1", "1", "0"]);
    expect(rows).toHaveLength(8);
  });

  it("align for a terminal, the first column to the left", () => {
    expect(formatTable({ head: ["part", "n"], rows: [["a", "100"]] })).toBe("part    n\na     100");
  });
});
