import { createRandom } from "@wader/dsp";

import type { FrameCollection, FrameTable } from "./frame-collection.js";

/** The same collection with at most `most` frames of each clip and copy, spread evenly over it. */
export function spreadFrames(collection: FrameCollection, most: number): FrameCollection {
  const { clips } = collection;
  return {
    ...collection,
    clips: clips.map((clip) => ({ ...clip, frames: Math.min(most, clip.frames) })),
    readFrame(clip, frame, output) {
      const all = clips[clip]!.frames;
      const place = all <= most ? frame : Math.floor(((frame + 0.5) * all) / most);
      return collection.readFrame(clip, place, output);
    },
  };
}

/**
 * A training table that shows `count` frames of each clip and copy in an epoch, drawn anew for every epoch, without
 * replacement while they last: all frames are met in time, and an epoch costs as much as that many.
 *
 * @param seed - The draw follows from it, the epoch and the clip alone, so that a resumed run repeats it.
 */
export function drawFrames(table: FrameTable, count: number, seed: number): FrameTable {
  const rows = table.clips.map((_, clip) => [...table.clipIndex.keys()].filter((i) => table.clipIndex[i] === clip));
  const clipIndex = Int32Array.from({ length: rows.length * count }, (_, i) => Math.floor(i / count));
  let drawn = { epoch: -1, rows: new Int32Array(0) };
  const drawnIn = (epoch: number): Int32Array => {
    if (drawn.epoch !== epoch) {
      const chosen = rows.flatMap((own, clip) => {
        const order = createRandom(`frames of clip ${clip} in epoch ${epoch} of ${seed}`).shuffle([...own]);
        return Array.from({ length: count }, (_, i) => order[i % order.length]!);
      });
      drawn = { epoch, rows: Int32Array.from(chosen) };
    }
    return drawn.rows;
  };
  return {
    clips: table.clips,
    clipIndex,
    labels: clipIndex.map((clip) => table.clips[clip]!.utterance.emotionIndex),
    frames: {
      length: clipIndex.length,
      frameShape: table.frames.frameShape,
      read(indices, context, target) {
        const chosen = drawnIn(context.epoch);
        return table.frames.read(
          indices.map((i) => chosen[i]!),
          context,
          target,
        );
      },
    },
  };
}
