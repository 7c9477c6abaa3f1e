import { createHash } from "node:crypto";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

import type { LayersModel } from "@tensorflow/tfjs-layers";
import { encodedSource } from "@wader/models";

import { type FrameCollection, selectFrames } from "./frame-collection.js";
import { startProgress } from "./progress.js";
import { stopIfAborted } from "./script.js";

const batchSize = 16;

/**
 * The latents of all frames of a collection, computed once and kept in a file: training reads them in every epoch, and they
 * need not fit into memory.
 *
 * @param folder - Where the file is; one that was made by the same weights from the same frames is used again.
 * @param encoder - From frames to latents.
 * @returns Frames of latents; the caller closes them.
 */
export async function cachedLatents(
  folder: string,
  encoder: LayersModel,
  collection: FrameCollection,
  signal: AbortSignal,
): Promise<FrameCollection> {
  const { frames } = selectFrames(collection, () => true);
  const source = encodedSource(encoder, frames);
  const size = source.frameShape[0] * source.frameShape[1];
  const path = join(folder, `${await fingerprint(encoder, collection)}.f32`);
  const known = await stat(path).catch(() => undefined);
  if (known?.size !== 4 * size * source.length) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(dirname(path), { recursive: true });
    const file = await open(`${path}.part`, "w");
    const progress = startProgress("Encoding frames", source.length, "frames");
    try {
      for (let done = 0; done < source.length;) {
        await stopIfAborted(signal);
        const count = Math.min(batchSize, source.length - done);
        const indices = Int32Array.from({ length: count }, (_, i) => done + i);
        const latents = await source.read(indices, { epoch: 0 });
        await file.writeFile(new Uint8Array(latents.buffer, latents.byteOffset, latents.byteLength));
        progress.update((done += count));
      }
    } finally {
      progress.finish();
      await file.close();
    }
    await rename(`${path}.part`, path);
  }
  const file = await open(path, "r");
  const starts: number[] = [];
  let total = 0;
  for (const clip of collection.clips) {
    starts.push(total);
    total += clip.frames;
  }
  return {
    settings: collection.settings,
    frameShape: source.frameShape,
    clips: collection.clips,
    async readFrame(clip, frame, output) {
      const bytes = new Uint8Array(output.buffer, output.byteOffset, output.byteLength);
      await file.read(bytes, 0, bytes.length, 4 * size * (starts[clip]! + frame));
    },
    close: () => file.close(),
  };
}

/** Tells whether latents still belong to an encoder and its frames. */
async function fingerprint(encoder: LayersModel, collection: FrameCollection): Promise<string> {
  const hash = createHash("sha256");
  for (const weight of encoder.getWeights()) hash.update(new Uint8Array((await weight.data()).slice().buffer));
  const clips = collection.clips.map(({ utterance, copy, snrDb, frames }) => [utterance.id, copy, snrDb, frames]);
  hash.update(JSON.stringify([collection.settings, clips]));
  return hash.digest("hex").slice(0, 16);
}
