import type { ClipBatch } from "./clip-batch.js";

/** Stripes that are blotted out of each clip. */
export interface SpecAugmentation {
  /** Stripes over bands, and as many over time. */
  readonly stripes: number;
  /** Widest stripe, as a share of the bands. */
  readonly bands: number;
  /** Longest stripe, as a share of the clip. */
  readonly time: number;
}

/**
 * SpecAugment on a batch, in place: stripes of bands and of time become zero, the mean of training, in all views at once. The
 * place of the bands stays.
 *
 * @param uniform - Uniform random numbers in [0, 1).
 *
 * Source: D. S. Park et al., SpecAugment, Interspeech 2019.
 */
export function blotOut(batch: ClipBatch, settings: SpecAugmentation, uniform: () => number): void {
  const { features, lengths } = batch;
  const [count, time, bands, channels] = batch.shape;
  const stripe = (length: number, share: number): [start: number, end: number] => {
    const width = uniform() * share * length;
    const start = uniform() * (length - width);
    return [Math.ceil(start), Math.ceil(start + width)];
  };
  for (let b = 0; b < count; b += 1) {
    for (let k = 0; k < settings.stripes; k += 1) {
      const [low, high] = stripe(bands, settings.bands);
      const [from, to] = stripe(lengths[b]!, settings.time);
      for (let t = 0; t < lengths[b]!; t += 1) {
        const [first, end] = t >= from && t < to ? [0, bands] : [low, high];
        for (let i = first; i < end; i += 1) {
          const at = ((b * time + t) * bands + i) * channels;
          features.fill(0, at, at + channels - 1);
        }
      }
    }
  }
}
