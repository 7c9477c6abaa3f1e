import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, it } from "vitest";

import { runScript } from "./run-script.js";
import { writeTones } from "./synthetic.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wader-"));
  const paths = await writeTones(join(folder, "data"), 2);
  // One clip of each emotion and speaker will do: each is described under nine conditions, and three that train.
  await Promise.all(paths.filter((_, i) => i % 2 === 1).map((path) => rm(path)));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

it("tells each clip of a fold under every condition, by both trainings, and goes on to the same bytes", async () => {
  const out = join(folder, "out");
  const args = ["--data", join(folder, "data"), "--folds", "loso", "--features", "wavelet-cepstra", "--seeds", "1"];
  const { code, stdout, stderr } = await runScript("robustness", [...args, "--out", out]);
  expect([code, stderr.split("\n").at(-2)]).toEqual([0, expect.stringContaining("Folds: 4/4 folds")]);
  const path = join(out, "robustness-loso-wavelet-cepstra-discriminant.json");
  const text = await readFile(path, "utf8");
  const { results } = JSON.parse(text) as {
    results: { training: string; conditions: { condition: string; unweightedAccuracy: { mean: number } }[] }[];
  };
  const names = [
    "as recorded",
    "noise at 30 dB",
    "noise at 20 dB",
    "noise at 10 dB",
    "noise at 5 dB",
    "pink noise at 10 dB",
    "at 8 kHz",
    "gain of 12 dB",
    "gain of -12 dB",
  ];
  expect(results.map(({ training }) => training)).toEqual(["recipe", "hardened"]);
  for (const { conditions } of results) {
    expect(conditions.map(({ condition }) => condition)).toEqual(names);
    for (const { condition, unweightedAccuracy } of conditions) {
      expect(stdout).toContain(condition);
      expect(stdout).toContain(`${(100 * unweightedAccuracy.mean).toFixed(1)} %`);
    }
    // Each emotion has a pitch of its own, in which the speakers differ little.
    expect(conditions[0]!.unweightedAccuracy.mean).toBeGreaterThan(0.5);
  }
  const [key] = await readdir(join(out, "folds"));
  await rm(join(out, "folds", key!, "seed-1", "actor-2-hardened.json"));
  await rm(path);
  expect((await runScript("robustness", [...args, "--out", out, "--resume"])).code).toBe(0);
  expect(await readFile(path, "utf8")).toBe(text);
}, 180_000);
