import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parseRavdessName } from "@wader/ravdess";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { createFeatureWriter, openFeatures } from "../src/parts/feature-store.js";
import { featureSettings } from "../src/parts/features.js";

const first = parseRavdessName("03-01-05-01-01-01-01");
const second = parseRavdessName("03-01-06-01-01-01-02");
const run = {
  settings: featureSettings({ timeStep: 40 }),
  scales: [6, 7, 8],
  frameShape: [100, 3] as const,
  seed: 1,
  resume: false,
};

function frame(value: number): Float32Array {
  return Float32Array.from({ length: 300 }, (_, i) => value + i / 300);
}

describe("features on disk", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "wader-"));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function writeBoth(): Promise<void> {
    const writer = await createFeatureWriter(folder, run);
    await writer.add(first, [
      { copy: "clean", snrDb: null, frames: [frame(0), frame(1)] },
      { copy: "noisy", snrDb: 20, frames: [frame(2)] },
    ]);
    await writer.add(second, [{ copy: "clean", snrDb: null, frames: [frame(3)] }]);
    await writer.finish();
  }

  it("come back as they were written", async () => {
    await writeBoth();
    const collection = await openFeatures(folder);
    expect(collection.frameShape).toEqual([100, 3]);
    expect(collection.settings).toEqual(run.settings);
    expect(collection.clips.map(({ utterance, copy, snrDb, frames }) => [utterance.id, copy, snrDb, frames])).toEqual([
      [first.id, "clean", null, 2],
      [first.id, "noisy", 20, 1],
      [second.id, "clean", null, 1],
    ]);
    const output = new Float32Array(300);
    await collection.readFrame(0, 1, output);
    expect(output).toEqual(frame(1));
    await collection.readFrame(2, 0, output);
    expect(output).toEqual(frame(3));
  });

  it("are a Zarr v3 array of one chunk a frame, compressed by zstd, with a checksum", async () => {
    await writeBoth();
    const metadata = JSON.parse(await readFile(join(folder, "frames.zarr", "zarr.json"), "utf8")) as Record<
      string,
      unknown
    >;
    expect(metadata).toMatchObject({
      zarr_format: 3,
      node_type: "array",
      shape: [4, 100, 3],
      data_type: "float32",
      chunk_grid: { name: "regular", configuration: { chunk_shape: [1, 100, 3] } },
      codecs: [{ name: "bytes", configuration: { endian: "little" } }, { name: "zstd" }, { name: "crc32c" }],
      fill_value: 0,
      dimension_names: ["frame", "time", "scale"],
    });
    expect((await readdir(join(folder, "frames.zarr", "c"))).toSorted()).toEqual(["0", "1", "2", "3"]);
  });

  it("are the same bytes when they are written again", async () => {
    await writeBoth();
    const before = await readFile(join(folder, "frames.zarr", "c", "1", "0", "0"));
    const index = await readFile(join(folder, "index.json"));
    await rm(folder, { recursive: true });
    await writeBoth();
    expect(await readFile(join(folder, "frames.zarr", "c", "1", "0", "0"))).toEqual(before);
    expect(await readFile(join(folder, "index.json"))).toEqual(index);
  });

  it("go on after an interruption", async () => {
    const writer = await createFeatureWriter(folder, run);
    await writer.add(first, [{ copy: "clean", snrDb: null, frames: [frame(0)] }]);
    const resumed = await createFeatureWriter(folder, { ...run, resume: true });
    expect([resumed.has(first), resumed.has(second), resumed.frames]).toEqual([true, false, 1]);
    await resumed.add(second, [{ copy: "clean", snrDb: null, frames: [frame(1)] }]);
    await resumed.finish();
    const output = new Float32Array(300);
    await (await openFeatures(folder)).readFrame(1, 0, output);
    expect(output).toEqual(frame(1));
  });

  it("are not opened while unfinished", async () => {
    const writer = await createFeatureWriter(folder, run);
    await writer.add(first, [{ copy: "clean", snrDb: null, frames: [frame(0)] }]);
    await expect(openFeatures(folder)).rejects.toThrow("holds unfinished features: run features with --resume first");
  });

  it("are not written over", async () => {
    await writeBoth();
    await expect(createFeatureWriter(folder, run)).rejects.toThrow("holds features already: go on with --resume");
  });

  it("do not go on with other settings or another seed", async () => {
    await writeBoth();
    const message = "holds features of other settings or another seed: choose another folder";
    await expect(createFeatureWriter(folder, { ...run, seed: 2, resume: true })).rejects.toThrow(message);
    await expect(
      createFeatureWriter(folder, { ...run, settings: featureSettings({ timeStep: 20 }), resume: true }),
    ).rejects.toThrow(message);
  });

  it("tell which frame is damaged", async () => {
    await writeBoth();
    const path = join(folder, "frames.zarr", "c", "1", "0", "0");
    const bytes = await readFile(path);
    bytes[20]! ^= 1;
    await writeFile(path, bytes);
    const collection = await openFeatures(folder);
    const output = new Float32Array(300);
    await expect(collection.readFrame(0, 1, output)).rejects.toThrow("frame 1 is damaged (its checksum is wrong)");
    await collection.readFrame(0, 0, output);
    expect(output).toEqual(frame(0));
  });

  it("tell which frame is missing, instead of filling it with zeros", async () => {
    await writeBoth();
    await rm(join(folder, "frames.zarr", "c", "2"), { recursive: true });
    const collection = await openFeatures(folder);
    await expect(collection.readFrame(1, 0, new Float32Array(300))).rejects.toThrow(
      "frame 2 is damaged (the chunk is missing)",
    );
  });

  it("must be there", async () => {
    await expect(openFeatures(folder)).rejects.toThrow("holds no features (index.json is missing)");
  });
});
