import { checkInteger, checkSignal } from "./check.js";
import type { Signal } from "./check.js";
import type { CwtOptions } from "./cwt.js";
import { gatherRows } from "./engine/gather.js";
import type { Samples } from "./engine/samples.js";
import type { ComplexFrames, FrameOptions, RealFrames } from "./frame.js";
import { outputOf, prepareCwt } from "./prepare.js";
import type { Dtype } from "./scalogram.js";
import type { ComplexWavelet, ComplexWaveletName, RealWavelet, RealWaveletName } from "./wavelet.js";
import type { Wavelet, WaveletName } from "./wavelet.js";

/** The frames that a wavelet W gives: real for a real one, complex for a complex one. */
export type FramesOf<W extends WaveletName | Wavelet, D extends Dtype> = W extends RealWaveletName | RealWavelet
  ? RealFrames<D>
  : W extends ComplexWaveletName | ComplexWavelet
    ? ComplexFrames<D>
    : RealFrames<D> | ComplexFrames<D>;

/** Options of {@link cwtFrames}. */
export interface CwtFramesOptions<W extends WaveletName | Wavelet = "morl", D extends Dtype = "float32">
  extends Omit<CwtOptions<W, D>, "samplingPeriod">, FrameOptions {
  /** Samples from a time step of a frame to the next, an integer from 1 on. Default 1: all. */
  readonly timeStep?: number;
}

/**
 * Frames of the continuous wavelet transform for a network: equal to `frames(cwt(x, scales, options), options)`, to the
 * last bit, without the scalogram between them.
 *
 * Coefficients are written to their frames block by block; beside the signal and the frames it needs a few megabytes, however
 * long the signal is.
 *
 * @param x - Samples of one channel, finite, at least `length` of them. It is not changed.
 * @param scales - Scales, in samples: finite, above 0, in any order. They need not be integers.
 * @param options - `length` of a frame (4000) and `hop` from one to the next (`length`), in samples; `timeStep` (1),
 *   which keeps every so many-th time step of a frame; `wavelet` (`"morl"`), `precision` (12), `dtype` (`"float32"`), and
 *   `output`, arrays of the frames' size to write to.
 * @returns Coefficients of shape [frames, ceil(length / timeStep), scales]: `data` for a real wavelet, `re` and `im` for
 *   a complex one. Samples after the last whole frame are left out.
 * @throws {TypeError} If an argument is of the wrong kind.
 * @throws {RangeError} If `x` is shorter than a frame or holds NaN or an infinity, an option is outside of its range, or
 *   `output` is of the wrong length or overlaps the input. Nothing has been written then.
 *
 * @example
 * const x = Float32Array.from({ length: 10_000 }, (_, n) => Math.sin(0.1 * n));
 * cwtFrames(x, [6, 7, 8], { length: 4000, timeStep: 4 }).shape; // [2, 1000, 3]
 */
export function cwtFrames<const W extends WaveletName | Wavelet = "morl", const D extends Dtype = "float32">(
  x: Signal,
  scales: ArrayLike<number>,
  options: CwtFramesOptions<W, D> = {},
): FramesOf<W, D> {
  checkSignal("x", x);
  const { length = 4000, hop = length, timeStep = 1, output, ...rest } = options;
  checkInteger("length", length, 1, Number.MAX_SAFE_INTEGER);
  checkInteger("hop", hop, 1, Number.MAX_SAFE_INTEGER);
  checkInteger("timeStep", timeStep, 1, Number.MAX_SAFE_INTEGER);
  if (x.length < length) {
    throw new RangeError(`"x" must be at least one frame of ${length} samples long, got ${x.length}`);
  }
  const prepared = prepareCwt({ ...rest, scales });
  const columns = prepared.scales.length;
  const count = Math.floor((x.length - length) / hop) + 1;
  const steps = Math.ceil(length / timeStep);
  const parts = outputOf(prepared, count * steps * columns, x, output);
  const cut: Cut = { length, hop, timeStep, count, steps, columns };
  if ("im" in parts) {
    prepared.engine.forEachBlock(x, x.length, ({ start, rows: [first], values: [a, b] }) => {
      place(parts.re, first / 2, a, start, cut);
      place(parts.im, first / 2, b, start, cut);
    });
  } else {
    const gatherer = gatherRows((start, numbers, rows) => {
      if (rows.length === 8) placeEight(parts.data, numbers as Eight<number>, rows as Eight<Samples>, start, cut);
      else rows.forEach((row, i) => place(parts.data, numbers[i]!, row, start, cut));
    });
    prepared.engine.forEachBlock(x, x.length, gatherer.visit);
    gatherer.flush();
  }
  return { ...parts, complex: prepared.complex, shape: [count, steps, columns] } as unknown as FramesOf<W, D>;
}

interface Cut {
  readonly length: number;
  readonly hop: number;
  readonly timeStep: number;
  /** Frames. */
  readonly count: number;
  /** Time steps of a frame. */
  readonly steps: number;
  /** Scales. */
  readonly columns: number;
}

/** Time steps of a frame that a block has values for. */
interface Run {
  /** Value of the block that the first of them has. */
  readonly from: number;
  /** Number of the first, counted over all frames, and of the first that is not among them. */
  readonly step: number;
  readonly endStep: number;
}

function runsOf(start: number, length: number, cut: Cut): Run[] {
  const runs: Run[] = [];
  const end = start + length;
  const first = Math.max(0, Math.floor((start - cut.length) / cut.hop) + 1);
  for (let frame = first; frame < cut.count && frame * cut.hop < end; frame++) {
    const begin = frame * cut.hop;
    const step = Math.ceil(Math.max(0, start - begin) / cut.timeStep);
    const endStep = Math.ceil(Math.min(end - begin, cut.length) / cut.timeStep);
    if (step >= endStep) continue;
    const before = frame * cut.steps;
    runs.push({ from: begin + step * cut.timeStep - start, step: before + step, endStep: before + endStep });
  }
  return runs;
}

function place(target: Samples, column: number, row: Samples, start: number, cut: Cut): void {
  const { columns, timeStep } = cut;
  for (const { from, step, endStep } of runsOf(start, row.length, cut)) {
    const end = endStep * columns;
    for (let to = step * columns, n = from; to < end; to += columns, n += timeStep) target[to + column] = row[n]!;
  }
}

type Eight<T> = readonly [T, T, T, T, T, T, T, T];

/**
 * Eight rows in one go, which mostly are neighbours in a frame: what costs time are the cache lines of a frame, each
 * scale's value being in another than the next time step's. Two rows at a time took half as long again.
 */
function placeEight(
  target: Samples,
  [c0, c1, c2, c3, c4, c5, c6, c7]: Eight<number>,
  [r0, r1, r2, r3, r4, r5, r6, r7]: Eight<Samples>,
  start: number,
  cut: Cut,
): void {
  const { columns, timeStep } = cut;
  for (const { from, step, endStep } of runsOf(start, r0.length, cut)) {
    const end = endStep * columns;
    for (let to = step * columns, n = from; to < end; to += columns, n += timeStep) {
      target[to + c0] = r0[n]!;
      target[to + c1] = r1[n]!;
      target[to + c2] = r2[n]!;
      target[to + c3] = r3[n]!;
      target[to + c4] = r4[n]!;
      target[to + c5] = r5[n]!;
      target[to + c6] = r6[n]!;
      target[to + c7] = r7[n]!;
    }
  }
}
