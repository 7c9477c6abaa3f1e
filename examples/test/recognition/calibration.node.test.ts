import { describe, expect, it } from "vitest";

import { calibrationsOf } from "../../src/parts/recognition/calibration.js";
import type { FoldResult } from "../../src/parts/recognition/fold-job.js";

/** Four clips whose first class of two is scored with a probability of `sure`, three of them right. */
function foldOf(seed: number, sure: number, temperature?: number): FoldResult {
  return {
    seed,
    fold: "fold 1",
    trainClips: 9,
    trainRows: 9,
    ...(temperature === undefined ? {} : { temperature }),
    clips: [0, 0, 0, 1].map((label, i) => ({
      id: String(i),
      actor: 1,
      label,
      predicted: 0,
      scores: [Math.log(sure), Math.log(1 - sure)],
      majority: 0,
    })),
  };
}

describe("calibrationsOf", () => {
  it("gives the distance of confidence and accuracy by seed", () => {
    const { asScored, tempered } = calibrationsOf([foldOf(1, 0.9), foldOf(2, 0.8)]);
    expect(asScored.expectedCalibrationError.bySeed).toEqual([expect.closeTo(0.15, 12), expect.closeTo(0.05, 12)]);
    expect(asScored.bins.map(({ count }) => count)).toEqual([4, 4]);
    expect(tempered).toBeUndefined();
  });

  it("divides the scores of each fold by the temperature of the fold", () => {
    // The odds of 9 become 3 at a temperature of 2: a probability of 3/4.
    const { tempered } = calibrationsOf([foldOf(1, 0.9, 2), foldOf(2, 0.75, 1)]);
    expect(tempered!.expectedCalibrationError.mean).toBeCloseTo(0, 12);
    expect(tempered!.temperature.bySeed).toEqual([2, 1]);
  });
});
