import { describe, expect, it } from "vitest";

import type { ClipResult, FoldResult } from "../../src/parts/recognition/fold-job.js";
import { summarize } from "../../src/parts/recognition/summary.js";

const clip = (actor: number, label: number, predicted: number): ClipResult => ({
  id: `${actor}-${label}-${predicted}`,
  actor,
  label,
  predicted,
  scores: Array.from({ length: 8 }, (_, k) => (k === predicted ? 1 : 0)),
  majority: 0,
});
const fold = (seed: number, name: string, clips: readonly ClipResult[]): FoldResult => ({
  seed,
  fold: name,
  trainClips: 9,
  trainRows: 81,
  clips,
});

describe("summarize", () => {
  const results = [
    fold(1, "fold 1", [clip(1, 0, 0), clip(1, 0, 0), clip(1, 1, 0)]),
    fold(1, "fold 2", [clip(2, 0, 1), clip(2, 1, 1)]),
    fold(2, "fold 1", [clip(1, 0, 0), clip(1, 0, 0), clip(1, 1, 1)]),
    fold(2, "fold 2", [clip(2, 0, 0), clip(2, 1, 1)]),
  ];
  const summary = summarize(results);

  it("pools the folds of a seed, then takes mean and deviation over seeds", () => {
    // Seed 1: recalls 2/3 and 1/2, three of five right. Seed 2: all right.
    const first = (2 / 3 + 1 / 2) / 2;
    expect(summary.pooled.unweightedAccuracy.bySeed).toEqual([expect.closeTo(first, 12), 1]);
    expect(summary.pooled.unweightedAccuracy.mean).toBeCloseTo((first + 1) / 2, 12);
    expect(summary.pooled.unweightedAccuracy.deviation).toBeCloseTo((1 - first) / Math.SQRT2, 12);
    expect(summary.pooled.weightedAccuracy.bySeed).toEqual([0.6, 1]);
    expect(summary.recalls[1]!.recall.bySeed).toEqual([0.5, 1]);
    expect(summary.confusion.slice(0, 2).map((row) => row.slice(0, 2))).toEqual([
      [5, 1],
      [1, 3],
    ]);
  });

  it("scores each fold, and the most common class", () => {
    expect(summary.perFold.map(({ weightedAccuracy, actors }) => [weightedAccuracy, actors])).toEqual([
      [2 / 3, [1]],
      [0.5, [2]],
      [1, [1]],
      [1, [2]],
    ]);
    expect([summary.majority.weightedAccuracy, summary.majority.unweightedAccuracy]).toEqual([0.6, 0.5]);
  });

  it("gives an interval between the figures of the speakers alone", () => {
    // Speaker 1 alone: (1/2 + 1) / 2 over both seeds; speaker 2 alone the same.
    const alone = (0.5 + 1) / 2;
    const { low, high, speakers } = summary.interval;
    expect(speakers).toBe(2);
    expect(low).toBeCloseTo(alone, 12);
    expect(high).toBeCloseTo(((2 / 3 + 1 / 2) / 2 + 1) / 2, 12);
  });

  it("counts the clips of each speaker, and gives each emotion an interval between theirs", () => {
    expect(
      summary.bySpeakerCounts.map(({ actor, clips, right }) => [actor, clips.slice(0, 2), right.slice(0, 2)]),
    ).toEqual([
      [1, [2, 1], [2, 0.5]],
      [2, [1, 1], [0.5, 1]],
    ]);
    expect(summary.recalls.slice(0, 2).map(({ interval: { low, high } }) => [low, high])).toEqual([
      [0.5, 1],
      [0.5, 1],
    ]);
  });
});
