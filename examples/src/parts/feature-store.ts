import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";

import { scale2frequency } from "@wader/cwt";
import { type Utterance, parseRavdessName } from "@wader/ravdess";
import { createCRC32 } from "hash-wasm";
import * as zarr from "zarrita";

import { writeAtomically, writeJson } from "./atomic.js";
import type { FeatureSettings } from "./features.js";
import type { ClipFrames, Copy, FrameCollection } from "./frame-collection.js";
import { ScriptError } from "./script.js";

const indexName = "index.json";
const arrayName = "frames.zarr";

/** What `index.json` says of one copy of one clip: its frames are `firstFrame` to `firstFrame + frames - 1` of the array. */
interface IndexEntry {
  readonly clip: string;
  readonly emotion: string;
  readonly actor: number;
  readonly copy: Copy;
  readonly snrDb: number | null;
  readonly firstFrame: number;
  readonly frames: number;
}

interface Index {
  readonly complete: boolean;
  readonly seed: number;
  readonly settings: FeatureSettings;
  readonly scales: readonly number[];
  readonly clips: readonly IndexEntry[];
}

/** A folder of features that is being written. */
export interface FeatureWriter {
  /** Number of frames so far. */
  readonly frames: number;
  /** True if every copy of this clip is written. */
  has(utterance: Utterance): boolean;
  /** Adds all copies of one clip at once: after an interruption either all are there or none. */
  add(
    utterance: Utterance,
    copies: readonly { copy: Copy; snrDb: number | null; frames: readonly Float32Array[] }[],
  ): Promise<void>;
  /** Marks the features as complete. */
  finish(): Promise<void>;
}

/**
 * Starts or resumes writing features: a Zarr v3 array `frames.zarr`, float32 [frames, time, scales], one chunk a frame,
 * compressed by zstd with a CRC-32C behind each chunk, and `index.json`, which says which frames belong to which clip.
 *
 * @throws {ScriptError} If the folder holds features already and `resume` is false, or they were made with other settings.
 */
export async function createFeatureWriter(
  folder: string,
  run: {
    readonly settings: FeatureSettings;
    readonly scales: readonly number[];
    readonly frameShape: readonly [number, number];
    readonly seed: number;
    readonly resume: boolean;
  },
): Promise<FeatureWriter> {
  const { settings, scales, frameShape, seed, resume } = run;
  await registerChecksum();
  const former = await readIndex(folder);
  if (former !== undefined && !resume) {
    throw new ScriptError(`${folder} holds features already: go on with --resume, or choose another folder`);
  }
  if (former !== undefined && JSON.stringify([former.settings, former.seed]) !== JSON.stringify([settings, seed])) {
    throw new ScriptError(`${folder} holds features of other settings or another seed: choose another folder`);
  }
  const entries: IndexEntry[] = [...(former?.clips ?? [])];
  const written = new Set(entries.map(({ clip }) => clip));
  let frames = entries.reduce((sum, entry) => sum + entry.frames, 0);
  const store = new FolderStore(join(folder, arrayName));
  const save = (complete: boolean): Promise<void> =>
    writeJson(join(folder, indexName), { complete, seed, settings, scales, clips: entries } satisfies Index);
  return {
    get frames() {
      return frames;
    },
    has: ({ id }) => written.has(id),
    async add(utterance, copies) {
      const total = copies.reduce((sum, copy) => sum + copy.frames.length, frames);
      const array = await createArray(store, total, frameShape, settings, scales);
      let next = frames;
      const added: IndexEntry[] = [];
      for (const { copy, snrDb, frames: data } of copies) {
        const { id, emotion, actor } = utterance;
        added.push({ clip: id, emotion, actor, copy, snrDb, firstFrame: next, frames: data.length });
        for (const frame of data) {
          await writeFrame(array, next, frame);
          next++;
        }
      }
      // Chunks first, then the shape that covers them, then the index: whatever is interrupted, what the index names is there.
      await store.commitMetadata();
      entries.push(...added);
      written.add(utterance.id);
      frames = next;
      await save(false);
    },
    finish: () => save(true),
  };
}

/**
 * Opens features that {@link createFeatureWriter} wrote.
 *
 * @throws {ScriptError} If there are none, or they are incomplete. Reading throws if a chunk is missing or damaged.
 */
export async function openFeatures(folder: string): Promise<FrameCollection> {
  const index = await readIndex(folder);
  if (index === undefined) throw new ScriptError(`${folder} holds no features (${indexName} is missing)`);
  if (!index.complete) throw new ScriptError(`${folder} holds unfinished features: run features with --resume first`);
  await registerChecksum();
  const store = new FolderStore(join(folder, arrayName));
  const array = await zarr.open.v3(zarr.root(store), { kind: "array" });
  const [total, timeSteps, scales] = array.shape as [number, number, number];
  const named = index.clips.reduce((sum, clip) => sum + clip.frames, 0);
  if (named !== total) throw new ScriptError(`${folder}: ${indexName} names ${named} frames, the array holds ${total}`);
  return {
    settings: index.settings,
    frameShape: [timeSteps, scales],
    clips: index.clips.map(({ clip, copy, snrDb, frames }): ClipFrames => ({
      utterance: parseRavdessName(clip),
      copy,
      snrDb,
      frames,
    })),
    async readFrame(clip, frame, output) {
      const row = index.clips[clip]!.firstFrame + frame;
      try {
        // The array fills gaps with zeros; a gap here is a loss.
        if (!(await store.has(`/c/${row}/0/0`))) throw new ScriptError("the chunk is missing");
        const { data } = await zarr.get(array, [row, null, null]);
        output.set(data as Float32Array);
      } catch (error) {
        const cause = error instanceof Error ? (error.cause ?? error) : error;
        throw new ScriptError(
          `${folder}: frame ${row} is damaged (${(cause as Error).message}): write the features anew`,
          { cause: error },
        );
      }
    },
  };
}

async function readIndex(folder: string): Promise<Index | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, indexName), "utf8")) as Index;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    if (error instanceof SyntaxError) throw new ScriptError(`${join(folder, indexName)} is not JSON: ${error.message}`);
    throw error;
  }
}

async function createArray(
  store: FolderStore,
  frames: number,
  [timeSteps, scales]: readonly [number, number],
  settings: FeatureSettings,
  scaleValues: readonly number[],
): Promise<zarr.Array<"float32", FolderStore>> {
  const { sampleRate, timeStep } = settings;
  return zarr.create<FolderStore, "float32">(zarr.root(store), {
    shape: [frames, timeSteps, scales],
    chunkShape: [1, timeSteps, scales],
    dtype: "float32",
    fillValue: 0,
    dimensionNames: ["frame", "time", "scale"],
    codecs: [
      { name: "bytes", configuration: { endian: "little" } },
      { name: "zstd", configuration: { level: 1, checksum: false } },
      { name: "crc32c", configuration: {} },
    ],
    attributes: {
      wavelet: settings.wavelet,
      sampling_period: timeStep / sampleRate,
      scales: scaleValues,
      frequencies: scaleValues.map((scale) =>
        scale2frequency(settings.wavelet, scale, { samplingPeriod: 1 / sampleRate }),
      ),
    },
  });
}

async function writeFrame(array: zarr.Array<"float32", FolderStore>, row: number, frame: Float32Array): Promise<void> {
  const [, timeSteps, scales] = array.shape as [number, number, number];
  await zarr.set(array, [zarr.slice(row, row + 1), null, null], {
    data: frame,
    shape: [1, timeSteps, scales],
    stride: [timeSteps * scales, scales, 1],
  });
}

/** A folder as zarrita wants it, in which every file appears whole or not at all. */
class FolderStore {
  readonly #folder: string;
  #metadata: { readonly key: string; readonly value: Uint8Array } | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    try {
      return await readFile(this.#path(key));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  async set(key: string, value: Uint8Array): Promise<void> {
    // Held back, so that the array on disk never claims chunks that are not there yet.
    if (key.endsWith("zarr.json")) this.#metadata = { key, value };
    else await writeAtomically(this.#path(key), value);
  }

  async has(key: string): Promise<boolean> {
    return stat(this.#path(key)).then(
      () => true,
      () => false,
    );
  }

  async commitMetadata(): Promise<void> {
    if (this.#metadata === undefined) return;
    const { key, value } = this.#metadata;
    await writeAtomically(this.#path(key), value);
  }

  #path(key: string): string {
    return join(this.#folder, key.slice(1));
  }
}

/** zarrita knows the name of Zarr's CRC-32C codec, but neither writes nor checks the sum. */
async function registerChecksum(): Promise<void> {
  const castagnoli = await createCRC32(0x82f6_3b78);
  const checksum = (bytes: Uint8Array): Uint8Array => castagnoli.init().update(bytes).digest("binary").reverse();
  const codec = {
    kind: "bytes_to_bytes" as const,
    encode(bytes: Uint8Array): Uint8Array {
      const sealed = new Uint8Array(bytes.length + 4);
      sealed.set(bytes);
      sealed.set(checksum(bytes), bytes.length);
      return sealed;
    },
    decode(sealed: Uint8Array): Uint8Array {
      const bytes = sealed.subarray(0, -4);
      const [found, expected] = [checksum(bytes), sealed.subarray(-4)];
      if (!found.every((byte, i) => byte === expected[i])) throw new ScriptError("its checksum is wrong");
      return bytes;
    },
  };
  zarr.registry.set("crc32c", () => Promise.resolve({ fromConfig: () => codec }));
}
