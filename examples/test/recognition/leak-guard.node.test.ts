import { parseRavdessName } from "@wader/ravdess";
import { describe, expect, it } from "vitest";

import { classifierNames } from "../../src/parts/recognition/classifiers.js";
import { type JobClip, runFold } from "../../src/parts/recognition/fold-job.js";
import { type GuardedRow, LeakError, guardAgainstLeaks } from "../../src/parts/recognition/leak-guard.js";
import { sequenceSize } from "../../src/parts/recognition/network-sequence.js";

const row = (id: string, actor: number, more: Partial<GuardedRow> = {}): GuardedRow =>
  Object.assign({ id, actor, copy: 0, group: id }, more);
const unseen = { unseenSpeakers: true };
const shared = { unseenSpeakers: false };

describe("guardAgainstLeaks", () => {
  it("passes sides of different speakers", () => {
    expect(() =>
      guardAgainstLeaks("fold 1", [row("a", 1), row("a", 1, { copy: 3 })], [row("b", 2)], unseen),
    ).not.toThrow();
  });

  it("passes different clips of one speaker only where speakers may be shared", () => {
    expect(() => guardAgainstLeaks("fold 1", [row("a", 1)], [row("b", 1)], shared)).not.toThrow();
    expect(() => guardAgainstLeaks("fold 1", [row("a", 1)], [row("b", 1)], unseen)).toThrow(
      new LeakError("speaker", "fold 1", "a", "b"),
    );
  });

  it.each([
    ["clip", [row("a", 1)], [row("a", 1)]],
    ["augmented copy", [row("a", 1, { copy: 2 })], [row("a", 1)]],
    ["augmented copy", [row("b", 2)], [row("a", 1, { copy: 2 })]],
    ["duplicate", [row("a", 1, { group: "x" })], [row("b", 1, { group: "x" })]],
  ] as const)("refuses a %s on both sides, whether or not speakers are shared", (kind, train, test) => {
    for (const options of [unseen, shared]) {
      expect(() => guardAgainstLeaks("fold 1", train, test, options)).toThrow(LeakError);
      expect(() => guardAgainstLeaks("fold 1", train, test, options)).toThrow(
        expect.objectContaining({ name: "LeakError", kind, fold: "fold 1" }),
      );
    }
  });

  it("names what leaks", () => {
    expect(() => guardAgainstLeaks("fold 2", [row("a", 1, { copy: 1 })], [row("a", 1)], unseen)).toThrow(
      "fold 2 leaks an augmented copy: a trains and a tests",
    );
  });
});

describe("runFold", () => {
  const utterances = [1, 2].flatMap((actor) =>
    [1, 2, 3, 4, 5, 6, 7, 8].map((emotion) => parseRavdessName(`03-01-0${emotion}-01-01-01-0${actor}`)),
  );
  const clips = new Map<string, JobClip>(
    utterances.map((utterance) => {
      const { id, emotionIndex, actor } = utterance;
      const values = Float32Array.from({ length: 8 }, (_, k) => (k === emotionIndex ? 1 : 0) + 0.01 * actor * k);
      const rows = [values, values.map((value) => value * 1.1)];
      // Each class is loud in a band of its own.
      const energies = Float32Array.from(
        { length: 20 * 40 },
        (_, i) => (i % 40 === 5 * emotionIndex ? -2 : -8) + (i % 7),
      );
      const sequence = { energies, pitch: new Float32Array(20 * 2) };
      return [id, { utterance, rows, fingerprint: id, group: id, sequence }];
    }),
  );
  const [train, test] = [1, 2].map((actor) => utterances.filter((utterance) => utterance.actor === actor));

  const options = {
    unseenSpeakers: true,
    design: {
      network: {
        ...sequenceSize,
        auxiliary: [2, 2, 2],
        planes: [{ filters: 8, timeStride: 2, bandStride: 2 }],
        channels: 16,
      },
      training: { epochs: 40, learningRate: 0.01, augmentation: null, specAugment: null, mixup: null },
    },
    select: false,
    calibrate: false,
    signal: new AbortController().signal,
  };

  it.each([
    { classifiers: ["discriminant"] },
    { classifiers: ["kernel-ridge"] },
    { classifiers: ["network"] },
    { classifiers: ["discriminant", "kernel-ridge", "network"] },
  ] as const)("tells classes that are plain to see with $classifiers", async ({ classifiers }) => {
    const fold = { name: "fold 1", train: train!, test: test! };
    const result = await runFold(clips, fold, 7, { ...options, classifiers });
    expect([result.seed, result.fold, result.trainClips, result.trainRows]).toEqual([7, "fold 1", 8, 16]);
    expect(result.clips.map(({ predicted }) => predicted)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it.each(classifierNames)("refuses a fold that leaks before %s trains", async (classifier) => {
    const leaky = { name: "fold 1", train: [...train!, test![0]!], test: test! };
    const running = runFold(clips, leaky, 1, {
      ...options,
      unseenSpeakers: false,
      classifiers: [classifier],
      kept: () => Promise.reject(new Error("trained")),
    });
    await expect(running).rejects.toThrow(LeakError);
  });

  it("refuses a fold that trains on a copy of its test, in noise or under another name", async () => {
    const heard = test![0]!;
    const disguised = { ...heard, id: "heard elsewhere", actor: 1 };
    const known = clips.get(heard.id)!;
    const among = new Map([...clips, [disguised.id, { ...known, utterance: disguised }]]);
    const leaky = { name: "fold 1", train: [...train!, disguised], test: test! };
    await expect(runFold(among, leaky, 1, { ...options, classifiers: ["discriminant"] })).rejects.toThrow(
      expect.objectContaining({ name: "LeakError", kind: "duplicate", train: "heard elsewhere", test: heard.id }),
    );
    await expect(
      runFold(clips, { ...leaky, train: [...train!, heard] }, 1, {
        ...options,
        unseenSpeakers: false,
        classifiers: ["discriminant"],
      }),
    ).rejects.toThrow(expect.objectContaining({ name: "LeakError", kind: "clip" }));
  });

  it("chooses by four speakers of the training side, or says that there are too few", async () => {
    const fold = { name: "fold 1", train: train!, test: test! };
    await expect(
      runFold(clips, fold, 1, { ...options, classifiers: ["discriminant", "kernel-ridge"], select: true }),
    ).rejects.toThrow("speakers");
  });
});
