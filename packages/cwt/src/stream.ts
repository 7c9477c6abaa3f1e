import { checkInteger, checkPositive, kind } from "./check.js";
import type { Signal } from "./check.js";
import type { RowBlock } from "./engine/engine.js";
import type { Samples } from "./engine/samples.js";
import { hopMeasure } from "./hop-statistic.js";
import { addHopSums } from "./hop-sums.js";
import type { HopOf, StreamOutput } from "./hop.js";
import { prepareCwt } from "./prepare.js";
import type { Dtype } from "./scalogram.js";
import type { Wavelet, WaveletName } from "./wavelet.js";

/** Options of {@link createCwtStream}. */
export interface CwtStreamOptions<
  W extends WaveletName | Wavelet = "morl",
  D extends Dtype = "float32",
  O extends StreamOutput = "coefficients",
> {
  /** Scales, in samples: finite, above 0, in any order. They need not be integers. */
  readonly scales: ArrayLike<number>;
  /** Samples per second. */
  readonly sampleRate: number;
  /** Samples of a hop, an integer from 1 on. Default 512. Short hops come sooner and cost more. */
  readonly hop?: number;
  /** What a hop gives. Default `"coefficients"`; the statistics are those of `cwtPower`. */
  readonly output?: O;
  /** Least power whose logarithm `"logPower"` takes, above 0. Default 1e-10, which is -100 dB. */
  readonly floor?: number;
  /** Wavelet, or its name. Default `"morl"`. */
  readonly wavelet?: W;
  /** Binary logarithm of the number of points at which the wavelet is sampled, an integer from 1 to 20. Default 12. */
  readonly precision?: number;
  /** Type of the values. Default `"float32"`. */
  readonly dtype?: D;
}

/** A continuous wavelet transform of a signal that comes piece by piece. */
export interface CwtStream<Hop> {
  /** Scale of each row, in samples. */
  readonly scales: Float64Array;
  /** Frequency of each row, in Hz. */
  readonly frequencies: Float64Array;
  /** Samples of a hop. */
  readonly hop: number;
  /**
   * How long the first sample of a hop waits for its coefficients: hop k comes with the sample number k * hop + `samples`,
   * counted from 1. That is the hop itself and half of the longest wavelet.
   */
  readonly latency: { readonly samples: number; readonly seconds: number };
  /**
   * Takes the next samples.
   *
   * @param chunk - Samples, finite, any number of them, also none. It is not changed, and not kept.
   * @returns The hops that they complete, in order, each in arrays of its own.
   * @throws {TypeError} If `chunk` is not a `Float32Array` or a `Float64Array`.
   * @throws {RangeError} If a sample is NaN, infinite, or too large for `dtype`. The stream is as before then.
   *   If a hop has a power that `dtype` does not hold; the stream must be reset then.
   */
  push(chunk: Signal): Hop[];
  /**
   * The same without new arrays for values: those of each hop belong to the stream, and the next hop overwrites them.
   *
   * @param receive - Called with each hop, before this returns. It must not call the stream.
   */
  push(chunk: Signal, receive: (hop: Hop) => void): void;
  /**
   * Ends the signal: gives the hops that are left, with zeros for the samples that would follow, as `cwt` has it at the end.
   * The last incomplete hop gives the coefficients that it has, and no statistic. Then the stream is as new.
   */
  flush(): Hop[];
  /** The same in arrays that belong to the stream. */
  flush(receive: (hop: Hop) => void): void;
  /** Forgets all samples; the next one begins a new signal. */
  reset(): void;
}

/**
 * Prepares a continuous wavelet transform of a signal whose samples come in chunks of any size.
 *
 * Hop k has the coefficients of samples [k * hop, (k + 1) * hop), of all scales at the same time, as soon as the longest
 * wavelet has the samples that it reaches ahead: `latency` says when. They are those of `cwt` for the whole signal, and
 * statistics those of `cwtPower`, but for the rounding of other block sizes: within 1e-6 of the largest in float32, 1e-13
 * in float64.
 *
 * @param options - `scales` and `sampleRate`, which have no defaults; `hop` (512), `output` (`"coefficients"`), `floor`
 *   (1e-10), `wavelet` (`"morl"`), `precision` (12), `dtype` (`"float32"`).
 * @returns The stream.
 * @throws {TypeError} If an option is of the wrong kind.
 * @throws {RangeError} If an option is outside of its range, a scale is too small for the wavelet, or the wavelet, the
 *   output or the dtype is unknown.
 *
 * @example
 * const stream = createCwtStream({ scales: [10, 20, 40], sampleRate: 16_000, hop: 256, output: "power" });
 * stream.latency.samples; // 576
 * stream.push(new Float32Array(600)).length; // 1
 */
export function createCwtStream<
  const W extends WaveletName | Wavelet = "morl",
  const D extends Dtype = "float32",
  const O extends StreamOutput = "coefficients",
>(options: CwtStreamOptions<W, D, O>): CwtStream<HopOf<W, D, O>> {
  type Hop = HopOf<W, D, O>;
  const { sampleRate, hop = 512, output = "coefficients" } = options;
  checkPositive("sampleRate", sampleRate);
  checkInteger("hop", hop, 1, 2 ** 24);
  const measure = output === "coefficients" ? undefined : hopMeasure("output", output, options.floor);
  const { engine, complex, dtype, scales, frequencies } = prepareCwt({ ...options, samplingPeriod: 1 / sampleRate });
  const { past, ahead } = engine;
  const ArrayType = dtype === "float64" ? Float64Array : Float32Array;

  // What one hop depends on: `past` samples, the hop, `ahead` samples. When it is full, a hop is due.
  const samples = new ArrayType(past + hop + ahead);
  let filled = past;
  let index = 0;
  let own: Samples[] | undefined;

  function reset(): void {
    samples.fill(0);
    filled = past;
    index = 0;
  }

  /** The hop in the middle of the samples, of which `count` values are wanted. */
  function hopIn(arrays: readonly Samples[], count: number): Hop {
    const start = index * hop;
    const place = { index, start, time: (start + (count - 1) / 2) / sampleRate };
    const [first, second] = arrays;
    if (measure !== undefined) {
      const sums = first!.fill(0);
      const { summand } = measure;
      const visit = addHopSums({ sums, hop, hops: 1, origin: past, complex, summand });
      engine.forEachBlockBetween(samples, past, past + hop, visit);
      measure.finish(sums, hop);
      return { ...place, complex: false, data: sums, shape: [scales.length] } as unknown as Hop;
    }
    engine.forEachBlockBetween(samples, past, past + hop, complex ? storeParts : storeRows);
    const shape = [scales.length, count];
    return (complex
      ? { ...place, complex, re: first, im: second, shape }
      : { ...place, complex, data: first, shape }) as unknown as Hop;

    function storeRows({ start: at, rows, values }: RowBlock): void {
      storeRow(first!, rows[0], values[0], at - past, count);
      if (rows[1] !== undefined) storeRow(first!, rows[1], values[1], at - past, count);
    }

    function storeParts({ start: at, rows, values }: RowBlock): void {
      storeRow(first!, rows[0] / 2, values[0], at - past, count);
      storeRow(second!, rows[0] / 2, values[1], at - past, count);
    }
  }

  function newArrays(count: number): Samples[] {
    const size = measure === undefined ? scales.length * count : scales.length;
    return Array.from({ length: measure === undefined && complex ? 2 : 1 }, () => new ArrayType(size));
  }

  /** Hands over the hop that is due, and makes room for the next. */
  function give(count: number, receive: (hop: Hop) => void, shared: boolean): void {
    if (shared) own ??= newArrays(hop);
    const arrays = shared && count === hop ? own! : newArrays(count);
    const due = hopIn(arrays, count);
    samples.copyWithin(0, hop);
    filled -= hop;
    index += 1;
    receive(due);
  }

  function take(chunk: Signal, receive: (hop: Hop) => void, shared: boolean): void {
    for (let at = 0; at < chunk.length;) {
      const count = Math.min(samples.length - filled, chunk.length - at);
      samples.set(at === 0 && count === chunk.length ? chunk : chunk.subarray(at, at + count), filled);
      filled += count;
      at += count;
      if (filled === samples.length) give(hop, receive, shared);
    }
  }

  function end(receive: (hop: Hop) => void, shared: boolean): void {
    // Samples that came, and are in no hop yet.
    for (let left = filled - past; left > 0; left -= hop) {
      const count = Math.min(left, hop);
      if (count < hop && measure !== undefined) break;
      samples.fill(0, filled);
      filled = samples.length;
      give(count, receive, shared);
      filled = past + left - hop;
    }
    reset();
  }

  function push(chunk: Signal): Hop[];
  function push(chunk: Signal, receive: (hop: Hop) => void): void;
  function push(chunk: Signal, receive?: (hop: Hop) => void): Hop[] | void {
    checkChunk(chunk, dtype);
    if (receive !== undefined) return take(chunk, receive, true);
    const hops: Hop[] = [];
    take(chunk, (due) => hops.push(due), false);
    return hops;
  }

  function flush(): Hop[];
  function flush(receive: (hop: Hop) => void): void;
  function flush(receive?: (hop: Hop) => void): Hop[] | void {
    if (receive !== undefined) return end(receive, true);
    const hops: Hop[] = [];
    end((due) => hops.push(due), false);
    return hops;
  }

  return {
    scales: scales.slice(),
    frequencies: frequencies.slice(),
    hop,
    latency: { samples: hop + ahead, seconds: (hop + ahead) / sampleRate },
    push,
    flush,
    reset,
  };
}

/** Stores values of a row from place `at` on, as far as the row has `length` of them. */
function storeRow(target: Samples, row: number, values: Samples, at: number, length: number): void {
  if (at >= length) return;
  target.set(at + values.length > length ? values.subarray(0, length - at) : values, row * length + at);
}

function checkChunk(chunk: Signal, dtype: Dtype): void {
  if (!(chunk instanceof Float32Array || chunk instanceof Float64Array)) {
    throw new TypeError(`"chunk" must be a Float32Array or a Float64Array, got ${kind(chunk)}`);
  }
  for (let i = 0; i < chunk.length; i++) {
    const value = chunk[i]!;
    // The sample stays in the stream for a while, so it must be finite in the stream's own numbers.
    if (!Number.isFinite(dtype === "float32" ? Math.fround(value) : value)) {
      throw new RangeError(`"chunk" must be finite in ${dtype}, got ${value} at index ${i}`);
    }
  }
}
