import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { runScript } from "./run-script.js";
import { writeTones } from "./synthetic.js";

interface Results {
  readonly summary: readonly {
    unit: string;
    folds: number;
    clipWeightedAccuracy: { mean: number; bySeed: number[] };
  }[];
  readonly folds: readonly {
    name: string;
    frames: { count: number };
    clips: { count: number; weightedAccuracy: number };
  }[];
}

let folder: string;
let data: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wader-"));
  data = join(folder, "data");
  await writeTones(data, 1);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function args(out: string): string[] {
  const networks = ["--autoencoder-epochs", "1", "--classifier-epochs", "1", "--workers", "1"];
  const folds = [
    "--k",
    "2",
    "--seeds",
    "1",
    "--folds-per-seed",
    "2",
    "--frames-per-clip",
    "2",
    "--frames-per-epoch",
    "1",
  ];
  return ["--data", data, "--out", out, "--time-step", "40", ...folds, ...networks];
}

async function results(out: string): Promise<Results> {
  return JSON.parse(await readFile(join(out, "results.json"), "utf8")) as Results;
}

describe("monte-carlo", () => {
  it("tests every clip and every frame once, and goes on after an interruption to the same figures", async () => {
    const whole = join(folder, "whole");
    expect(await runScript("monte-carlo", args(whole))).toMatchObject({ code: 0 });
    const { summary, folds } = await results(whole);
    expect(folds.map(({ name }) => name)).toEqual([
      "by-clip-seed-1-fold-1",
      "by-clip-seed-1-fold-2",
      "by-frame-seed-1-fold-1",
      "by-frame-seed-1-fold-2",
    ]);
    // 16 clips of two frames.
    expect(folds.slice(0, 2).map(({ clips }) => clips.count)).toEqual([8, 8]);
    expect(folds.map(({ frames }) => frames.count)).toEqual([16, 16, 16, 16]);
    const byClip = summary[0]!.clipWeightedAccuracy;
    expect(byClip.bySeed).toEqual(folds.slice(0, 2).map(({ clips }) => clips.weightedAccuracy));
    expect(byClip.mean).toBeCloseTo((byClip.bySeed[0]! + byClip.bySeed[1]!) / 2, 12);
    expect(await readdir(join(whole, "by-clip-seed-1-fold-1"))).toEqual(["result.json"]);

    const cut = join(folder, "cut");
    const killed = await runScript("monte-carlo", args(cut), {
      onSpawn: (child) =>
        child.stderr!.on("data", (text: Buffer) => {
          // In the second fold.
          if (text.toString().includes("1/4 folds") || text.toString().includes("Training")) {
            void readFile(join(cut, "by-clip-seed-1-fold-1", "result.json")).then(
              () => child.kill("SIGKILL"),
              () => undefined,
            );
          }
        }),
    });
    expect(killed.signal).toBe("SIGKILL");
    expect(await runScript("monte-carlo", [...args(cut), "--resume"])).toMatchObject({ code: 0 });
    expect((await results(cut)).summary).toEqual(summary);
  }, 120_000);
});

describe("monte-carlo by speaker", () => {
  it("deals whole speakers to the folds of the recognition, and tests every clip once", async () => {
    const many = join(folder, "many");
    await writeTones(many, 8);
    const out = join(folder, "speakers");
    const by = ["--by", "speaker", "--folds-per-seed", "4"];
    expect(await runScript("monte-carlo", [...args(out), "--data", many, ...by])).toMatchObject({ code: 0 });
    const { summary, folds } = await results(out);
    expect(folds.map(({ name }) => name)).toEqual([1, 2, 3, 4].map((fold) => `by-speaker-seed-1-fold-${fold}`));
    // Two of eight speakers in each.
    expect(folds.map(({ clips }) => clips.count)).toEqual([32, 32, 32, 32]);
    expect(summary.map(({ unit, folds: count }) => [unit, count])).toEqual([["speaker", 4]]);
  }, 120_000);
});

describe("report", () => {
  const small = ["--autoencoder-epochs", "1", "--classifier-epochs", "1", "--workers", "1", "--time-step", "40"];

  it("says of a split by frame that it flatters", async () => {
    const { code, stdout } = await runScript("report", [
      "--data",
      data,
      "--out",
      join(folder, "report"),
      "--split",
      "frame",
      ...small,
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Split by frame, seed 1: train \d+ clips, 44 frames;/m);
    expect(stdout).toContain("Frames of one clip are in all parts: these figures flatter");
  }, 60_000);

  it("refuses to vary frames of coefficients, or frames whose clip also tests", async () => {
    const first = await runScript("report", ["--data", data, "--out", join(folder, "none"), "--augment", ...small]);
    expect([first.code, first.stderr.split("\n")[0]]).toEqual([2, "report: --augment needs --values power"]);
    const second = await runScript("report", [
      "--data",
      data,
      "--out",
      join(folder, "none"),
      "--augment",
      "--values",
      "power",
      "--split",
      "frame",
      ...small,
    ]);
    expect([second.code, second.stderr.split("\n")[0]]).toEqual([
      2,
      "report: --augment takes frames from anywhere in a clip, so it needs --split clip",
    ]);
  });
});
