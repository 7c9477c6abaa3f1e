import type { RowBlock } from "./engine/engine.js";
import type { Samples } from "./engine/samples.js";
import { sumsKernelOf } from "./kernels/sums.js";

/** What of a coefficient c is summed: |c|² or |c|. */
export type Summand = "squares" | "magnitudes";

/** Where the sums go, and how they are cut. */
export interface HopSums {
  /** Sums, to which is added, shape [scales, hops]. */
  readonly sums: Samples;
  /** Values in a hop. */
  readonly hop: number;
  /** Hops of each scale. Later values are left out. */
  readonly hops: number;
  /** Where the first hop begins. */
  readonly origin: number;
  /** Whether two rows are the parts of one scale. */
  readonly complex: boolean;
  readonly summand: Summand;
}

/**
 * Sums the rows that an engine hands over, hop by hop, and holds none of them.
 *
 * Sums are made where the rows lie, over their values: these are the callback's until it returns.
 */
export function addHopSums(into: HopSums): (block: RowBlock) => void {
  return (block) => {
    const {
      rows: [first, second],
      values: [a, b],
    } = block;
    if (!into.complex) {
      addRow(into, first, block, a);
      if (second !== undefined) addRow(into, second, block, b);
    } else if (into.summand === "magnitudes") {
      addRow(into, first / 2, block, a, b);
    } else {
      addRow(into, first / 2, block, a);
      addRow(into, first / 2, block, b);
    }
  };
}

// Not within the function above: the optimised code of a function made anew for every transform does not outlive it.
function addRow(into: HopSums, scale: number, block: RowBlock, row: Samples, im?: Samples): void {
  const { sums, hop, hops, summand } = into;
  const begin = block.start - into.origin;
  const end = Math.min(begin + row.length, hops * hop);
  for (let n = begin; n < end;) {
    const k = Math.floor(n / hop);
    // As many whole hops as there are, or else what the block has of one.
    const whole = n === k * hop ? Math.floor((end - n) / hop) : 0;
    const step = whole > 0 ? hop : Math.min((k + 1) * hop, end) - n;
    const count = Math.max(whole, 1);
    sumSteps(summand, row, im, n - begin, step, count, block.memory);
    const at = scale * hops + k;
    for (let i = 0; i < count; i++) sums[at + i]! += row[n - begin + i]!;
    n += count * step;
  }
}

/** Replaces `count` values of `row` from `from` on by sums over `step` values each, of which the first begins there. */
function sumSteps(
  summand: Summand,
  row: Samples,
  im: Samples | undefined,
  from: number,
  step: number,
  count: number,
  memory: WebAssembly.Memory | undefined,
): void {
  if (memory !== undefined) {
    const { BYTES_PER_ELEMENT: bytes } = row;
    const kernel = sumsKernelOf(memory, bytes);
    const address = row.byteOffset + from * bytes;
    if (summand === "squares") kernel.sumSquares(address, step, count);
    else kernel.sumMagnitudes(address, im === undefined ? 0 : im.byteOffset + from * bytes, step, count);
    return;
  }
  for (let k = 0; k < count; k++) {
    let sum = 0;
    for (let n = from + k * step; n < from + (k + 1) * step; n++) {
      const re = row[n]!;
      if (summand === "squares") sum += re * re;
      else sum += im === undefined ? Math.abs(re) : Math.sqrt(re * re + im[n]! * im[n]!);
    }
    row[from + k] = sum;
  }
}
