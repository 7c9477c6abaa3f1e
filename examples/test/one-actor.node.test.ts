import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { runScript } from "./run-script.js";
import { writeTones } from "./synthetic.js";

interface Results {
  readonly command: string;
  readonly summary: unknown;
  readonly runs: readonly { actor: number; seed: number; test: Record<string, number>; testClips?: number }[];
}

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

function args(out: string): string[] {
  const epochs = ["--autoencoder-epochs", "1", "--classifier-epochs", "1", "--filters", "4,4", "--units", "4"];
  return ["--data", data, "--out", out, "--actors", "1,2", "--seeds", "2", "--time-step", "40", ...epochs];
}

async function results(out: string): Promise<Results> {
  return JSON.parse(await readFile(join(out, "results.json"), "utf8")) as Results;
}

describe("one-actor", () => {
  it("trains on every actor alone, with every seed, and takes up what is done", async () => {
    const out = join(folder, "both");
    const first = await runScript("one-actor", [...args(out), "--workers", "1"]);
    expect(first).toMatchObject({ code: 0 });
    const whole = await results(out);
    expect(whole.runs.map(({ actor, seed }) => [actor, seed])).toEqual([
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
    ]);
    // 16 clips: 11 train and 4 test at 70 and 22.5 %, or nearly so, each clean and with noise.
    for (const { testClips } of whole.runs) expect(testClips! % 2).toBe(0);
    expect(whole.command).toContain("--filters 4,4 --units 4");
    expect(await readdir(join(out, "actor-1-seed-1"))).not.toContain("classifier");

    await rm(join(out, "actor-2-seed-1", "figures.json"));
    expect(await runScript("one-actor", [...args(out), "--workers", "1", "--resume"])).toMatchObject({ code: 0 });
    expect((await results(out)).summary).toEqual(whole.summary);

    const other = await runScript("one-actor", [...args(out), "--workers", "1", "--resume", "--momentum", "0.5"]);
    expect(other.stderr).toContain("actor-1-seed-1 was run with other options: repeat them, or choose another folder");
  });

  it("trains the autoencoder alone", async () => {
    const out = join(folder, "autoencoder");
    const ended = await runScript("one-actor", [...args(out), "--workers", "1", "--only", "autoencoder"]);
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stdout).toContain("actor               autoencoder R²\n");
    expect(ended.stdout).not.toContain("clip UA");
  });

  it("refuses filters that are none", async () => {
    const ended = await runScript("one-actor", ["--data", data, "--filters", "4,x", "--out", join(folder, "wrong")]);
    expect(ended).toMatchObject({ code: 2 });
    expect(ended.stderr).toContain('--filters must be positive whole numbers such as 32,64, got "4,x"');
  });
});
