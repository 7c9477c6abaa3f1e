import { describe, expect, it } from "vitest";

import { verdict } from "../src/verdict.js";

describe("the verdict", () => {
  it.each([
    [{ calm: 0.9, angry: 0.06, sad: 0.04 }, "most likely calm (90 %)"],
    [{ calm: 0.21, angry: 0.69, sad: 0.1 }, "rather angry (69 %) than calm (21 %)"],
    [{ calm: 0.3, angry: 0.32, sad: 0.38 }, "undecided, between sad (38 %) and angry (32 %)"],
  ])("says how sure %j are", (probabilities, words) => {
    expect(verdict(probabilities)).toBe(words);
  });
});
