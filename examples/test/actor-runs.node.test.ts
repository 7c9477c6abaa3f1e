import { describe, expect, it } from "vitest";

import { type ActorRun, actorTable, runFigures, summarizeActors } from "../src/parts/actor-runs.js";
import type { Scores } from "../src/parts/evaluation.js";

function scores(weightedAccuracy: number, unweightedAccuracy: number): Scores {
  return { count: 10, weightedAccuracy, unweightedAccuracy, classes: [], confusion: [] };
}

function run(actor: number, seed: number, rSquared: number, accuracy?: number): ActorRun {
  const autoencoder = { loss: 0, rSquared };
  const classifier =
    accuracy === undefined
      ? {}
      : { frames: scores(accuracy, accuracy + 0.1), clips: scores(accuracy + 0.2, accuracy + 0.3) };
  return {
    actor,
    seed,
    validation: {},
    test: runFigures({ part: "test", autoencoder, ...classifier }),
    testFrames: undefined,
    testClips: undefined,
    seconds: 1,
  };
}

describe("runs of single actors", () => {
  it("give a mean for each, and for all a spread over seeds and one over actors", () => {
    const runs = [run(1, 1, 0.9, 0.2), run(1, 2, 0.92, 0.4), run(7, 1, 0.94, 0.4), run(7, 2, 0.96, 0.6)];
    // Actor 1: 0.2 and 0.4, mean 0.3, deviation by n - 1 0.1414; seeds: 0.3 and 0.5; actors: 0.3 and 0.5.
    expect(actorTable(summarizeActors(runs))).toEqual({
      head: ["actor", "autoencoder R²", "frame WA", "frame UA", "clip WA", "clip UA"],
      rows: [
        ["1", "0.910 ± 0.014", "30.0 ± 14.1", "40.0 ± 14.1", "50.0 ± 14.1", "60.0 ± 14.1"],
        ["7", "0.950 ± 0.014", "50.0 ± 14.1", "60.0 ± 14.1", "70.0 ± 14.1", "80.0 ± 14.1"],
        ["mean ± over seeds", "0.930 ± 0.014", "40.0 ± 14.1", "50.0 ± 14.1", "60.0 ± 14.1", "70.0 ± 14.1"],
        ["mean ± over actors", "0.930 ± 0.028", "40.0 ± 14.1", "50.0 ± 14.1", "60.0 ± 14.1", "70.0 ± 14.1"],
      ],
    });
  });

  it("have the autoencoder's column alone where no classifier was trained", () => {
    expect(actorTable(summarizeActors([run(1, 1, 0.95), run(1, 2, 0.96), run(1, 3, 0.97)]))).toEqual({
      head: ["actor", "autoencoder R²"],
      rows: [["1", "0.960 ± 0.010"]],
    });
  });
});
