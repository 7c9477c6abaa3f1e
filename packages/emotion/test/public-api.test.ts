import { expect, it } from "vitest";

import * as api from "../src/index.js";

it("exports these names and no others", () => {
  expect(Object.keys(api).sort()).toEqual([
    "NoSpeechError",
    "analysisRate",
    "bandPowers",
    "bandRange",
    "clipStatistics",
    "describeSpeech",
    "emotions",
    "encodeRecognizer",
    "followPitch",
    "leastHops",
    "loadPretrained",
    "pitchBank",
    "recognizerFrom",
    "sliceHops",
    "speechBank",
    "speechSpan",
    "trackSpeech",
  ]);
});
