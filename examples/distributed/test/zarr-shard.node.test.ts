import { execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { createRandom } from "@wader/dsp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as zarr from "zarrita";

import { run } from "../src/parts/commands.js";
import { sha256 } from "../src/parts/digest.js";
import { createFolderStore } from "../src/parts/folder-store.js";
import { type Store, writeJson } from "../src/parts/store.js";
import { arrayMetadata, encodeShard, groupMetadata } from "../src/parts/zarr-shard.js";
import { readableStore } from "./readable-store.js";
import { makeGround, runOf } from "./small-run.js";

const random = createRandom(3);
const frames = Array.from({ length: 5 }, () => Float32Array.from({ length: 24 }, () => random.normal()));
const flat = Float32Array.from(frames.flatMap((frame) => [...frame]));
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

describe("a shard of frames", () => {
  it("comes back from zarrita as it was written", async () => {
    const opened = await zarr.open.v3(zarr.root(readableStore(store)).resolve("shard"), { kind: "array" });
    expect([opened.shape, opened.dtype, opened.attrs]).toEqual([[5, 6, 4], "float32", { wavelet: "morl" }]);
    const { data } = await zarr.get(opened);
    expect(data).toEqual(flat);
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
  const zarr3 = pythonWith("import zarr; assert zarr.__version__ >= '3'");
  it("opens in Python's zarr", (context) => {
    context.skip(zarr3 === undefined, "no Python here has zarr 3");
    const code = `import sys, zarr; g = zarr.open_group(sys.argv[1], mode="r"); print(g["shard"][:].tobytes().hex())`;
    const printed = execFileSync(zarr3!, ["-c", code, folder], { encoding: "utf8" });
    expect(printed.trim()).toBe(Buffer.from(flat.buffer).toString("hex"));
  });

  const numcodecs = pythonWith("import numpy, numcodecs");
  const script = fileURLToPath(new URL("read_zarr.py", import.meta.url));
  const readByPython = (place: string): { array: string; shape: number[]; dtype: string; sha256: string }[] =>
    execFileSync(numcodecs!, [script, place], { encoding: "utf8" })
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));

  it("is what a reader written after the specification alone finds in Python, bit by bit", (context) => {
    context.skip(numcodecs === undefined, "no Python here has numcodecs: apt-get install python3-numcodecs");
    expect(readByPython(folder)).toEqual([
      { array: "shard", shape: [5, 6, 4], dtype: "float32", sha256: sha256(new Uint8Array(flat.buffer)) },
    ]);
  });

  it("of a finished run opens there too, and holds what zarrita reads", async (context) => {
    context.skip(numcodecs === undefined, "no Python here has numcodecs: apt-get install python3-numcodecs");
    const ground = await makeGround(1);
    try {
      const settings = ["--time-step", "40", "--per-shard", "5", "--first", "12"];
      const name = runOf(await run("local", ["--data", ground.data, "--store", ground.path("store"), ...settings]));
      store = createFolderStore(ground.path(`store/${name}`));
      const found = readByPython(ground.path(`store/${name}`));
      const index = JSON.parse(Buffer.from((await store.read("index.json"))!).toString()) as {
        frames: number;
        entries: readonly { readonly shard: string }[];
      };
      expect(new Set(found.map(({ array: path }) => path))).toEqual(new Set(index.entries.map(({ shard }) => shard)));
      expect(found.reduce((sum, { shape }) => sum + shape[0]!, 0)).toBe(index.frames);
      for (const { array: path, shape, sha256: digest } of found) {
        const { data } = await zarr.get(
          await zarr.open.v3(zarr.root(readableStore(store)).resolve(path), { kind: "array" }),
        );
        expect([shape.slice(1), digest]).toEqual([[100, 125], sha256(new Uint8Array((data as Float32Array).buffer))]);
      }
    } finally {
      await ground.remove();
    }
  });
});

/** A Python that runs the code without an error, if there is one. */
function pythonWith(code: string): string | undefined {
  return ["python3", "/usr/bin/python3"].find((python) => spawnSync(python, ["-c", code]).status === 0);
}
