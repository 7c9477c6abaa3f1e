import { packColumns } from "./columns.js";
import type { Columns } from "./columns.js";
import type { Analysis } from "./settings.js";
import { openStream, prepareTransform } from "./transform.js";

/**
 * Makes columns of a sound while it comes.
 *
 * @param give - Called with each column as soon as the longest wavelet has its samples.
 * @returns A function that takes samples, and how many were lost just before them.
 */
export function createLiveColumns(
  analysis: Analysis,
  sampleRate: number,
  give: (columns: Columns) => void,
): (samples: Float32Array, lost: number) => void {
  const transform = prepareTransform(analysis, sampleRate);
  const stream = openStream(transform, sampleRate);
  const { hop, latency } = stream;
  // The samples of columns that are still to come.
  const waiting = new Float32Array(latency.samples + hop);
  let filled = 0;
  let next = 0;
  const column = ({ data }: { readonly data: ArrayLike<number> }): void => {
    give(packColumns({ first: next, count: 1 }, data, transform.offsets, waiting.subarray(0, hop)));
    next += 1;
    waiting.copyWithin(0, hop, filled);
    filled -= hop;
  };
  return (samples, lost) => {
    if (lost > 0) {
      stream.reset();
      filled = 0;
    }
    // No more than a hop at a time, so that what waits is never more than the stream itself holds back.
    for (let at = 0; at < samples.length; at += hop) {
      const piece = samples.subarray(at, at + hop);
      waiting.set(piece, filled);
      filled += piece.length;
      stream.push(piece, column);
    }
  };
}
