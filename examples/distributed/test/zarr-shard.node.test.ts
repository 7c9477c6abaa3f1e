import { execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createRandom } from "@wader/dsp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as zarr from "zarrita";

import { createFolderStore } from "../src/parts/folder-store.js";
import { type Store, writeJson } from "../src/parts/store.js";
import { arrayMetadata, encodeShard, groupMetadata } from "../src/parts/zarr-shard.js";

const random = createRandom(3);
const frames = Array.from({ length: 5 }, () => Float32Array.from({ length: 24 }, () => random.normal()));
const array = {
  frames: frames.length,
  frameShape: [6, 4],
  dimensionNames: ["frame", "time", "scale"],
  attributes: { wavelet: "morl" },
} as const;

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wader-"));
  store = createFolderStore(folder);
  await store.write("shard/c/0/0/0", encodeShard(all()));
  await writeJson(store, "shard/zarr.json", arrayMetadata(array));
  await writeJson(store, "zarr.json", groupMetadata({}));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function* all(): AsyncGenerator<Float32Array> {
  for (const frame of frames) yield await Promise.resolve(frame);
}

/** What zarrita reads a shard with. */
const readable = {
  get: (key: string): Promise<Uint8Array | undefined> => store.read(key.slice(1)),
  async getRange(key: string, range: zarr.RangeQuery): Promise<Uint8Array | undefined> {
    const bytes = await store.read(key.slice(1));
    if (bytes === undefined) return undefined;
    return "suffixLength" in range
      ? bytes.subarray(bytes.length - range.suffixLength)
      : bytes.subarray(range.offset, range.offset + range.length);
  },
};

describe("a shard of frames", () => {
  it("comes back from zarrita as it was written", async () => {
    const opened = await zarr.open.v3(zarr.root(readable).resolve("shard"), { kind: "array" });
    expect([opened.shape, opened.dtype, opened.attrs]).toEqual([[5, 6, 4], "float32", { wavelet: "morl" }]);
    const { data } = await zarr.get(opened);
    expect(data).toEqual(Float32Array.from(frames.flatMap((frame) => [...frame])));
    const one = await zarr.get(opened, [3, null, null]);
    expect(one.data).toEqual(frames[3]);
  });

  it("has the layout of the specification: chunks, then offsets and sizes, then a checksum", async () => {
    const bytes = (await store.read("shard/c/0/0/0"))!;
    const index = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4 - 16 * frames.length);
    let offset = 0;
    for (const i of frames.keys()) {
      expect(Number(index.getBigUint64(16 * i, true))).toBe(offset);
      offset += Number(index.getBigUint64(16 * i + 8, true));
    }
    expect(offset).toBe(bytes.length - 4 - 16 * frames.length);
  });

  // Python's zarr 3 is in no Debian release yet: where somebody has it, it is asked.
  const python = spawnSync("python3", ["-c", "import zarr; assert zarr.__version__ >= '3'"]).status === 0;
  it.skipIf(!python)("opens in Python's zarr", () => {
    const code = `import sys, zarr; g = zarr.open_group(sys.argv[1], mode="r"); print(g["shard"][:].tobytes().hex())`;
    const printed = execFileSync("python3", ["-c", code, folder], { encoding: "utf8" });
    const expected = Buffer.concat(frames.map((frame) => Buffer.from(frame.buffer)));
    expect(printed.trim()).toBe(expected.toString("hex"));
  });
});
