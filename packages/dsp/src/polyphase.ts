import type { PolyphaseKernel } from "./kernels/polyphase.js";
import type { Signal } from "./signal.js";

/** A filter for each phase at which an output sample can lie between two input samples. */
export interface PhaseFilters {
  /** Output sample `i` lies at the time of input sample `i * down / up`. */
  readonly up: number;
  readonly down: number;
  /** Taps of each phase, an even number: half of them lie at or before the output sample. */
  readonly width: number;
  /** `up` rows. */
  readonly taps: Float64Array;
}

const bytesPerNumber = Float64Array.BYTES_PER_ELEMENT;

// Samples that a call of the kernel makes, or goes over, at most: its memory stays small.
const mostMade = 4096;
const mostPassed = 16_384;

/**
 * Fills `y` with what the filters make of `x`, which is zero beyond its ends.
 *
 * @param kernel - Does the same in vectors, to the bit, where there is one.
 */
export function filterByPhase(x: Signal, y: Signal, filters: PhaseFilters, kernel: PolyphaseKernel | undefined): void {
  const { up, down, width } = filters;
  if (kernel === undefined) {
    filterPlainly(x, y, filters, 0, y.length);
    return;
  }
  // Between these, all taps of an output sample lie on input samples.
  const first = Math.min(y.length, Math.ceil(((width / 2 - 1) * up) / down));
  const end = Math.min(y.length, Math.max(first, Math.ceil(((x.length - width / 2) * up) / down)));
  filterPlainly(x, y, filters, 0, first);
  filterByKernel(kernel, x, y, filters, first, end);
  filterPlainly(x, y, filters, end, y.length);
}

function filterPlainly(
  x: Signal,
  y: Signal,
  { up, down, width, taps }: PhaseFilters,
  first: number,
  end: number,
): void {
  for (let i = first; i < end; i++) {
    const start = startOf(i, up, down, width);
    const from = Math.max(0, -start);
    const to = Math.min(width, x.length - start);
    y[i] = dot(x, start, taps, ((i * down) % up) * width, from, to);
  }
}

function filterByKernel(
  kernel: PolyphaseKernel,
  x: Signal,
  y: Signal,
  { up, down, width, taps }: PhaseFilters,
  first: number,
  end: number,
): void {
  if (first === end) return;
  const { memory } = kernel;
  // Four sums of every phase at least, which the kernel makes at a time.
  const chunk = 4 * up * Math.max(1, Math.floor(Math.min(mostMade / up, mostPassed / down) / 4));
  const reach = Math.ceil(((chunk - 1) * down) / up) + width;
  const xStart = taps.length;
  // The kernel may make up to three sums of a phase more than are wanted, of numbers that mean nothing.
  const yStart = xStart + reach + 3 * down;
  const bytes = (yStart + chunk + 3 * up) * bytesPerNumber;
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / 65_536);
  if (missing > 0) memory.grow(missing);
  const numbers = new Float64Array(memory.buffer);
  numbers.set(taps);
  for (let i = first; i < end; i += chunk) {
    const count = Math.min(chunk, end - i);
    const start = startOf(i, up, down, width);
    numbers.set(x.subarray(start, start + reach), xStart);
    kernel.filter(0, width, up, down, xStart * bytesPerNumber, yStart * bytesPerNumber, count, (i * down) % up);
    y.set(numbers.subarray(yStart, yStart + count), i);
  }
}

/** Input sample under the first tap. */
function startOf(i: number, up: number, down: number, width: number): number {
  return Math.floor((i * down) / up) + 1 - width / 2;
}

function dot(x: Signal, xStart: number, taps: Float64Array, tapStart: number, from: number, to: number): number {
  // Four sums, as each addition waits for the one before it in the same sum.
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let k = from;
  for (; k + 3 < to; k += 4) {
    a += x[xStart + k]! * taps[tapStart + k]!;
    b += x[xStart + k + 1]! * taps[tapStart + k + 1]!;
    c += x[xStart + k + 2]! * taps[tapStart + k + 2]!;
    d += x[xStart + k + 3]! * taps[tapStart + k + 3]!;
  }
  for (; k < to; k++) a += x[xStart + k]! * taps[tapStart + k]!;
  return a + b + (c + d);
}
