import { describe, expect, it } from "vitest";

import { compare } from "../../src/parts/recognition/comparison.js";
import type { FoldResult } from "../../src/parts/recognition/fold-job.js";
import { summarize } from "../../src/parts/recognition/summary.js";

/** Two speakers, two clips of two classes each; `right` says which are told right, speaker by speaker. */
function resultOf(right: readonly (readonly boolean[])[], seed = 1): FoldResult[] {
  return right.map((own, actor) => ({
    seed,
    fold: `fold ${actor + 1}`,
    trainClips: 4,
    trainRows: 4,
    clips: own.map((isRight, i) => {
      const label = i % 2;
      const predicted = isRight ? label : 1 - label;
      return {
        id: `${actor}-${i}`,
        actor: actor + 1,
        label,
        predicted,
        scores: Array.from({ length: 8 }, (_, k) => (k === predicted ? 1 : 0)),
        majority: 0,
      };
    }),
  }));
}

const first = summarize(
  resultOf([
    [true, true, true, true],
    [true, false, true, true],
  ]),
);
const second = summarize(
  resultOf([
    [true, false, true, true],
    [true, false, true, true],
  ]),
);

describe("compare", () => {
  it("takes differences of the same seeds, folds and speakers", () => {
    const { bySeed, byFold, bySpeaker, interval } = compare(first, second);
    // Recalls 1 and 3/4 against 1 and 1/2, of all clips; 1 and 1 against 1 and 1/2 of the first speaker.
    expect(bySeed.mean).toBeCloseTo(1 / 8, 12);
    expect(byFold.bySeed).toEqual([expect.closeTo(1 / 4, 12), 0]);
    expect(byFold).toMatchObject({ ahead: 1, level: 1, behind: 0 });
    expect(bySpeaker.mean).toBeCloseTo(1 / 8, 12);
    // The second speaker twice, or the first.
    expect(interval).toEqual({ low: 0, high: expect.closeTo(1 / 4, 12) });
  });

  it("turns its sign with its arguments", () => {
    const { bySeed, byFold } = compare(second, first);
    expect(bySeed.mean).toBeCloseTo(-1 / 8, 12);
    expect(byFold).toMatchObject({ ahead: 0, level: 1, behind: 1 });
  });

  it("refuses results of other folds", () => {
    const other = summarize(
      resultOf(
        [
          [true, true, true, true],
          [true, false, true, true],
        ],
        2,
      ),
    );
    expect(() => compare(first, other)).toThrow(new RangeError("the results are of different folds, seeds or clips"));
  });
});
