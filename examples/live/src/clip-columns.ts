import { cwtPower } from "@wader/cwt";

import { packColumns } from "./columns.js";
import type { Columns } from "./columns.js";
import type { Analysis } from "./settings.js";
import { floor, openStream, prepareTransform } from "./transform.js";

/** Columns that are made at a time: four seconds, some tens of milliseconds of work. */
const batch = 500;

/** Makes the columns of a clip, batch by batch. */
export interface ClipColumns {
  /**
   * Makes the next batch.
   *
   * @param filled - Samples of the clip that are there yet.
   * @returns Nothing if samples are missing, or all is done.
   */
  next(filled: number): Columns | undefined;
}

/**
 * Prepares the columns of a clip, whose samples may still be on their way.
 *
 * @param samples - Room for the whole clip, a multiple of the hop long; what follows the clip's end is zeros.
 */
export function createClipColumns(samples: Float32Array, analysis: Analysis, sampleRate: number): ClipColumns {
  const transform = prepareTransform(analysis, sampleRate);
  const { hop, mother, scales, offsets } = transform;
  const total = samples.length / hop;
  // Whole hops beside a batch, as far as the longest wavelet reaches.
  const margin = Math.ceil((openStream(transform, sampleRate).latency.samples - hop) / hop);
  let next = 0;
  return {
    next(filled) {
      const first = next;
      const count = Math.min(batch, total - first);
      const end = Math.min(total, first + count + margin);
      if (count === 0 || end * hop > filled) return undefined;
      next += count;
      const start = Math.max(0, first - margin);
      const { data, shape } = cwtPower(samples.subarray(start * hop, end * hop), scales, {
        hop,
        wavelet: mother,
        statistic: "logPower",
        floor,
      });
      const hops = shape[1];
      const wanted = new Float32Array(scales.length * count);
      for (let row = 0; row < scales.length; row++) {
        const from = row * hops + first - start;
        wanted.set(data.subarray(from, from + count), row * count);
      }
      return packColumns({ first, count }, wanted, offsets, samples.subarray(first * hop, (first + count) * hop));
    },
  };
}
