import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { encodeWav } from "@wader/dsp";
import { parseRavdessName } from "@wader/ravdess";
import { afterAll, beforeAll, expect, it } from "vitest";

import type { Clips } from "../../src/parts/clips.js";
import { hardenClips, hardening } from "../../src/parts/recognition/hardening.js";
import { guardAgainstLeaks } from "../../src/parts/recognition/leak-guard.js";
import { prepareClips } from "../../src/parts/recognition/prepared-clips.js";
import { tone } from "../synthetic.js";

let folder: string;
const { signal } = new AbortController();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wader-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const utterances = [1, 2].map((actor) => parseRavdessName(`03-01-03-01-01-01-0${actor}`));
const clips: Clips = {
  name: "tones",
  synthetic: true,
  utterances,
  read: ({ emotion, actor, repetition }) =>
    Promise.resolve(encodeWav({ sampleRate: 16_000, channels: [tone({ emotion, actor, repetition })] })),
  close: () => Promise.resolve(),
};

it("adds copies to every clip, drawn for each on its own, behind the rows that were there", async () => {
  const recorded = await prepareClips(folder, clips, 1, false, signal);
  const hardened = await hardenClips(folder, clips, recorded, 1, signal, "wavelet");
  expect([...hardened.keys()]).toEqual([...recorded.keys()]);
  const added = hardening.cleanCopies + hardening.conditions.length * hardening.copies;
  for (const [id, clip] of hardened) {
    const { rows, group } = recorded.get(id)!;
    expect(clip.rows.slice(0, rows.length)).toEqual(rows);
    expect(clip.rows).toHaveLength(rows.length + added);
    expect(new Set(clip.rows.map((row) => row.join())).size).toBe(clip.rows.length);
    expect(clip.rows.every((row) => row.every(Number.isFinite))).toBe(true);
    expect(clip.group).toBe(group);
  }
});

it("gives copies that the guard keeps from testing, and from training where their clip tests", async () => {
  const recorded = await prepareClips(folder, clips, 1, false, signal);
  const [first, second] = [...(await hardenClips(folder, clips, recorded, 1, signal, "wavelet")).values()].map(
    ({ utterance: { id, actor }, group, rows }) => rows.map((_, copy) => ({ id, actor, copy, group })),
  ) as [
    { id: string; actor: number; copy: number; group: string }[],
    { id: string; actor: number; copy: number; group: string }[],
  ];
  const guard = (train: typeof first, test: typeof first) => () =>
    guardAgainstLeaks("fold 1", train, test, { unseenSpeakers: false });
  expect(guard(first, second.slice(0, 1))).not.toThrow();
  expect(guard(first, second.slice(-1))).toThrow("fold 1 leaks an augmented copy");
  expect(guard(first.slice(-1), first.slice(0, 1))).toThrow("fold 1 leaks an augmented copy");
});
