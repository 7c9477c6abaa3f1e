import { expect, it } from "vitest";

import { groupBy } from "../src/group-by.js";

it("groups in order of first appearance", () => {
  const groups = groupBy(["pear", "apple", "plum", "avocado"], (fruit) => fruit[0]);
  expect([...groups]).toEqual([
    ["p", ["pear", "plum"]],
    ["a", ["apple", "avocado"]],
  ]);
});
