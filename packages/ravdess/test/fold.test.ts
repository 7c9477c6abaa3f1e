import { describe, expect, it } from "vitest";

import { compareKeys, sortItems } from "../src/fold.js";

describe("sortItems", () => {
  it("sorts by id and leaves its input alone", () => {
    const items = Object.freeze([{ id: "b" }, { id: "a" }]);
    expect(sortItems(items)).toEqual([{ id: "a" }, { id: "b" }]);
  });

  it("rejects an empty array", () => {
    expect(() => sortItems([])).toThrow(new RangeError('"items" must not be empty'));
  });

  it("rejects an id that comes twice, which would put one clip on both sides", () => {
    expect(() => sortItems([{ id: "a" }, { id: "b" }, { id: "a" }])).toThrow(
      new RangeError('"items" holds the id "a" twice'),
    );
  });

  it("rejects what is not an array", () => {
    expect(() => sortItems(null as unknown as [])).toThrow(new TypeError('"items" must be an array, got null'));
  });

  it("rejects an item without an id", () => {
    expect(() => sortItems([{} as { id: string }])).toThrow(
      new TypeError('every item must have a string "id", got undefined'),
    );
  });
});

it("sorts numbers by value and before strings", () => {
  expect(["b", 10, "a", 9].sort(compareKeys)).toEqual([9, 10, "a", "b"]);
});
