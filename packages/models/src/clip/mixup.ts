import { randomOrder } from "../random.js";
import type { ClipBatch } from "./clip-batch.js";

/** How often and how evenly clips are mixed. */
export interface Mixup {
  /** Share of the batches that are mixed, from 0 to 1. */
  readonly probability: number;
  /** Both parameters of the beta distribution of the shares, above 0; small ones leave one clip nearly alone. */
  readonly alpha: number;
}

/** Which clip was mixed into which. */
export interface Mixture {
  /** Share of the clip itself, at least a half. */
  readonly share: number;
  /** Place in the batch of the clip that is mixed into each. */
  readonly partners: Int32Array;
}

/**
 * Mixes each clip of a batch with another of it, in place, by one share for all; the first clip's length stays, what the other
 * has beyond is dropped. Targets are to be mixed by the same share.
 *
 * @param uniform - Uniform random numbers in [0, 1).
 * @returns `undefined` where the batch is left as it is.
 *
 * Source: H. Zhang et al., mixup: Beyond empirical risk minimization, ICLR 2018.
 */
export function mixClips(batch: ClipBatch, { probability, alpha }: Mixup, uniform: () => number): Mixture | undefined {
  if (!(uniform() < probability)) return undefined;
  const drawn = beta(alpha, uniform);
  const share = Math.max(drawn, 1 - drawn);
  const { features, pitch, lengths } = batch;
  const [count, time, bands, channels] = batch.shape;
  const partners = randomOrder(count, uniform);
  const [before, pitchBefore] = [features.slice(), pitch.slice()];
  const row = time * bands * channels;
  for (const [b, partner] of partners.entries()) {
    const end = lengths[b]! * bands * channels;
    for (let i = 0; i < end; i += 1) {
      // The last channel is the place of the band, which is the same for all.
      if (i % channels === channels - 1) continue;
      features[b * row + i] = share * before[b * row + i]! + (1 - share) * before[partner * row + i]!;
    }
    const width = pitch.length / count;
    const pitchEnd = Math.ceil((lengths[b]! / time) * width);
    for (let i = 0; i < pitchEnd; i += 1) {
      pitch[b * width + i] = share * pitchBefore[b * width + i]! + (1 - share) * pitchBefore[partner * width + i]!;
    }
  }
  return { share, partners };
}

/** Beta(alpha, alpha) by Jöhnk's method. */
function beta(alpha: number, uniform: () => number): number {
  for (;;) {
    const [x, y] = [uniform() ** (1 / alpha), uniform() ** (1 / alpha)];
    if (x + y > 0 && x + y <= 1) return x / (x + y);
  }
}
