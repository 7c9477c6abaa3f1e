import { checkPositive, checkPositiveInteger } from "./check.js";
import { checkSignal, type SameSignal, type Signal } from "./signal.js";

/** Options of `trim`. */
export interface TrimOptions {
  /** Frames this many dB or more below the loudest one are silent. Default 60. */
  topDb?: number;
  /** Samples of a frame. Default 2048. */
  frameLength?: number;
  /** Samples from one frame to the next. Default 512. */
  hopLength?: number;
}

/** What `trim` keeps. */
export interface Trimmed<T extends Signal> {
  /** A copy of `x` from `start` to `end`. */
  samples: SameSignal<T>;
  /** First sample that is kept. */
  start: number;
  /** First sample behind what is kept. */
  end: number;
}

// librosa takes amplitudes below 1e-5 for as many: no frame is more silent than this power.
const minPower = 1e-10;

/**
 * Cuts off leading and trailing silence, as `librosa.effects.trim` (0.10.2), with the same boundaries.
 *
 * The signal is framed with each frame centred on a multiple of `hopLength`, zeros beyond both ends. A frame sounds if its
 * mean power is less than `topDb` below that of the loudest frame; powers below 1e-10 count as 1e-10. Kept is what lies from
 * `hopLength` times the first sounding frame to `hopLength` times the frame behind the last sounding one. Powers are computed
 * in float64 (librosa: float32 for float32 samples).
 *
 * There always is a loudest frame. A signal that is silent throughout (no power above 1e-10) is therefore kept whole, as by
 * librosa; `standardize` and the other normalisations then reject it. The result is empty only if `hopLength` is more than half
 * of `frameLength` and nothing but the very end sounds.
 *
 * @param x - Samples at any rate. Frame and hop are in samples: 2048 and 512 are librosa's defaults at every rate.
 * @param options.topDb - In dB, finite, above 0. Default 60.
 * @param options.frameLength - Default 2048.
 * @param options.hopLength - Default 512.
 * @returns The samples kept, copied, and where they lie in `x`: [start, end).
 * @throws {TypeError} If `x` is not a `Float32Array` or `Float64Array`, or an option not a number.
 * @throws {RangeError} If `x` is empty or holds a sample that is not finite, `topDb` is not finite and above 0, or a length is
 *   not a whole number above 0.
 *
 * @example
 * const { samples, start, end } = trim(recording, { topDb: 30 });
 */
export function trim<T extends Signal>(x: T, options: TrimOptions = {}): Trimmed<T> {
  const { topDb = 60, frameLength = 2048, hopLength = 512 } = options;
  checkSignal("x", x);
  checkPositive("topDb", topDb);
  checkPositiveInteger("frameLength", frameLength);
  checkPositiveInteger("hopLength", hopLength);

  const levels = framePowers(x, frameLength, hopLength).map((power) => 10 * Math.log10(Math.max(minPower, power)));
  const loudest = levels.reduce((a, b) => Math.max(a, b));
  const sounds = (level: number): boolean => level - loudest > -topDb;
  const start = levels.findIndex(sounds) * hopLength;
  const end = Math.min(x.length, (levels.findLastIndex(sounds) + 1) * hopLength);
  return { samples: x.slice(start, end) as SameSignal<T>, start, end };
}

/** Mean power of centred frames, zeros beyond both ends. */
function framePowers(x: Signal, frameLength: number, hopLength: number): Float64Array {
  const half = Math.floor(frameLength / 2);
  const count = 1 + Math.floor((x.length + 2 * half - frameLength) / hopLength);
  return Float64Array.from({ length: count }, (_, frame) => {
    const start = frame * hopLength - half;
    const end = Math.min(x.length, start + frameLength);
    let sum = 0;
    for (let i = Math.max(0, start); i < end; i++) sum += x[i]! ** 2;
    return sum / frameLength;
  });
}
