import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { encodeWav } from "@wader/dsp";
import { parseRavdessName } from "@wader/ravdess";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Clips } from "../../src/parts/clips.js";
import { describeClips } from "../../src/parts/recognition/clip-store.js";
import { ScriptError } from "../../src/parts/script.js";
import { tone } from "../synthetic.js";

let folder: string;
const { signal } = new AbortController();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wader-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Two recordings of the same sound, or of a length in seconds. */
function clipsOf(seconds: number): Clips {
  const samples = tone({ emotion: "happy", actor: 1, repetition: 1 }, seconds);
  return {
    name: "tones",
    synthetic: true,
    utterances: ["03-01-03-01-01-01-01", "03-01-03-01-01-02-01"].map((name) => parseRavdessName(name)),
    read: () => Promise.resolve(encodeWav({ sampleRate: 16_000, channels: [samples] })),
    close: () => Promise.resolve(),
  };
}

describe("describeClips", () => {
  it("gives a clip and eight copies, the same from the disk, and knows the same sound again", async () => {
    const first = await describeClips(join(folder, "a"), clipsOf(0.4), 1, signal);
    const again = await describeClips(join(folder, "a"), clipsOf(0.4), 1, signal);
    expect(again).toEqual(first);
    expect(first.map(({ rows }) => rows.map((row) => row.length))).toEqual([1, 2].map(() => Array(9).fill(1294)));
    expect(first.every(({ rows }) => rows.every((row) => row.every(Number.isFinite)))).toBe(true);
    expect(first[0]!.fingerprint).toBe(first[1]!.fingerprint);
    expect(first[0]!.rows[0]).toEqual(first[1]!.rows[0]);
    // Each clip has copies of its own, even of the same sound.
    expect(first[0]!.rows[1]).not.toEqual(first[1]!.rows[1]);
  });

  it("draws other copies for another seed, of the same clip", async () => {
    const [one] = await describeClips(join(folder, "b"), clipsOf(0.4), 1, signal);
    const [two] = await describeClips(join(folder, "b"), clipsOf(0.4), 2, signal);
    expect(two!.rows[0]).toEqual(one!.rows[0]);
    expect(two!.rows[1]).not.toEqual(one!.rows[1]);
  });

  it("makes a damaged file anew", async () => {
    const path = join(folder, "c");
    const first = await describeClips(path, clipsOf(0.4), 1, signal);
    for (const kind of ["tracks", "statistics"]) {
      for (const name of await readdir(join(path, kind))) await writeFile(join(path, kind, name), new Uint8Array(12));
    }
    expect(await describeClips(path, clipsOf(0.4), 1, signal)).toEqual(first);
  });

  it("names a clip that is too short, and keeps nothing of it", async () => {
    await expect(describeClips(join(folder, "d"), clipsOf(0.1), 1, signal)).rejects.toThrow(
      new ScriptError("03-01-03-01-01-01-01: too short: 10 hops of 10 ms, 20 are needed"),
    );
    await expect(readdir(join(folder, "d"))).rejects.toThrow("ENOENT");
  });
});
