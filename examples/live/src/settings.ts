import { inferno, magma, viridis } from "@wader/cwt";
import type { ColorMap } from "@wader/cwt";

/** Wavelets to choose from, with the names that people see. */
export const wavelets = {
  "analytic-morlet": "Morlet ω₀ = 6, sharp in time",
  "analytic-morlet-12": "Morlet ω₀ = 12, sharp in frequency",
  morl: "Morlet, real (morl)",
  "cmor1.5-1.0": "Morlet, complex (cmor1.5-1.0)",
  mexh: "Mexican hat (mexh)",
  gaus4: "Gaussian, 4th derivative (gaus4)",
  cgau4: "Gaussian, complex (cgau4)",
} as const;

/** How levels of different frequencies compare, with the names that people see. */
export const norms = { amplitude: "Amplitude", energy: "Energy" } as const;

export const colorMaps: Readonly<Record<"viridis" | "magma" | "inferno", ColorMap>> = { viridis, magma, inferno };

/** What is transformed how. */
export interface Analysis {
  readonly wavelet: keyof typeof wavelets;
  /** Lowest and highest frequency, in Hz. */
  readonly low: number;
  readonly high: number;
  /** Number of scales. */
  readonly scales: number;
  readonly norm: keyof typeof norms;
}

/** Frequencies of the scales, in Hz, from the highest to the lowest in equal ratios. */
export function frequenciesOf({ low, high, scales }: Analysis): Float64Array {
  return Float64Array.from({ length: scales }, (_, i) => high * (low / high) ** (i / (scales - 1)));
}

/** All that the controls say. */
export interface Settings extends Analysis {
  readonly colors: keyof typeof colorMaps;
  /** Decibels that the colours span. */
  readonly range: number;
  /** Seconds that the picture shows. */
  readonly span: number;
}

export const defaults: Settings = {
  wavelet: "analytic-morlet",
  low: 100,
  high: 6000,
  scales: 125,
  norm: "amplitude",
  colors: "magma",
  range: 70,
  span: 10,
};

/** Least and largest value of each number; integers all. */
export const limits = {
  low: [50, 4000],
  high: [200, 7600],
  scales: [16, 250],
  range: [20, 120],
  span: [2, 40],
} as const;

/** Reads settings as they stand in the query of a URL. What is missing or makes no sense has its default. */
export function settingsFrom(query: string): Settings {
  const given = new URLSearchParams(query);
  const choice = <K extends string>(name: string, known: Readonly<Record<K, unknown>>, fallback: K): K => {
    const value = given.get(name);
    return value !== null && Object.hasOwn(known, value) ? (value as K) : fallback;
  };
  const number = (name: keyof typeof limits): number => {
    const value = given.get(name);
    const [least, most] = limits[name];
    const parsed = value === null || value === "" ? Number.NaN : Math.round(Number(value));
    return parsed >= least && parsed <= most ? parsed : defaults[name];
  };
  const low = number("low");
  const high = number("high");
  const isBand = high >= 2 * low;
  return {
    wavelet: choice("wavelet", wavelets, defaults.wavelet),
    low: isBand ? low : defaults.low,
    high: isBand ? high : defaults.high,
    scales: number("scales"),
    norm: choice("norm", norms, defaults.norm),
    colors: choice("colors", colorMaps, defaults.colors),
    range: number("range"),
    span: number("span"),
  };
}

/** The query that {@link settingsFrom} reads: only what differs from the defaults. */
export function queryOf(settings: Settings): string {
  const entries = Object.entries(settings).filter(([name, value]) => value !== defaults[name as keyof Settings]);
  return new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString();
}

/** Whether two settings ask for the same transform, so that nothing need be computed again. */
export function sameAnalysis(a: Analysis, b: Analysis): boolean {
  return (["wavelet", "low", "high", "scales", "norm"] as const).every((name) => a[name] === b[name]);
}
