import { createFft } from "./fft.js";
import type { Fft } from "./fft.js";
import type { WaveletFilter } from "./filter.js";

type Samples = Float32Array | Float64Array;

/** Where coefficients go: row-major [filters, length]. `im` is there exactly if the filters are complex. */
interface TransformOutput {
  readonly re: Samples;
  readonly im?: Samples;
}

/** Applies the filters of a plan to one signal of the planned length. Arguments have been checked. */
export type Transform = (x: Samples, output: TransformOutput) => void;

/**
 * The plain transform: overlap-save convolution with a radix-2 transform, in float64 arithmetic.
 *
 * A signal is real, so one transform with the filter h1 + i h2 gives two rows: the parts of a complex wavelet, or two
 * scales of a real one. Memory beyond the plan is a few times the signal, whatever the number of scales.
 *
 * @param filters - One filter for each row, all real or all complex.
 * @param length - Length of the signals.
 */
export function planReference(filters: readonly WaveletFilter[], length: number): Transform {
  const blockings = new Map<number, Blocking>();
  const pairs = pairUp(filters).map(([first, second]): Pair => {
    const lead = powerOfTwo(Math.max(first.taps.length, second?.taps.length ?? 0));
    const blocking = blockings.get(lead) ?? planBlocks(lead, length);
    blockings.set(lead, blocking);
    const re = new Float64Array(blocking.fft.length);
    const im = new Float64Array(blocking.fft.length);
    place(first, blocking, re);
    if (second !== undefined) place(second, blocking, im);
    blocking.fft.forward(re, im);
    return { blocking, re, im };
  });
  return (x, output) => {
    const rows = rowsOf(output, length);
    let signal: SignalSpectra | undefined;
    pairs.forEach((pair, i) => {
      if (signal?.blocking !== pair.blocking) signal = spectraOf(x, pair.blocking);
      convolve(signal, pair, rows[2 * i]!, rows[2 * i + 1]);
    });
  };
}

interface RealFilter {
  readonly taps: Float64Array;
  readonly offset: number;
}

function pairUp(filters: readonly WaveletFilter[]): [RealFilter, RealFilter | undefined][] {
  const parts = filters.flatMap(({ re, im, offset }) =>
    im === undefined
      ? [{ taps: re, offset }]
      : [
          { taps: re, offset },
          { taps: im, offset },
        ],
  );
  return Array.from({ length: Math.ceil(parts.length / 2) }, (_, i) => [parts[2 * i]!, parts[2 * i + 1]]);
}

/** Rows of the output, in the order of the parts that {@link pairUp} pairs. */
function rowsOf({ re, im }: TransformOutput, length: number): Samples[] {
  const rows: Samples[] = [];
  for (let start = 0; start < re.length; start += length) {
    rows.push(re.subarray(start, start + length));
    if (im !== undefined) rows.push(im.subarray(start, start + length));
  }
  return rows;
}

/** How a signal is cut for filters of at most `lead` taps: blocks overlap by `lead`, the first begins at -lead / 2. */
interface Blocking {
  readonly lead: number;
  readonly hop: number;
  readonly count: number;
  readonly fft: Fft;
}

function planBlocks(lead: number, length: number): Blocking {
  // Blocks of four leads spend a quarter of their work on the overlap; a short signal takes one block.
  const size = Math.min(4 * lead, powerOfTwo(lead + length));
  const hop = size - lead;
  return { lead, hop, count: Math.ceil(length / hop), fft: createFft(size) };
}

function powerOfTwo(atLeast: number): number {
  let size = 2;
  while (size < atLeast) size *= 2;
  return size;
}

/** Spectrum of the filter h1 + i h2, both delayed to an offset of lead / 2, divided by the transform's length. */
interface Pair {
  readonly blocking: Blocking;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

function place({ taps, offset }: RealFilter, { lead, fft }: Blocking, target: Float64Array): void {
  const delay = lead / 2 - offset;
  for (let q = 0; q < taps.length; q++) target[q + delay] = taps[q]! / fft.length;
}

/** Spectra of all blocks of a signal, one after the other. */
interface SignalSpectra {
  readonly blocking: Blocking;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

function spectraOf(x: Samples, blocking: Blocking): SignalSpectra {
  const { lead, hop, count, fft } = blocking;
  const re = new Float64Array(count * fft.length);
  const im = new Float64Array(count * fft.length);
  for (let block = 0; block < count; block++) {
    const begin = block * fft.length;
    const end = begin + fft.length;
    const first = block * hop - lead / 2;
    re.set(x.subarray(Math.max(first, 0), first + fft.length), begin + Math.max(-first, 0));
    fft.forward(re.subarray(begin, end), im.subarray(begin, end));
  }
  return { blocking, re, im };
}

function convolve(signal: SignalSpectra, pair: Pair, first: Samples, second: Samples | undefined): void {
  const { lead, hop, count, fft } = signal.blocking;
  const re = new Float64Array(fft.length);
  const im = new Float64Array(fft.length);
  for (let block = 0; block < count; block++) {
    const begin = block * fft.length;
    for (let k = 0; k < fft.length; k++) {
      const signalRe = signal.re[begin + k]!;
      const signalIm = signal.im[begin + k]!;
      re[k] = signalRe * pair.re[k]! - signalIm * pair.im[k]!;
      im[k] = signalRe * pair.im[k]! + signalIm * pair.re[k]!;
    }
    fft.inverse(re, im);
    const start = block * hop;
    const end = lead + Math.min(hop, first.length - start);
    first.set(re.subarray(lead, end), start);
    second?.set(im.subarray(lead, end), start);
  }
}
