import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";

import { scale2frequency } from "@wader/cwt";
import { emotions } from "@wader/ravdess";
import { makeZip } from "client-zip";

import type { FrameCollection } from "./frame-collection.js";
import { startProgress } from "./progress.js";
import { stopIfAborted } from "./script.js";

/** An array as NumPy saves it. */
interface NpyArray {
  readonly name: string;
  /** NumPy's name of the type, little-endian: `<f4`, `<i4`, `<U20`. */
  readonly type: string;
  readonly shape: readonly number[];
  /** The numbers, row-major, in as many pieces as is convenient. */
  readonly chunks: () => Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/**
 * Header of a `.npy` file, version 1.0: magic, version, length, a Python dictionary, padded so that the data start at a
 * multiple of 64 bytes.
 *
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function npyHeader(type: string, shape: readonly number[]): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionary = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const length = 64 * Math.ceil((10 + dictionary.length + 1) / 64);
  const header = new Uint8Array(length);
  header.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0]);
  new DataView(header.buffer).setUint16(8, length - 10, true);
  header.set(new TextEncoder().encode(`${dictionary.padEnd(length - 11)}\n`), 10);
  return header;
}

/**
 * Writes frames and what is known of each as an uncompressed `.npz`, which `numpy.load` opens: `frames` [frames, time, scales],
 * and by frame `clip`, `emotion` (a number from 0, names in `emotions`), `actor`, `noisy` and `snr_db` (NaN where clean); further
 * `scales` and `frequencies`, in Hz. Frame by frame, so that they need not fit into memory; whole or not at all.
 */
export async function writeNpz(
  path: string,
  collection: FrameCollection,
  scales: readonly number[],
  signal: AbortSignal,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.part`;
  try {
    const zip = makeZip(entries(arraysOf(collection, scales, signal))) as ReadableStream<Uint8Array>;
    await pipeline(Readable.fromWeb(zip), createWriteStream(temporary));
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function arraysOf(collection: FrameCollection, scales: readonly number[], signal: AbortSignal): NpyArray[] {
  const { clips, frameShape, settings } = collection;
  const rows = clips.flatMap((clip) => Array.from({ length: clip.frames }, () => clip));
  const frequencies = scales.map((scale) =>
    scale2frequency(settings.wavelet, scale, { samplingPeriod: 1 / settings.sampleRate }),
  );
  return [
    {
      name: "frames",
      type: "<f4",
      shape: [rows.length, ...frameShape],
      chunks: () => frameBytes(collection, signal),
    },
    texts(
      "clip",
      rows.map(({ utterance }) => utterance.id),
    ),
    numbers(
      "emotion",
      "<i4",
      Int32Array.from(rows, ({ utterance }) => utterance.emotionIndex),
    ),
    numbers(
      "actor",
      "<i4",
      Int32Array.from(rows, ({ utterance }) => utterance.actor),
    ),
    numbers(
      "noisy",
      "<i4",
      Int32Array.from(rows, ({ copy }) => (copy === "noisy" ? 1 : 0)),
    ),
    numbers(
      "snr_db",
      "<f4",
      Float32Array.from(rows, ({ snrDb }) => snrDb ?? Number.NaN),
    ),
    texts("emotions", emotions),
    numbers("scales", "<f4", Float32Array.from(scales)),
    numbers("frequencies", "<f4", Float32Array.from(frequencies)),
  ];
}

async function* frameBytes(collection: FrameCollection, signal: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
  const { clips, frameShape } = collection;
  const total = clips.reduce((sum, clip) => sum + clip.frames, 0);
  const progress = startProgress("Writing the npz", total, "frames");
  let done = 0;
  for (const [clip, { frames }] of clips.entries()) {
    for (let frame = 0; frame < frames; frame++) {
      await stopIfAborted(signal);
      const output = new Float32Array(frameShape[0] * frameShape[1]);
      await collection.readFrame(clip, frame, output);
      yield new Uint8Array(output.buffer);
      progress.update(++done);
    }
  }
  progress.finish();
}

function numbers(name: string, type: string, data: Float32Array | Int32Array): NpyArray {
  return { name, type, shape: [data.length], chunks: () => [new Uint8Array(data.buffer)] };
}

/** NumPy keeps text, here of ASCII alone, as UTF-32, every item as long as the longest. */
function texts(name: string, items: readonly string[]): NpyArray {
  const width = Math.max(1, ...items.map(({ length }) => length));
  const codes = new Uint32Array(items.length * width);
  for (const [i, item] of items.entries())
    for (let j = 0; j < item.length; j++) codes[i * width + j] = item.charCodeAt(j);
  return { name, type: `<U${width}`, shape: [items.length], chunks: () => [new Uint8Array(codes.buffer)] };
}

function* entries(arrays: readonly NpyArray[]) {
  // A fixed date, so that the same features give the same bytes.
  const lastModified = new Date(Date.UTC(2000, 0, 1));
  for (const array of arrays) {
    const header = npyHeader(array.type, array.shape);
    yield { name: `${array.name}.npy`, lastModified, input: withHeader(header, array.chunks()) };
  }
}

async function* withHeader(
  header: Uint8Array,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  yield header;
  yield* chunks;
}
