import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parseRavdessName } from "@wader/ravdess";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { featureSettings } from "../src/parts/features.js";
import type { FrameCollection } from "../src/parts/frame-collection.js";
import { npyHeader, writeNpz } from "../src/parts/npz.js";
import golden from "./fixtures/npz.json" with { type: "json" };

const clip = "03-01-05-01-01-01-01";
const collection: FrameCollection = {
  settings: featureSettings({ timeStep: 40 }),
  frameShape: [2, 3],
  clips: [{ utterance: parseRavdessName(clip), copy: "noisy", snrDb: 20, frames: 1 }],
  // As NumPy made its own: 0, 0.25, 0.5 and so on.
  readFrame: (_, __, output) => output.set([0, 0.25, 0.5, 0.75, 1, 1.25]),
};

/** Entries of a zip without compression, by its central directory. */
function entries(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from("PK\u0005\u0006", "latin1"));
  const found = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let i = 0; i < zip.readUInt16LE(end + 10); i++) {
    expect(zip.readUInt16LE(at + 10)).toBe(0);
    const [size, nameLength, extra, comment] = [20, 28, 30, 32].map((offset) =>
      offset === 20 ? zip.readUInt32LE(at + offset) : zip.readUInt16LE(at + offset),
    ) as [number, number, number, number];
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    found.set(zip.toString("latin1", at + 46, at + 46 + nameLength), zip.subarray(start, start + size));
    at += 46 + nameLength + extra + comment;
  }
  return found;
}

describe("npyHeader", () => {
  it.each(golden.headers)("is what NumPy writes for $type $shape", ({ type, shape, bytes }) => {
    expect(Buffer.from(npyHeader(type, shape)).toString("base64")).toBe(bytes);
  });
});

describe("writeNpz", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "wader-"));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("writes the bytes that NumPy does for the same arrays", async () => {
    const path = join(folder, "a.npz");
    await writeNpz(path, collection, [6, 7, 8], new AbortController().signal);
    const files = entries(await readFile(path));
    expect([...files.keys()]).toEqual(
      ["frames", "clip", "emotion", "actor", "noisy", "snr_db", "emotions", "scales", "frequencies"].map(
        (name) => `${name}.npy`,
      ),
    );
    expect(files.get("frames.npy")!.toString("base64")).toBe(golden.files[0]);
    expect(files.get("clip.npy")!.subarray(128).toString("utf8").replaceAll("\0", "")).toBe(clip);
    expect(files.get("emotion.npy")!.readInt32LE(128)).toBe(4);
    expect(files.get("snr_db.npy")!.readFloatLE(128)).toBe(20);
  });

  it("leaves nothing behind when a frame cannot be read", async () => {
    const broken: FrameCollection = {
      ...collection,
      readFrame: () => Promise.reject(new Error("frame 0 is damaged")),
    };
    const written = writeNpz(join(folder, "b.npz"), broken, [6, 7, 8], new AbortController().signal);
    await expect(written).rejects.toThrow("frame 0 is damaged");
    expect(await readdir(folder)).toEqual([]);
  });
});
