import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, it } from "vitest";

import { runScript } from "./run-script.js";
import { writeTones } from "./synthetic.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wader-"));
  // One clip of each emotion and speaker will do.
  const paths = await writeTones(join(folder, "data"), 4);
  await Promise.all(paths.filter((path, i) => i % 2 === 1 || /Actor_0[12]/.test(path)).map((path) => rm(path)));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

it("keeps speakers that trained the recogniser apart from others, and counts every clip once", async () => {
  const out = join(folder, "figures.json");
  const { code, stdout } = await runScript("evaluate-pretrained", ["--data", join(folder, "data"), "--out", out]);
  expect(code).toBe(0);
  const { results, recognizer } = JSON.parse(await readFile(out, "utf8")) as {
    results: {
      condition: string;
      speakers: string;
      clips: number;
      unweightedAccuracy: number;
      recalls: { recall: number }[];
    }[];
    recognizer: { speakerNames: string[] };
  };
  // Tones under the names of actors 3 and 4.
  const trained = ["3", "4"].filter((name) => recognizer.speakerNames.includes(name)).length;
  expect(results.map(({ speakers, clips }) => [speakers, clips])).toEqual(
    [
      ["never heard", 8 * (2 - trained)],
      ["trained it", 8 * trained],
    ].filter(([, clips]) => clips !== 0),
  );
  for (const { unweightedAccuracy, recalls } of results) {
    expect(unweightedAccuracy).toBeCloseTo(recalls.reduce((sum, { recall }) => sum + recall, 0) / 8, 12);
    expect(stdout).toContain(`${(100 * unweightedAccuracy).toFixed(1)} %`);
  }
}, 60_000);
