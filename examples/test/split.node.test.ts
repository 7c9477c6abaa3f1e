import { type Utterance, duplicates, emotions, parseRavdessName } from "@wader/ravdess";
import { describe, expect, it } from "vitest";

import type { ClipFrames } from "../src/parts/frame-collection.js";
import { type Split, parseActors, splitClips, splitFrames, unitName } from "../src/parts/split.js";

/** The 60 names of each actor. */
function utterances(actors: readonly number[]): Utterance[] {
  return actors.flatMap((actor) =>
    emotions.flatMap((_, e) =>
      (e === 0 ? [1] : [1, 2]).flatMap((intensity) =>
        [1, 2].flatMap((statement) =>
          [1, 2].map((repetition) =>
            parseRavdessName(
              [
                "03",
                "01",
                ...[e + 1, intensity, statement, repetition, actor].map((code) => String(code).padStart(2, "0")),
              ].join("-"),
            ),
          ),
        ),
      ),
    ),
  );
}

function count(split: Split): number {
  return split.train.length + split.validation.length + split.test.length;
}

const report = { train: 0.7, test: 0.225 };

describe("splitClips", () => {
  it("divides the 60 clips of one actor as the report does: 42 train, of the other 18 three quarters test", () => {
    const split = splitClips(utterances([1]), [], report, 1);
    // Three quarters of 18 are 13.5.
    expect([split.train.length, split.unseen.length]).toEqual([42, 0]);
    expect(split.validation.length + split.test.length).toBe(18);
    expect([13, 14]).toContain(split.test.length);
    expect(new Set([...split.train, ...split.validation, ...split.test]).size).toBe(60);
  });

  it("has every emotion in training and in the test", () => {
    const split = splitClips(utterances([1]), [], report, 1);
    for (const part of [split.train, split.test]) expect(new Set(part.map((id) => id.slice(6, 8))).size).toBe(8);
  });

  it("is the same for the same seed, whatever the order, and another for another seed", () => {
    const clips = utterances([1, 2]);
    const split = splitClips(clips, [], report, 7);
    expect(splitClips(clips.toReversed(), [], report, 7)).toEqual(split);
    expect(splitClips(clips, [], report, 8)).not.toEqual(split);
  });

  it("keeps unseen speakers out of every other part", () => {
    const split = splitClips(utterances([1, 2, 3]), [2], report, 1);
    expect(split.unseen).toHaveLength(60);
    expect(split.unseen.every((id) => id.endsWith("-02"))).toBe(true);
    expect([...split.train, ...split.validation, ...split.test].some((id) => id.endsWith("-02"))).toBe(false);
  });

  it("keeps recordings of the same audio in one part", () => {
    for (let seed = 0; seed < 20; seed++) {
      const split = splitClips(utterances([7]), [], report, seed);
      for (const part of [split.train, split.validation, split.test]) {
        for (const [first, second] of duplicates) expect(part.includes(first!)).toBe(part.includes(second!));
      }
    }
  });

  it("rejects unseen speakers who are not there, or who are all there is", () => {
    expect(() => splitClips(utterances([1]), [9], report, 1)).toThrow(
      "--unseen-actors names actor 9, of whom there is no clip",
    );
    expect(() => splitClips(utterances([1]), [1], report, 1)).toThrow("--unseen-actors leaves no speaker to train on");
  });

  it("rejects too few clips", () => {
    expect(() => splitClips(utterances([1]).slice(0, 2), [], report, 1)).toThrow(/too few: none is left for/);
  });
});

describe("splitFrames", () => {
  const clips = utterances([7]).flatMap((utterance): ClipFrames[] => [
    { utterance, copy: "clean", snrDb: null, frames: 5 },
    { utterance, copy: "noisy", snrDb: 20, frames: 5 },
  ]);
  const total = 60 * 5;

  it("by clip, is the split of the clips", () => {
    expect(splitFrames(clips, "clip", [], report, 3)).toEqual(splitClips(utterances([7]), [], report, 3));
  });

  it("by frame, deals each frame of a clip on its own, with its noisy copy", () => {
    const split = splitFrames(clips, "frame", [], report, 3);
    expect([split.unit, count(split)]).toEqual(["frame", total]);
    expect(Math.abs(split.train.length - 0.7 * total)).toBeLessThan(5);
    const shared = new Set(split.test.map((name) => name.split("/")[0]));
    expect(split.train.some((name) => shared.has(name.split("/")[0]))).toBe(true);
    for (const copy of ["clean", "noisy"] as const) {
      expect(split.test).toContain(
        unitName("frame", split.test[0]!.split("/")[0]!, copy, Number(split.test[0]!.split("/")[1])),
      );
    }
  });

  it("by frame, keeps the same frame of recordings of the same audio in one part", () => {
    for (let seed = 0; seed < 5; seed++) {
      const { train, validation, test } = splitFrames(clips, "frame", [], report, seed);
      for (const part of [train, validation, test]) {
        for (const [first, second] of duplicates) {
          for (let frame = 0; frame < 5; frame++) {
            expect(part.includes(`${first!}/${frame}`)).toBe(part.includes(`${second!}/${frame}`));
          }
        }
      }
    }
  });

  it("by frame and copy, deals the copies of a frame apart too", () => {
    const split = splitFrames(clips, "frame-copy", [], report, 3);
    expect(count(split)).toBe(2 * total);
    const train = new Set(split.train);
    expect(split.test.some((name) => name.endsWith("/noisy") && train.has(name.replace("noisy", "clean")))).toBe(true);
  });
});

describe("parseActors", () => {
  it("reads numbers and ranges", () => {
    expect(parseActors("1, 3,5-8,3")).toEqual([1, 3, 5, 6, 7, 8]);
  });

  it.each(["", "0", "25", "8-5", "one", "1,,2", "1-2-3"])("rejects %j", (list) => {
    expect(() => parseActors(list)).toThrow(`actors must be numbers from 1 to 24 such as 1,3,5-8, got "${list}"`);
  });
});
