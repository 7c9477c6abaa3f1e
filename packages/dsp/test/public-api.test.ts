import { expect, it } from "vitest";

import * as api from "../src/index.js";

it("exports these names and no others", () => {
  expect(Object.keys(api).sort()).toEqual([
    "WavError",
    "awgn",
    "bandpass",
    "butterworthBandpass",
    "createRandom",
    "decodeWav",
    "encodeWav",
    "normalizePeak",
    "normalizeRms",
    "resample",
    "sosfilt",
    "sosfiltfilt",
    "standardize",
    "toMono",
    "trim",
  ]);
});
