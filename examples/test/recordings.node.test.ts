import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { cwt, frames } from "@wader/cwt";
import { createRandom } from "@wader/dsp";
import { openRavdess } from "@wader/ravdess/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createFrameMaker, featureSettings } from "../src/parts/features.js";
import { preprocess } from "../src/parts/preprocess.js";
import { runScript } from "./run-script.js";

const zip = process.env["RAVDESS_ZIP"];

/** Writes features; index and a chunk of a noisy copy, as text. */
async function features(data: string, name: string, seed: string): Promise<string> {
  const out = join(data, name);
  await runScript("features", ["--data", data, "--out", out, "--time-step", "8", "--seed", seed]);
  const index = JSON.parse(await readFile(join(out, "index.json"), "utf8")) as {
    clips: { copy: string; firstFrame: number }[];
  };
  const { firstFrame } = index.clips.find(({ copy }) => copy === "noisy")!;
  const chunk = await readFile(join(out, "frames.zarr", "c", String(firstFrame), "0", "0"));
  return `${JSON.stringify(index)}${chunk.toString("base64")}`;
}

describe.skipIf(zip === undefined)("real recordings", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "wader-"));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("of one actor all become features, in little memory", async () => {
    const { code, stdout } = await runScript("features", ["--data", zip!, "--actors", "1", "--store", "none"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^clips +60\nframes +\d+ of \[4000, 125\]\n/);
    const [, megabytes] = /^peak memory +(\d+) MB$/m.exec(stdout)!;
    expect(Number(megabytes)).toBeLessThan(1500);
  });

  it("in stereo become the frames of the whole clip's transform", async () => {
    const corpus = await openRavdess(zip!);
    const stereo = corpus.utterances.find(({ id }) => id === "03-01-02-01-01-02-01")!;
    const clip = preprocess(stereo.id, await corpus.read(stereo), createRandom(1));
    await corpus.close();
    const maker = createFrameMaker(featureSettings({ timeStep: 1 }));
    const whole = frames(cwt(clip.noisy, maker.scales), { length: 4000 });
    expect(whole.shape[0]).toBe(maker.count(clip.noisy));
    const largest = whole.data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    const output = new Float32Array(500_000);
    let difference = 0;
    for (let frame = 0; frame < whole.shape[0]; frame++) {
      maker.write(clip.noisy, frame, output);
      for (const [i, value] of output.entries())
        difference = Math.max(difference, Math.abs(value - whole.data[frame * 500_000 + i]!));
    }
    // Two float32 transforms, each within 3e-7 of the largest coefficient.
    expect(difference).toBeLessThan(1e-6 * largest);
  });

  it("give the same features for the same seed, and other noise for another", async () => {
    const few = join(folder, "few");
    await mkdir(few);
    const corpus = await openRavdess(zip!);
    for (const utterance of corpus.utterances.slice(0, 3))
      await writeFile(join(few, `${utterance.id}.wav`), await corpus.read(utterance));
    await corpus.close();
    const [first, again, other] = [
      await features(few, "a", "1"),
      await features(few, "b", "1"),
      await features(few, "c", "2"),
    ];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });
});
