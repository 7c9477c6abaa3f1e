import { expect, it } from "vitest";

import { alawValues, mulawValues } from "../src/companding.js";
import golden from "./fixtures/wav.json" with { type: "json" };

it("expands every A-law code as libsndfile does", () => {
  expect([...alawValues()].map((value) => value * 32_768)).toEqual(golden.alaw);
});

it("expands every mu-law code as libsndfile does", () => {
  // Mu-law has two zeros, of which integers keep one.
  expect([...mulawValues()].map((value) => value * 32_768 + 0)).toEqual(golden.mulaw);
});
