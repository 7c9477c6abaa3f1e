import type { Section } from "./butterworth.js";
import { show } from "./check.js";
import { checkSignal, type SameSignal, type Signal, zerosLike } from "./signal.js";

/**
 * Filters a signal forwards through second-order sections: causal, with the delay of the filter, at rest before the signal.
 *
 * As `scipy.signal.sosfilt`, in float64 throughout (SciPy: float32 for float32 samples).
 *
 * @param sections - Rows `[b0, b1, b2, 1, a1, a2]`, as `butterworthBandpass` and SciPy's `output="sos"` give them, at least one.
 * @param x - Samples.
 * @returns A new array of the type and length of `x`.
 * @throws {TypeError} If an argument is of the wrong kind.
 * @throws {RangeError} If there are no sections, one is not of this form, or `x` is empty or holds a sample that is not finite.
 *
 * @example
 * sosfilt([[1, -1, 0, 1, 0, 0]], Float32Array.of(1, 3, 6)); // Float32Array [1, 2, 3]
 */
export function sosfilt<T extends Signal>(sections: readonly Section[], x: T): SameSignal<T> {
  checkSections(sections);
  checkSignal("x", x);
  const work = Float64Array.from(x);
  for (const section of sections) filterInPlace(section, work, 0, 0);
  return converted(x, work);
}

/**
 * Filters a signal through second-order sections forwards and then backwards: no delay, zero phase, and the magnitude of the
 * filter squared, so that a Butterworth filter falls by 6.02 dB at the ends of its band.
 *
 * As `scipy.signal.sosfiltfilt` with its defaults: both ends are extended by an odd reflection of `3 * (2 * sections + 1)`
 * samples (less for sections of first order), and each pass begins in the steady state of its first sample.
 *
 * @param sections - As for `sosfilt`.
 * @param x - Samples, more than that extension: 27 for four sections of second order.
 * @returns A new array of the type and length of `x`.
 * @throws {TypeError} If an argument is of the wrong kind.
 * @throws {RangeError} If there are no sections, one is not of this form, `x` is too short or holds a sample that is not
 *   finite, or a section has a pole at 1 and thus no steady state.
 *
 * @example
 * const centred = sosfiltfilt(butterworthBandpass(4, [100, 2000], 16_000), samples);
 *
 * @see F. Gustafsson, "Determining the initial states in forward-backward filtering", IEEE Trans. Signal Processing 44, 1996.
 */
export function sosfiltfilt<T extends Signal>(sections: readonly Section[], x: T): SameSignal<T> {
  checkSections(sections);
  checkSignal("x", x);
  const firstOrder = Math.min(count(sections, 2), count(sections, 5));
  const edge = 3 * (2 * sections.length + 1 - firstOrder);
  if (x.length <= edge) {
    throw new RangeError(
      `"x" must hold more than ${edge} samples for these ${sections.length} sections, got ${x.length}`,
    );
  }
  const states = steadyStates(sections);
  const work = oddExtension(x, edge);
  for (let pass = 0; pass < 2; pass++) {
    const first = work[0]!;
    sections.forEach((section, s) => filterInPlace(section, work, states[s]![0] * first, states[s]![1] * first));
    work.reverse();
  }
  return converted(x, work.subarray(edge, edge + x.length));
}

/** Transposed direct form II, from a given state. */
function filterInPlace([b0, b1, b2, , a1, a2]: Section, work: Float64Array, state1: number, state2: number): void {
  let z1 = state1;
  let z2 = state2;
  for (let i = 0; i < work.length; i++) {
    const input = work[i]!;
    const output = b0 * input + z1;
    z1 = b1 * input - a1 * output + z2;
    z2 = b2 * input - a2 * output;
    work[i] = output;
  }
}

/** The states in which sections stay while the first of them is fed with 1 (SciPy: `sosfilt_zi`). */
function steadyStates(sections: readonly Section[]): [number, number][] {
  let input = 1;
  return sections.map(([b0, b1, b2, , a1, a2], s) => {
    const denominator = 1 + a1 + a2;
    if (denominator === 0) throw new RangeError(`"sections[${s}]" must have no pole at 1, got one`);
    const output = (input * (b0 + b1 + b2)) / denominator;
    const z2 = b2 * input - a2 * output;
    const z1 = b1 * input - a1 * output + z2;
    input = output;
    return [z1, z2];
  });
}

/** The signal with both ends turned by half a circle about their last sample (SciPy: `odd_ext`). */
function oddExtension(x: Signal, edge: number): Float64Array<ArrayBuffer> {
  const extended = new Float64Array(x.length + 2 * edge);
  extended.set(x, edge);
  const last = x.length - 1;
  for (let i = 1; i <= edge; i++) {
    extended[edge - i] = 2 * x[0]! - x[i]!;
    extended[edge + last + i] = 2 * x[last]! - x[last - i]!;
  }
  return extended;
}

function count(sections: readonly Section[], index: 2 | 5): number {
  return sections.filter((section) => section[index] === 0).length;
}

function converted<T extends Signal>(x: T, samples: Float64Array): SameSignal<T> {
  const y = zerosLike(x, samples.length);
  y.set(samples);
  return y;
}

function checkSections(sections: unknown): asserts sections is readonly Section[] {
  if (!Array.isArray(sections)) throw new TypeError(`"sections" must be an array of sections, got ${show(sections)}`);
  if (sections.length === 0) throw new RangeError('"sections" must hold at least one section, got none');
  (sections as unknown[]).forEach((section, s) => {
    if (!Array.isArray(section))
      throw new TypeError(`"sections[${s}]" must be an array of 6 numbers, got ${show(section)}`);
    const row = section as unknown[];
    if (!(row.length === 6 && row.every(Number.isFinite) && row[3] === 1)) {
      throw new RangeError(
        `"sections[${s}]" must be [b0, b1, b2, 1, a1, a2], all finite, got [${row.map(show).join(", ")}]`,
      );
    }
  });
}
