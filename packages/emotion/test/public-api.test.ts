import { expect, it } from "vitest";

import * as api from "../src/index.js";

it("exports these names and no others", () => {
  expect(Object.keys(api).sort()).toEqual([
    "analysisRate",
    "bandPowers",
    "bandRange",
    "clipStatistics",
    "followPitch",
    "leastHops",
    "pitchBank",
    "sliceHops",
    "speechBank",
    "speechSpan",
  ]);
});
