import cgau2 from "./fixtures/cwt-cgau2.json" with { type: "json" };
import cmor from "./fixtures/cwt-cmor1.5-1.0.json" with { type: "json" };
import fbsp from "./fixtures/cwt-fbsp2-1.5-1.0.json" with { type: "json" };
import gaus1 from "./fixtures/cwt-gaus1.json" with { type: "json" };
import gaus4 from "./fixtures/cwt-gaus4.json" with { type: "json" };
import mexh from "./fixtures/cwt-mexh.json" with { type: "json" };
import morl from "./fixtures/cwt-morl.json" with { type: "json" };
import shan from "./fixtures/cwt-shan1.5-1.0.json" with { type: "json" };
import signals from "./fixtures/cwt-signals.json" with { type: "json" };
import families from "./fixtures/families.json" with { type: "json" };
import type { Scalogram } from "../src/scalogram.js";
import type { WaveletName } from "../src/wavelet.js";

/** An array of the fixtures. */
export interface Encoded {
  readonly data: string;
}

/** An array of the fixtures that may be complex. */
export type EncodedParts = Encoded | { readonly re: Encoded; readonly im: Encoded };

export function decode({ data }: Encoded): Float64Array {
  return new Float64Array(Uint8Array.from(atob(data), (c) => c.charCodeAt(0)).buffer);
}

/** `[values]` or `[real parts, imaginary parts]`. */
export function decodeParts(encoded: EncodedParts): Float64Array[] {
  return "re" in encoded ? [decode(encoded.re), decode(encoded.im)] : [decode(encoded)];
}

/** A transform by PyWavelets. */
export interface GoldenCase {
  readonly title: string;
  readonly wavelet: WaveletName;
  readonly precision: number;
  readonly x: Float64Array;
  readonly scales: readonly number[];
  /** `[values]` or `[real parts, imaginary parts]`, each of shape [scales, time]. */
  readonly expected: Float64Array[];
}

/** Every transform of the fixtures, decoded one at a time. */
export function* goldenCases(): Generator<GoldenCase> {
  const inputs: Readonly<Record<string, Encoded>> = signals.signals;
  for (const file of [cgau2, cmor, fbsp, gaus1, gaus4, mexh, morl, shan]) {
    for (const { signal, scales, coefs } of file.cases) {
      yield {
        title: `${file.wavelet}, ${signal}`,
        wavelet: file.wavelet as WaveletName,
        precision: file.precision,
        x: decode(inputs[signal]!),
        scales,
        expected: decodeParts(coefs),
      };
    }
  }
  const x = decode(families.signal);
  for (const { wavelet, precision, coefs } of families.cases) {
    yield {
      title: `${wavelet}, precision ${precision}`,
      wavelet: wavelet as WaveletName,
      precision,
      x,
      scales: families.scales,
      expected: decodeParts(coefs),
    };
  }
}

/** Largest absolute difference over all parts, in units of the largest absolute expected value. */
export function relativeError(actual: Scalogram, expected: readonly Float64Array[]): number {
  const parts = actual.complex ? [actual.re, actual.im] : [actual.data];
  if (parts.length !== expected.length) throw new Error(`expected ${expected.length} parts, got ${parts.length}`);
  let largest = 0;
  let error = 0;
  expected.forEach((values, part) => {
    if (parts[part]!.length !== values.length) throw new Error(`expected ${values.length} values`);
    for (let i = 0; i < values.length; i++) {
      largest = Math.max(largest, Math.abs(values[i]!));
      error = Math.max(error, Math.abs(values[i]! - parts[part]![i]!));
    }
  });
  return error / largest;
}

/** Largest absolute difference of two sequences of one length; NaN where either holds one. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) throw new Error(`expected ${expected.length} values, got ${actual.length}`);
  let largest = 0;
  for (let i = 0; i < actual.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    if (!(difference <= largest)) largest = difference;
    if (Number.isNaN(largest)) return largest;
  }
  return largest;
}
