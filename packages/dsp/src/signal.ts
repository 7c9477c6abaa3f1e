import { show } from "./check.js";

/** One channel of samples. */
export type Signal = Float32Array | Float64Array;

/** A new signal of the same sample type: functions return what they are given. */
export type SameSignal<T extends Signal> = T extends Float64Array
  ? Float64Array<ArrayBuffer>
  : Float32Array<ArrayBuffer>;

/** Zeros of the sample type of `x`. */
export function zerosLike<T extends Signal>(x: T, length: number): SameSignal<T> {
  const zeros = isFloat64(x) ? new Float64Array(length) : new Float32Array(length);
  return zeros as SameSignal<T>;
}

export function checkSignal(name: string, x: unknown): asserts x is Signal {
  // By tag and not by `instanceof`, which fails for arrays from another window, worker or test realm.
  const kind = Object.prototype.toString.call(x);
  if (kind !== "[object Float32Array]" && kind !== "[object Float64Array]") {
    throw new TypeError(`"${name}" must be a Float32Array or a Float64Array, got ${show(x)}`);
  }
  const samples = x as Signal;
  if (samples.length === 0) throw new RangeError(`"${name}" must hold at least one sample, got none`);
  for (let i = 0; i < samples.length; i++) {
    if (!Number.isFinite(samples[i])) {
      throw new RangeError(`"${name}" must hold finite samples only, got ${samples[i]} at index ${i}`);
    }
  }
}

function isFloat64(x: Signal): x is Float64Array {
  return Object.prototype.toString.call(x) === "[object Float64Array]";
}
