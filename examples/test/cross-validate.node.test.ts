import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Summary } from "../src/parts/recognition/summary.js";
import { runScript } from "./run-script.js";
import { writeTones } from "./synthetic.js";

let folder: string;
let data: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wader-"));
  data = join(folder, "data");
  await writeTones(data, 2);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const args = (out: string): string[] => ["--data", data, "--folds", "loso", "--seeds", "1", "--out", out];
const resultOf = (out: string): Promise<string> => readFile(join(out, "loso-discriminant.json"), "utf8");

describe("cross-validate", () => {
  it(
    "prints and writes figures that agree, and gives the same bytes after an interruption",
    { timeout: 180_000 },
    async () => {
      const [whole, broken] = [join(folder, "whole"), join(folder, "broken")];
      const { code, stdout } = await runScript("cross-validate", args(whole));
      expect(code).toBe(0);
      const text = await resultOf(whole);
      const result = JSON.parse(text) as Summary & { clips: number; speakers: number };
      expect([result.clips, result.speakers, result.perFold.length]).toEqual([32, 2, 2]);
      expect(stdout).toContain(`pooled UA  ${(100 * result.pooled.unweightedAccuracy.mean).toFixed(1)} %`);
      // Each emotion has a pitch of its own, in which the speakers differ little.
      expect(result.pooled.unweightedAccuracy.mean).toBeGreaterThan(0.5);
      expect(result.majority.unweightedAccuracy).toBe(1 / 8);
      const { mean } = result.calibration.asScored.expectedCalibrationError;
      expect(stdout).toContain(`ECE        ${(100 * mean).toFixed(1)} %`);
      expect(await readFile(join(whole, "loso-discriminant.svg"), "utf8")).toMatch(/^<svg [\s\S]*<\/svg>$/);

      const stopped = await runScript("cross-validate", args(broken), {
        onSpawn(child) {
          const watch = setInterval(() => {
            if (!existsSync(join(broken, "cache", "statistics"))) return;
            // A second interruption would end it at once.
            clearInterval(watch);
            child.kill("SIGINT");
          }, 20);
          child.on("close", () => clearInterval(watch));
        },
      });
      expect(stopped.code).toBe(130);
      expect(stopped.stderr).toContain("Go on with: node examples/dist/cross-validate.js");
      expect((await runScript("cross-validate", [...args(broken), "--resume"])).code).toBe(0);
      expect(await resultOf(broken)).toBe(text);

      // Of two finished folds one is taken away: it is made again, the other kept.
      const [key] = await readdir(join(broken, "folds"));
      await rm(join(broken, "folds", key!, "seed-1", "actor-2.json"));
      await rm(join(broken, "loso-discriminant.json"));
      expect((await runScript("cross-validate", [...args(broken), "--resume"])).code).toBe(0);
      expect(await resultOf(broken)).toBe(text);
    },
  );

  it("compares a result with itself: nothing is gained", async () => {
    const path = join(folder, "whole", "loso-discriminant.json");
    const { code, stdout } = await runScript("compare", ["--result", path, "--over", path]);
    expect([code, stdout.split("\n").slice(0, 3)]).toEqual([
      0,
      [
        "loso, wavelet, discriminant over loso, wavelet, discriminant: +0.0 points of UA",
        "  by seed     +0.0 ± 0.0, ahead in 0 of 1, level in 1",
        "  by fold     +0.0 ± 0.0, ahead in 0 of 2, level in 2",
      ],
    ]);
    const missing = await runScript("compare", ["--result", path]);
    expect([missing.code, missing.stderr.split("\n")[0]]).toEqual([2, "compare: --result and --over are both needed"]);
  });

  it("says which option asks for more speakers than there are", async () => {
    const { code, stderr } = await runScript("cross-validate", [
      "--data",
      data,
      "--folds",
      "balanced",
      "--out",
      join(folder, "none"),
    ]);
    expect([code, stderr]).toEqual([
      1,
      'cross-validate: --folds balanced: "scheme" must be at most the number of speakers, 2, got 4 folds\n',
    ]);
    expect(existsSync(join(folder, "none"))).toBe(false);
  });

  it("tells how it is used, and refuses an option that it does not know", async () => {
    const help = await runScript("cross-validate", ["--help"]);
    expect([help.code, help.stderr]).toEqual([0, ""]);
    expect(help.stdout).toMatch(/^Usage: node examples\/dist\/cross-validate\.js/);
    const wrong = await runScript("cross-validate", ["--folds", "best"]);
    expect([wrong.code, wrong.stdout]).toEqual([2, ""]);
    expect(wrong.stderr).toContain(
      '--folds must be one of balanced, luna-jimenez, emobox, loso, statement, monte-carlo, got "best"',
    );
  });
});
