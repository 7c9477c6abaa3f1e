import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { decodeWav, trim } from "@wader/dsp";
import type { Emotion, RavdessName } from "@wader/ravdess";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";

import { type CorpusProgress, speakClip, speakCorpus } from "../src/corpus.js";
import { type Flite, openFlite } from "../src/parts/flite.js";

const first: RavdessName = {
  modality: "audio",
  channel: "speech",
  emotion: "neutral",
  intensity: "normal",
  statement: 1,
  repetition: 1,
  actor: 1,
};

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "wader-corpus-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Peak of a clip and the seconds that are left of it when it is trimmed. */
function measure(bytes: Uint8Array): { peak: number; seconds: number } {
  const { sampleRate, channels } = decodeWav(bytes);
  const { samples } = trim(channels[0]!);
  const peak = samples.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return { peak, seconds: samples.length / sampleRate };
}

/** Speaks clips until so many are done, then aborts. */
async function speakSome(folder: string, count: number, seed = 1): Promise<CorpusProgress[]> {
  const controller = new AbortController();
  const seen: CorpusProgress[] = [];
  const reason = new Error("enough");
  const speaking = speakCorpus(folder, {
    actors: 1,
    seed,
    signal: controller.signal,
    onProgress: (progress) => {
      seen.push(progress);
      if (progress.done >= count) controller.abort(reason);
    },
  });
  await expect(speaking).rejects.toBe(reason);
  return seen;
}

async function clipsIn(folder: string): Promise<Map<string, string>> {
  const actor = join(folder, "Actor_01");
  const names = (await readdir(actor)).sort();
  const contents = await Promise.all(names.map(async (name) => (await readFile(join(actor, name))).toString("base64")));
  return new Map(names.map((name, index) => [name, contents[index]!]));
}

// The first in this file, as Node warns only when the module is loaded.
it("loads WASI without the warning that it is experimental, and lets others pass", async () => {
  const emitWarning = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  onTestFinished(() => {
    emitWarning.mockRestore();
  });
  const opening = openFlite();
  process.emitWarning("something else");
  const flite = await opening;
  await flite.close();
  expect(emitWarning.mock.calls).toEqual([["something else"]]);
});

describe("speakClip", () => {
  let flite: Flite;
  beforeAll(async () => {
    flite = await openFlite();
  });
  afterAll(() => flite.close());

  const speak = (change: Partial<RavdessName>, seed = 1): Promise<Uint8Array> =>
    speakClip(flite, { ...first, ...change }, seed);

  it("gives a mono clip at 16 kHz, the same bytes for the same seed and others for another", async () => {
    const clip = await speak({});
    const { sampleRate, channels } = decodeWav(clip);
    expect([sampleRate, channels.length]).toEqual([16_000, 1]);
    expect(await speak({})).toEqual(clip);
    expect(await speak({}, 2)).not.toEqual(clip);
    expect(await speak({ repetition: 2 })).not.toEqual(clip);
  });

  it("tells emotions apart by level and tempo, for every speaker", async () => {
    for (let actor = 1; actor <= 8; actor++) {
      const of = async (emotion: Emotion): Promise<ReturnType<typeof measure>> =>
        measure(await speak({ actor, emotion, intensity: emotion === "neutral" ? "normal" : "strong" }));
      const [neutral, sad, angry] = [await of("neutral"), await of("sad"), await of("angry")];
      expect(angry.peak / neutral.peak).toBeGreaterThan(3);
      expect(sad.peak).toBeLessThan(neutral.peak);
      expect(sad.seconds).toBeGreaterThan(1.2 * neutral.seconds);
      expect(angry.seconds).toBeLessThan(neutral.seconds);
      expect(angry.peak).toBeLessThan(1);
    }
  });
});

describe("speakCorpus", () => {
  it("goes on where it was interrupted, with the same bytes as in one go", async () => {
    const [twice, once] = [await temporaryFolder(), await temporaryFolder()];
    expect((await speakSome(twice, 2)).at(-1)).toEqual({ done: 2, total: 60 });
    const kept = await stat(join(twice, "Actor_01/03-01-01-01-01-01-01.wav"));
    expect((await speakSome(twice, 4))[0]).toEqual({ done: 2, total: 60 });
    expect((await stat(join(twice, "Actor_01/03-01-01-01-01-01-01.wav"))).mtimeMs).toBe(kept.mtimeMs);
    await speakSome(once, 4);
    const clips = await clipsIn(twice);
    expect([...clips.keys()]).toEqual([
      "03-01-01-01-01-01-01.wav",
      "03-01-01-01-01-02-01.wav",
      "03-01-01-01-02-01-01.wav",
      "03-01-01-01-02-02-01.wav",
    ]);
    expect(await clipsIn(once)).toEqual(clips);
  });

  it("speaks again a clip that is cut off", async () => {
    const folder = await temporaryFolder();
    await speakSome(folder, 2);
    const clips = await clipsIn(folder);
    await truncate(join(folder, "Actor_01/03-01-01-01-01-01-01.wav"), 1000);
    expect((await speakSome(folder, 2))[0]).toEqual({ done: 1, total: 60 });
    expect(await clipsIn(folder)).toEqual(clips);
  });

  it("replaces the clips of another seed", async () => {
    const folder = await temporaryFolder();
    await speakSome(folder, 2, 1);
    const clips = await clipsIn(folder);
    expect((await speakSome(folder, 1, 2))[0]).toEqual({ done: 0, total: 60 });
    const [name, content] = [...(await clipsIn(folder))][0]!;
    expect(content).not.toBe(clips.get(name));
    expect((await clipsIn(folder)).size).toBe(1);
  });

  it("leaves recordings alone that it did not make", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "Actor_01"));
    await writeFile(join(folder, "Actor_01/03-01-01-01-01-01-01.wav"), "precious");
    await expect(speakCorpus(folder)).rejects.toThrow(
      `"${folder}" holds recordings that did not come from the built-in corpus; choose another folder`,
    );
    expect(await readFile(join(folder, "Actor_01/03-01-01-01-01-01-01.wav"), "utf8")).toBe("precious");
  });

  it.each([0, 9, 1.5, NaN])("refuses %d actors before it writes anything", async (actors) => {
    const folder = await temporaryFolder();
    await expect(speakCorpus(folder, { actors })).rejects.toThrow(
      new RangeError(`"actors" must be a whole number from 1 to 8, got ${actors}`),
    );
    await expect(speakCorpus(folder, { seed: -1 })).rejects.toThrow(RangeError);
    expect(await readdir(folder)).toEqual([]);
  });
});
