import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { keptScores } from "../../src/parts/recognition/score-store.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wader-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const scores = { data: [0.1, -2.5], shape: [1, 2] as const };

describe("keptScores", () => {
  it("computes once, and again where anything differs that the scores follow from", async () => {
    let computed = 0;
    const compute = () => {
      computed += 1;
      return Promise.resolve(scores);
    };
    for (const belongs of [
      ["a", 1],
      ["a", 1],
      ["a", 2],
    ]) {
      expect(await keptScores(folder, belongs)("fold 1 network", compute)).toEqual(scores);
    }
    expect(computed).toBe(2);
    await keptScores(folder, ["a", 1])("fold 2 network", compute);
    expect(computed).toBe(3);
  });
});
