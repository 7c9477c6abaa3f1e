import { checkPositiveInteger } from "./check.js";
import { openPolyphaseKernel } from "./kernels/polyphase.js";
import { type PhaseFilters, filterByPhase } from "./polyphase.js";
import { checkSignal, type SameSignal, type Signal, zerosLike } from "./signal.js";
import { sincKernel, zeroCrossings } from "./sinc-kernel.js";

// Where the filter has fallen to one half, as a fraction of the lower of the two Nyquist frequencies.
const rolloff = 0.945;

// 2 MB of taps. Ratios with more phases than fit are interpolated from one table of the kernel.
const maxTaps = 2 ** 18;
// Linear interpolation errs by pi^2 / 24 / steps^2 at most: -152 dB.
const stepsPerCrossing = 4096;

/**
 * Changes the sample rate by band-limited interpolation: a polyphase filter of a sinc under a Kaiser window, 64 zero crossings
 * to each side, beta 14, in float64; in vectors where the machine has SIMD in WebAssembly, plainly elsewhere, to the same bits.
 *
 * Of the lower of the two Nyquist frequencies, the band up to 0.87 passes unchanged, 0.945 is halved, and from 1.02 on, where
 * aliases and images come from, all is below -120 dB. Output sample `i` lies at the time of input sample `i * fromRate / toRate`:
 * there is no delay. Beyond its ends the signal counts as zero, so the first and last 64 / 0.945 samples of the lower rate
 * fade as those of any linear-phase filter do.
 *
 * Memory beside the result stays under 7 MB at every ratio, about 1 MB at common ones, and is kept for the next call. The time grows with `x.length * max(1, toRate / fromRate)`.
 *
 * @param x - Samples at `fromRate`.
 * @param fromRate - In Hz, a whole number above 0.
 * @param toRate - In Hz, a whole number above 0.
 * @returns A new array of the type of `x` with `ceil(x.length * toRate / fromRate)` samples, a copy of `x` if the rates are equal.
 *   Next to a steep edge the filter overshoots: samples may leave [-1, 1].
 * @throws {TypeError} If `x` is not a `Float32Array` or `Float64Array`, or a rate not a number.
 * @throws {RangeError} If `x` is empty or holds a sample that is not finite, or a rate is not a whole number above 0, or
 *   `x.length * toRate` in lowest terms passes 2^53.
 *
 * @example
 * const samples = resample(recording, 48_000, 16_000);
 *
 * @see J. O. Smith, "Digital Audio Resampling Home Page", CCRMA; length as `librosa.resample`.
 */
export function resample<T extends Signal>(x: T, fromRate: number, toRate: number): SameSignal<T> {
  checkSignal("x", x);
  checkPositiveInteger("fromRate", fromRate);
  checkPositiveInteger("toRate", toRate);
  if (fromRate === toRate) return x.slice() as SameSignal<T>;
  const divisor = greatestCommonDivisor(fromRate, toRate);
  const up = toRate / divisor;
  const down = fromRate / divisor;
  if (!Number.isSafeInteger(x.length * up)) {
    throw new RangeError(`"x" must be shorter for a ratio of ${up} to ${down}, got ${x.length} samples`);
  }
  const y: Signal = zerosLike(x, Math.ceil((x.length * up) / down));
  // Zero crossings of the kernel per input sample: it stretches when the rate falls.
  const scale = rolloff * Math.min(1, up / down);
  // A kernel centred between two samples reaches this many to each side.
  const half = Math.ceil(zeroCrossings / scale);
  if (up * 2 * half <= maxTaps) filterByPhase(x, y, phaseFilters(up, down, scale, half), openPolyphaseKernel());
  else filterByInterpolation(x, y, up, down, scale, half);
  return y as SameSignal<T>;
}

/** Computed once for sounds of the same rates, one after another. */
let lastFilters: PhaseFilters | undefined;

function phaseFilters(up: number, down: number, scale: number, half: number): PhaseFilters {
  if (lastFilters?.up === up && lastFilters.down === down) return lastFilters;
  const width = 2 * half;
  const taps = new Float64Array(up * width);
  for (let phase = 0; phase < up; phase++) {
    for (let k = 0; k < width; k++) taps[phase * width + k] = scale * sincKernel(scale * (k + 1 - half - phase / up));
  }
  lastFilters = { up, down, width, taps };
  return lastFilters;
}

function filterByInterpolation(x: Signal, y: Signal, up: number, down: number, scale: number, half: number): void {
  const table = new Float64Array(zeroCrossings * stepsPerCrossing + 2);
  for (let j = 0; j < table.length; j++) table[j] = scale * sincKernel(j / stepsPerCrossing);
  const last = zeroCrossings * stepsPerCrossing;
  const step = scale * stepsPerCrossing;
  for (let i = 0; i < y.length; i++) {
    // Below 2^53 as x.length * up is: the place is exact however long the signal.
    const centre = Math.floor((i * down) / up);
    const fraction = ((i * down) % up) / up;
    const end = Math.min(x.length, centre + half + 1);
    let sum = 0;
    for (let k = Math.max(0, centre - half + 1); k < end; k++) {
      const position = Math.min(last, Math.abs(k - centre - fraction) * step);
      const j = Math.floor(position);
      const tap = table[j]!;
      sum += x[k]! * (tap + (position - j) * (table[j + 1]! - tap));
    }
    y[i] = sum;
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
