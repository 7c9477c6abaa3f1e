import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { gatherScores, gatheredTable } from "../src/parts/gathered-scores.js";
import type { PartScores, Scores } from "../src/parts/evaluation.js";
import { runScript } from "./run-script.js";

function scores(weightedAccuracy: number, unweightedAccuracy: number): Scores {
  return { count: 10, weightedAccuracy, unweightedAccuracy, classes: [], confusion: [] };
}

function part(rSquared: number, accuracy: number): PartScores {
  return {
    part: "test",
    autoencoder: { loss: 0, rSquared },
    frames: scores(accuracy, accuracy),
    clips: scores(accuracy + 0.1, accuracy + 0.2),
  };
}

// Deviations by n - 1: of 0.2, 0.4, 0.6 it is 0.2; of 0.95, 0.96, 0.97 it is 0.01.
const runs = [[part(0.95, 0.2)], [part(0.96, 0.4)], [part(0.97, 0.6)]];
const table = [
  "| part | runs | autoencoder R² | frame WA | frame UA | clip WA | clip UA |",
  "| --- | --- | --- | --- | --- | --- | --- |",
  "| test | 3 | 0.960 ± 0.010 | 40.0 ± 20.0 | 40.0 ± 20.0 | 50.0 ± 20.0 | 60.0 ± 20.0 |",
].join("\n");

describe("gathered scores", () => {
  it("are mean and standard deviation over runs", () => {
    expect(gatheredTable(gatherScores(runs))).toBe(table);
  });

  it("have no deviation where there is one run", () => {
    expect(gatherScores([runs[1]!])[0]!.rSquared).toEqual({ mean: 0.96, deviation: 0, bySeed: [0.96] });
  });
});

describe("gather", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "wader-"));
    for (const [i, run] of runs.entries()) {
      await mkdir(join(folder, String(i)));
      const [name, content] = i === 0 ? ["evaluation.json", run] : ["results.json", { command: "c", scores: run }];
      await writeFile(join(folder, String(i), name), JSON.stringify(content));
    }
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("reads runs of report and of evaluate, and writes JSON and Markdown", async () => {
    const out = join(folder, "all");
    const list = [0, 1, 2].map((i) => join(folder, String(i))).join(",");
    const { code, stdout } = await runScript("gather", ["--runs", list, "--out", out]);
    expect([code, stdout]).toEqual([0, `${table}\n`]);
    expect(await readFile(`${out}.md`, "utf8")).toBe(`${table}\n\n- \`c\`\n- \`c\`\n`);
    const written = JSON.parse(await readFile(`${out}.json`, "utf8")) as { parts: { runs: number }[] };
    expect(written.parts[0]!.runs).toBe(3);
  });

  it("names a folder without results", async () => {
    const { code, stderr } = await runScript("gather", ["--runs", join(folder, "none")]);
    expect([code, stderr]).toEqual([
      1,
      `gather: ${join(folder, "none")} holds neither results.json nor evaluation.json: run report or evaluate first\n`,
    ]);
  });
});
