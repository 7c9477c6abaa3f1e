import { kind } from "./check.js";
import {
  complexGaussianDerivative,
  complexMorlet,
  frequencyBSpline,
  gaussianDerivative,
  mexicanHat,
  morlet,
  shannon,
} from "./families.js";
import type { Complex } from "./families.js";
import type { WaveletFilter } from "./filter.js";

type Order = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** Names of the real wavelets. */
export type RealWaveletName = "morl" | "mexh" | `gaus${Order}`;

/**
 * Names of the complex wavelets. B is the bandwidth, C the centre frequency in cycles per unit of x, M the order of the
 * spline: `cmor1.5-1.0`, `shan1.5-1.0`, `fbsp2-1.5-1.0`.
 */
export type ComplexWaveletName =
  | `cgau${Order}`
  | "cmor"
  | "fbsp"
  | "shan"
  | `cmor${number}-${number}`
  | `fbsp${number}-${number}-${number}`
  | `shan${number}-${number}`;

/** Names that {@link wavelet} knows. */
export type WaveletName = RealWaveletName | ComplexWaveletName;

interface WaveletProperties {
  /** Name, as {@link wavelet} takes it, parameters included. */
  readonly name: string;
  /** Name of the family, in words. */
  readonly family: string;
  /** Left end of the interval on which the wavelet is sampled. */
  readonly lowerBound: number;
  /** Right end of that interval. */
  readonly upperBound: number;
  /** Frequency of the peak of the spectrum, in cycles per unit of x. Where it is missing, it is found as PyWavelets does. */
  readonly centralFrequency?: number;
  /** How `filter` scales the stretched wavelet: ψ(x / s) / √s, `"l2"`, or ψ(x / s) / s, `"l1"`. Default `"l2"`. */
  readonly norm?: "l1" | "l2";
  /** Impulse response of the transform at a scale, in samples. Where it is missing, ψ is sampled as PyWavelets does. */
  filter?(scale: number): WaveletFilter;
}

/** A real mother wavelet. Any object of this form can be transformed with, not only those that {@link wavelet} makes. */
export interface RealWavelet extends WaveletProperties {
  readonly complex: false;
  /** Value at x; x has no unit, and is time in samples divided by the scale. */
  psi(x: number): number;
}

/** A complex mother wavelet. */
export interface ComplexWavelet extends WaveletProperties {
  readonly complex: true;
  /** Value at x; x has no unit, and is time in samples divided by the scale. */
  psi(x: number): Complex;
}

/** A mother wavelet. */
export type Wavelet = RealWavelet | ComplexWavelet;

/**
 * The 21 continuous wavelets, as `pywt.wavelist(kind="continuous")` lists them.
 * `cmor`, `fbsp` and `shan` also take parameters: `cmorB-C`, `fbspM-B-C`, `shanB-C`.
 */
export const waveletNames: readonly WaveletName[] = [
  "cgau1",
  "cgau2",
  "cgau3",
  "cgau4",
  "cgau5",
  "cgau6",
  "cgau7",
  "cgau8",
  "cmor",
  "fbsp",
  "gaus1",
  "gaus2",
  "gaus3",
  "gaus4",
  "gaus5",
  "gaus6",
  "gaus7",
  "gaus8",
  "mexh",
  "morl",
  "shan",
];

/**
 * Mother wavelet of a name, equal to PyWavelets' `ContinuousWavelet(name)`.
 *
 * | name | ψ(x) | interval |
 * |---|---|---|
 * | `morl` | exp(-x²/2) cos(5x) | ±8 |
 * | `mexh` | Mexican hat, negative second derivative of a Gaussian | ±8 |
 * | `gaus1` to `gaus8` | derivatives of exp(-x²) | ±5 |
 * | `cgau1` to `cgau8` | derivatives of exp(-ix) exp(-x²) | ±5 |
 * | `cmorB-C` | exp(-x²/B) exp(2πiCx) / √(πB) | ±8 |
 * | `shanB-C` | √B sinc(Bx) exp(2πiCx) | ±20 |
 * | `fbspM-B-C` | √B sinc(Bx/M)ᴹ exp(2πiCx) | ±20 |
 *
 * B, C and M are decimal numbers, above 0; M is an integer. The bare names, which PyWavelets deprecates with a warning,
 * keep its defaults: `cmor` is `cmor1.0-0.5`, `shan` is `shan0.5-1.0`, `fbsp` is `fbsp2-1.0-0.5`.
 *
 * @param name - One of {@link waveletNames}, or a form with parameters. A wavelet is returned as it is.
 * @returns The wavelet: its name with parameters, family, interval and function.
 * @throws {TypeError} If `name` is neither a string nor a wavelet.
 * @throws {RangeError} If the name is unknown, or a parameter is missing, zero, or not a decimal number.
 *
 * @example
 * wavelet("morl").psi(0); // 1
 * wavelet("cmor1.5-1.0").complex; // true
 */
export function wavelet(name: RealWaveletName | RealWavelet): RealWavelet;
export function wavelet(name: ComplexWaveletName | ComplexWavelet): ComplexWavelet;
export function wavelet(name: WaveletName | Wavelet): Wavelet;
export function wavelet(name: WaveletName | Wavelet): Wavelet {
  if (typeof name === "object" && name !== null && typeof name.psi === "function") return checkBounds(name);
  if (typeof name !== "string") {
    throw new TypeError(`"wavelet" must be a name or a wavelet, got ${kind(name)}`);
  }
  const found = simple(name) ?? parametrised(name);
  if (found === undefined) {
    throw new RangeError(
      `"wavelet" must be one of ${waveletNames.join(", ")}, or cmorB-C, fbspM-B-C, shanB-C, got "${name}"`,
    );
  }
  return found;
}

function checkBounds(own: Wavelet): Wavelet {
  const { lowerBound, upperBound } = own;
  if (!(Number.isFinite(lowerBound) && Number.isFinite(upperBound) && lowerBound < upperBound)) {
    throw new RangeError(
      `"wavelet" must have finite bounds with lowerBound < upperBound, got ${lowerBound} and ${upperBound}`,
    );
  }
  return own;
}

function simple(name: string): Wavelet | undefined {
  if (name === "morl") return real(name, "Morlet", 8, morlet);
  if (name === "mexh") return real(name, "Mexican hat", 8, mexicanHat);
  const [, family, digit] = /^(gaus|cgau)([1-8])$/.exec(name) ?? [];
  if (family === "gaus") return real(name, "Gaussian", 5, gaussianDerivative(Number(digit)));
  if (family === "cgau") return complex(name, "complex Gaussian", 5, complexGaussianDerivative(Number(digit)));
  return undefined;
}

const defaultParameters: Readonly<Record<string, string>> = { cmor: "1.0-0.5", fbsp: "2-1.0-0.5", shan: "0.5-1.0" };

function parametrised(name: string): Wavelet | undefined {
  const family = name.slice(0, 4);
  const defaults = defaultParameters[family];
  if (defaults === undefined) return undefined;
  const text = name.slice(4) || defaults;
  const parts = text.split("-");
  const numbers = parts.map((part) => (/^\d+(\.\d*)?$/.test(part) ? Number(part) : Number.NaN));
  const full = family + text;
  const [first = 0, second = 0, third = 0] = numbers;
  const complete = parts.length === defaults.split("-").length && numbers.every((n) => n > 0 && n < Infinity);
  if (family === "fbsp") {
    if (!complete || !Number.isInteger(first)) {
      throw new RangeError(`"wavelet" must be fbspM-B-C with an integer M >= 1 and decimal B, C > 0, got "${name}"`);
    }
    return complex(full, "frequency B-spline", 20, frequencyBSpline(first, second, third));
  }
  if (!complete) {
    throw new RangeError(`"wavelet" must be ${family}B-C with decimal B, C > 0, got "${name}"`);
  }
  if (family === "shan") return complex(full, "Shannon", 20, shannon(first, second));
  return complex(full, "complex Morlet", 8, complexMorlet(first, second));
}

function real(name: string, family: string, bound: number, psi: (x: number) => number): RealWavelet {
  return { name, family, complex: false, lowerBound: -bound, upperBound: bound, psi };
}

function complex(name: string, family: string, bound: number, psi: (x: number) => Complex): ComplexWavelet {
  return { name, family, complex: true, lowerBound: -bound, upperBound: bound, psi };
}
