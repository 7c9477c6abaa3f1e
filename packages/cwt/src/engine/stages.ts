import { hopOf } from "./block-transform.js";
import type { Group } from "./grouping.js";

/** Blocks `start`, `start + hop`, ... of one signal, in slots from `slot` on. */
export interface Piece {
  readonly signal: number;
  readonly start: number;
  readonly slot: number;
  readonly count: number;
}

/**
 * Work on blocks whose spectra are held together. Its units are the convolutions of one batch of them with one pair: pair
 * after pair, and for each of them batch after batch.
 */
export interface Stage {
  readonly group: Group;
  readonly pieces: readonly Piece[];
  /** The pieces, cut into so many blocks as are convolved at once. */
  readonly batches: readonly Piece[];
  /** Blocks of all pieces. */
  readonly blocks: number;
  /** Most blocks of any stage of the group. */
  readonly slots: number;
  /** Most blocks of any batch of the group. */
  readonly batch: number;
  /** Number of the first unit; units of all stages are counted on. */
  readonly first: number;
  /** Number after that of the last unit. */
  readonly end: number;
}

/**
 * Samples whose spectra are held at a time, about: those of a block of 16384 are 128 KB, and the second-level cache 1 MB.
 * Every further stage copies the filters in once more.
 */
export const TILE = 81_920;

/** Values of a row that are computed before they are handed over, if a block gives fewer. */
const BATCH = 16_384;

/**
 * Stages in which the values `from` up to, not including, `to` of some signals are computed: group after group, and in the
 * order of time in each.
 */
export function cutStages(groups: readonly Group[], signals: number, from: number, to: number): Stage[] {
  const stages: Stage[] = [];
  let first = 0;
  for (const group of groups) {
    const hop = hopOf(group.blocking);
    const blocks = Math.ceil((to - from) / hop);
    const parts = Math.ceil((signals * blocks * group.blocking.size) / TILE);
    const slots = Math.ceil((signals * blocks) / parts);
    const batch = Math.min(slots, Math.ceil(BATCH / hop));
    for (let done = 0; done < signals * blocks; done += slots) {
      const until = Math.min(done + slots, signals * blocks);
      const pieces: Piece[] = [];
      for (let block = done; block < until;) {
        const signal = Math.floor(block / blocks);
        const count = Math.min(until, (signal + 1) * blocks) - block;
        pieces.push({ signal, start: from + (block - signal * blocks) * hop, slot: block - done, count });
        block += count;
      }
      const batches = pieces.flatMap((piece) => cutPiece(piece, hop, batch));
      const end = first + (group.end - group.first) * batches.length;
      stages.push({ group, pieces, batches, blocks: until - done, slots, batch, first, end });
      first = end;
    }
  }
  return stages;
}

function cutPiece({ signal, start, slot, count }: Piece, hop: number, batch: number): Piece[] {
  const batches: Piece[] = [];
  for (let i = 0; i < count; i += batch) {
    batches.push({ signal, start: start + i * hop, slot: slot + i, count: Math.min(batch, count - i) });
  }
  return batches;
}
