import type { FilterPair } from "./filter-pairs.js";
import type { Samples } from "./samples.js";

/**
 * How a signal is cut: every block has `size` samples and gives `size - past - ahead` values of a row. The first of them
 * needs `past` samples before it, the last needs `ahead` samples after it.
 */
export interface Blocking {
  /** Samples of a block, a power of two, at least 64. */
  readonly size: number;
  /** A multiple of 4. */
  readonly past: number;
  /** A multiple of 4. */
  readonly ahead: number;
}

/** Values that one block gives. */
export function hopOf({ size, past, ahead }: Blocking): number {
  return size - past - ahead;
}

/**
 * Convolution of blocks of a signal with pairs of real filters.
 * A signal is real, so one inverse transform serves two filters: X (H1 + i H2) becomes y1 + i y2.
 */
export interface BlockTransform {
  /** Name, for messages and benchmarks. */
  readonly name: string;
  /** Bytes of memory that it keeps. */
  readonly bytes: number;
  /**
   * Spectrum of first + i second for blocks of `size` samples, divided by `size`, in the order of this transform.
   * It serves for {@link BlockConvolver.filter}; what comes next in this transform overwrites it.
   */
  spectrumOf(pair: FilterPair, size: number): Samples;
  /** Makes room for the spectra of `slots` blocks, of which up to `batch` are convolved at once. */
  prepare(blocking: Blocking, slots: number, batch: number): BlockConvolver;
}

/** What {@link BlockTransform.prepare} gives; good until the transform is used for something else. */
export interface BlockConvolver {
  /** Memory that rows lie in, if it is one that kernels work on: more of them may go on from there. */
  readonly memory: WebAssembly.Memory | undefined;
  /** Puts the spectra of `count` blocks into slots from `slot` on. The first block gives values from x[start] on. */
  load(x: Samples, start: number, slot: number, count: number): void;
  /** Takes a copy of what {@link BlockTransform.spectrumOf} gave for the filters of the convolutions to come. */
  filter(spectrum: Samples): void;
  /**
   * Convolves `count` blocks from `slot` on: `count` times hop values of the first filter's row, and as many of the
   * second's. They are overwritten by the next call.
   */
  convolve(slot: number, count: number): readonly [Samples, Samples];
}
