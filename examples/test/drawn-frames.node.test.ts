import { emotions, parseRavdessName } from "@wader/ravdess";
import { describe, expect, it } from "vitest";

import { drawFrames, spreadFrames } from "../src/parts/drawn-frames.js";
import { featureSettings } from "../src/parts/features.js";
import { type FrameCollection, selectFrames } from "../src/parts/frame-collection.js";

/** Two clips of 7 and 2 frames; a frame holds its clip and its number. */
const collection: FrameCollection = {
  settings: featureSettings({ timeStep: 40 }),
  frameShape: [1, 2],
  clips: [7, 2].map((count, i) => ({
    utterance: parseRavdessName(`03-01-0${5 + i}-01-01-01-01`),
    copy: "clean",
    snrDb: null,
    frames: count,
  })),
  readFrame: (clip, frame, output) => output.set([clip, frame]),
};

async function frames(of: FrameCollection, clip: number): Promise<number[]> {
  const found: number[] = [];
  for (let frame = 0; frame < of.clips[clip]!.frames; frame++) {
    const output = new Float32Array(2);
    await of.readFrame(clip, frame, output);
    found.push(output[1]!);
  }
  return found;
}

describe("spreadFrames", () => {
  it("keeps frames evenly over a clip, and all of a shorter one", async () => {
    const few = spreadFrames(collection, 3);
    expect(few.clips.map((clip) => clip.frames)).toEqual([3, 2]);
    // The middles of three equal parts of 7: 1.17, 3.5, 5.83.
    expect([await frames(few, 0), await frames(few, 1)]).toEqual([
      [1, 3, 5],
      [0, 1],
    ]);
    expect(await frames(spreadFrames(collection, 9), 0)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});

describe("drawFrames", () => {
  const table = drawFrames(
    selectFrames(collection, () => true),
    3,
    1,
  );
  const read = async (epoch: number): Promise<number[][]> => {
    const data = await table.frames.read(Int32Array.of(0, 1, 2, 3, 4, 5), { epoch });
    return Array.from({ length: 6 }, (_, i) => [data[2 * i]!, data[2 * i + 1]!]);
  };

  it("shows so many frames of every clip, with its label", async () => {
    expect([table.frames.length, ...table.clipIndex]).toEqual([6, 0, 0, 0, 1, 1, 1]);
    expect([...table.labels].map((label) => emotions[label])).toEqual([
      ...Array.from({ length: 3 }, () => "angry"),
      ...Array.from({ length: 3 }, () => "fearful"),
    ]);
    expect((await read(0)).map(([clip]) => clip)).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it("repeats none while there are others, and all of a clip that has too few", async () => {
    const drawn = await read(4);
    expect(new Set(drawn.slice(0, 3).map(([, frame]) => frame)).size).toBe(3);
    expect(new Set(drawn.slice(3).map(([, frame]) => frame))).toEqual(new Set([0, 1]));
  });

  it("draws anew in every epoch, the same for the same epoch, and meets all frames in time", async () => {
    const seen = new Set<number>();
    for (let epoch = 0; epoch < 12; epoch++)
      for (const [clip, frame] of await read(epoch)) if (clip === 0) seen.add(frame!);
    expect(seen.size).toBe(7);
    expect(await read(2)).toEqual(await read(2));
    expect(await read(2)).not.toEqual(await read(3));
  });
});
