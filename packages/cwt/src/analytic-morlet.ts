import { checkPositive } from "./check.js";
import type { Complex } from "./families.js";
import type { WaveletFilter } from "./filter.js";
import type { ComplexWavelet } from "./wavelet.js";

/**
 * How a stretched wavelet is scaled: `"l2"` keeps its energy, ψ(x / s) / √s, as PyWavelets and Torrence and Compo do;
 * `"l1"` keeps the height of its spectrum, ψ(x / s) / s, so that tones of one amplitude give coefficients of one size.
 */
export type WaveletNorm = "l1" | "l2";

/** A complex wavelet given by its Fourier transform, which is as good as zero at negative frequencies. */
export interface AnalyticWavelet extends ComplexWavelet {
  readonly norm: WaveletNorm;
  /** Frequency of the peak of the spectrum, in cycles per unit of x. */
  readonly centralFrequency: number;
  /** Fourier transform ∫ ψ(x) exp(-iωx) dx at ω, in radians per unit of x. It is real. */
  spectrum(omega: number): number;
  /** Impulse response of the transform at a scale, in samples. */
  filter(scale: number): WaveletFilter;
  /** The wavelet -dψ/dx: its coefficients, divided by the scale, are the derivatives of this one's by time in samples. */
  readonly derivative: ComplexWavelet;
}

/** Options of {@link analyticMorlet}. */
export interface AnalyticMorletOptions {
  /** Radians per unit of x, finite, at least 5. Default 6. Torrence and Compo call it ω₀, ssqueezepy μ. */
  readonly frequency?: number;
  /** See {@link WaveletNorm}. Default `"l2"`. */
  readonly norm?: WaveletNorm;
}

/** Distance from its centre, in standard deviations, at which a Gaussian is cut: it has fallen to 1.3e-14. */
const reach = 8;

/** Frequencies, in cycles per sample, between which a filter's response falls from all to nothing. */
const edge = { start: 0.45, end: 0.5 } as const;

/** Points of the longest filter: a gigabyte of taps. */
const largestFilter = 2 ** 27;

// A bank of filters knows a wavelet again by its identity, so one-shot transforms must get the same object again.
const known = new Map<string, AnalyticWavelet>();
const mostKnown = 16;

/**
 * The Morlet wavelet itself, rather than PyWavelets' staircase of it, for `cwt`, `planCwt`, `icwt` and `ssq`.
 *
 * ψ(x) = c π^(-1/4) exp(-x²/2) (exp(iμx) - exp(-μ²/2)), with c such that ∫ |ψ|² dx = 1. Its Fourier transform is
 * c π^(-1/4) √(2π) (exp(-(ω - μ)²/2) - exp(-μ²/2) exp(-ω²/2)): zero at ω = 0, and at negative frequencies below
 * exp(-μ²/2) of its peak, 1.5e-8 for μ = 6. With norm `"l1"`, ψ is scaled so that its transform peaks at 2.
 *
 * The filter at scale s samples ψ(n / s) for |n| <= 8 s, which cuts off 1.3e-14 of the peak; `precision` means nothing.
 * Scales whose response reaches 0.45 cycles per sample would alias, and lose the zero at negative frequencies; there the
 * response is brought down to nothing between 0.45 and 0.5 by a Gaussian-windowed sinc of 815 taps. A coefficient of a tone
 * A cos(2πfn) has the magnitude A at the scale of its frequency with norm `"l1"`, 0.94 A √s with `"l2"`.
 *
 * @param options - `frequency` (6) and `norm` (`"l2"`).
 * @returns The wavelet, with its spectrum, central frequency and derivative. At scale s, which must be at least
 *   `frequency` / π samples so that its peak lies below half the sample rate, it responds most to
 *   `centralFrequency / s` = μ / (2π s) cycles per sample. The same options give the same object.
 * @throws {TypeError} If `frequency` is not a number.
 * @throws {RangeError} If `frequency` is below 5, NaN or infinite, or `norm` is unknown.
 *
 * Source: C. Torrence and G. P. Compo, A Practical Guide to Wavelet Analysis, Bull. Amer. Meteor. Soc. 79 (1998), table 1,
 * with the correction that makes the mean zero, as in ssqueezepy's `morlet`.
 *
 * @example
 * const morlet = analyticMorlet({ norm: "l1" });
 * const x = Float32Array.from({ length: 1000 }, (_, n) => 3 * Math.cos((2 * Math.PI * n) / 20));
 * const { re, im } = cwt(x, [20 * morlet.centralFrequency], { wavelet: morlet });
 * Math.hypot(re[500], im[500]); // 3.0000
 */
export function analyticMorlet(options: AnalyticMorletOptions = {}): AnalyticWavelet {
  const { frequency = 6, norm = "l2" } = options;
  checkPositive("frequency", frequency);
  if (!(frequency >= 5)) throw new RangeError(`"frequency" must be at least 5, got ${frequency}`);
  if (norm !== "l1" && norm !== "l2") throw new RangeError(`"norm" must be "l1" or "l2", got ${JSON.stringify(norm)}`);
  const key = `${norm} ${frequency}`;
  const made = known.get(key) ?? create(frequency, norm);
  known.delete(key);
  known.set(key, made);
  if (known.size > mostKnown) known.delete(known.keys().next().value!);
  return made;
}

function create(frequency: number, norm: WaveletNorm): AnalyticWavelet {
  const correction = Math.exp((-frequency * frequency) / 2);
  const shape = (omega: number) =>
    Math.exp(-((omega - frequency) ** 2) / 2) - correction * Math.exp((-omega * omega) / 2);
  // Where the derivative of the spectrum vanishes: ω - μ = ω exp(-μω). The right side is tiny, so iteration settles at once.
  let peak = frequency;
  for (let i = 0; i < 3; i++) peak = frequency + peak * Math.exp(-frequency * peak);
  const energy = Math.sqrt(Math.PI) * (1 + correction ** 2 - 2 * Math.exp(-0.75 * frequency * frequency));
  const height = norm === "l1" ? 2 / (Math.sqrt(2 * Math.PI) * shape(peak)) : 1 / Math.sqrt(energy);

  const psi = (x: number): Complex => {
    const envelope = height * Math.exp((-x * x) / 2);
    return { re: envelope * (Math.cos(frequency * x) - correction), im: envelope * Math.sin(frequency * x) };
  };
  const slope = (x: number): Complex => {
    const envelope = height * Math.exp((-x * x) / 2);
    const cosine = Math.cos(frequency * x);
    const sine = Math.sin(frequency * x);
    return {
      re: envelope * (x * (cosine - correction) + frequency * sine),
      im: envelope * (x * sine - frequency * cosine),
    };
  };
  const common = {
    family: "analytic Morlet",
    complex: true,
    lowerBound: -reach,
    upperBound: reach,
    norm,
    centralFrequency: peak / (2 * Math.PI),
  } as const;
  const name = `analyticMorlet(${frequency})`;
  const filterOf = (f: (x: number) => Complex) => (scale: number) => {
    checkScale(scale, frequency, name);
    const factor = norm === "l1" ? 1 / scale : 1 / Math.sqrt(scale);
    const aliases = scale * 2 * Math.PI * edge.start < frequency + reach;
    return aliases ? bandLimited(f, scale, factor) : sampled(f, scale, factor);
  };
  return {
    ...common,
    name,
    psi,
    spectrum: (omega) => height * Math.sqrt(2 * Math.PI) * shape(omega),
    filter: filterOf(psi),
    derivative: { ...common, name: `derivative of ${name}`, psi: slope, filter: filterOf(slope) },
  };
}

function checkScale(scale: number, frequency: number, name: string): void {
  checkPositive("scale", scale);
  if (!(scale >= frequency / Math.PI)) {
    throw new RangeError(
      `"scale" must be at least ${frequency / Math.PI} for wavelet ${name}, whose peak would lie above half the sample rate, got ${scale}`,
    );
  }
  if (!(2 * reach * scale < largestFilter)) {
    throw new RangeError(`"scale" must be below ${largestFilter / (2 * reach)} for wavelet ${name}, got ${scale}`);
  }
}

/** Taps conj(ψ((offset - q) / scale)) factor. */
function sampled(psi: (x: number) => Complex, scale: number, factor: number): WaveletFilter {
  const offset = Math.floor(reach * scale);
  const re = new Float64Array(2 * offset + 1);
  const im = new Float64Array(2 * offset + 1);
  for (let q = 0; q < re.length; q++) {
    const value = psi((offset - q) / scale);
    re[q] = factor * value.re;
    im[q] = -factor * value.im;
  }
  return { re, im, offset };
}

/**
 * The same without what lies above half the sample rate: sampled twice as densely, where nothing aliases, put through a
 * low-pass, and thinned. The low-pass is a sinc, cut off in the middle of the edge, under a Gaussian; its response is
 * 1/2 erfc, whose tails at both ends of the edge are as far down as those of the wavelet.
 */
function bandLimited(psi: (x: number) => Complex, scale: number, factor: number): WaveletFilter {
  const dense = sampled(psi, 2 * scale, factor / 2);
  const cutoff = (edge.start + edge.end) / 2;
  const deviation = reach / (Math.PI * (edge.end - edge.start));
  const half = Math.floor(2 * reach * deviation);
  const lowPass = Float64Array.from({ length: 2 * half + 1 }, (_, k) => {
    const t = (k - half) / 2;
    const sinc = t === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * t) / (Math.PI * t);
    return sinc * Math.exp(-(t * t) / (2 * deviation * deviation));
  });
  const offset = Math.floor((dense.offset + half) / 2);
  const thin = (taps: Float64Array): Float64Array =>
    Float64Array.from({ length: 2 * offset + 1 }, (_, q) => {
      // Tap q stands at twice q - offset on the dense grid, from where both sequences are met by their own middles.
      const at = 2 * (q - offset) + dense.offset + half;
      let sum = 0;
      const end = Math.min(taps.length, at + 1);
      for (let m = Math.max(0, at - 2 * half); m < end; m++) sum += taps[m]! * lowPass[at - m]!;
      return sum;
    });
  return { re: thin(dense.re), im: thin(dense.im!), offset };
}
