import { checkNumber, checkPositive, checkPositiveInteger, show } from "./check.js";

/** A second-order section, as a row of SciPy's `sos`: numerator `b0 b1 b2`, denominator `a0 a1 a2` with `a0 = 1`. */
export type Section = readonly [b0: number, b1: number, b2: number, a0: number, a1: number, a2: number];

interface Complex {
  readonly re: number;
  readonly im: number;
}

/**
 * Designs a Butterworth band-pass filter as second-order sections, in the order and with the pairing of SciPy's
 * `butter(order, [low, high], "bandpass", fs=sampleRate, output="sos")`.
 *
 * @param order - Of the low-pass prototype, a whole number from 1 to 24: the band-pass has twice as many poles, and falls
 *   by `6 * order` dB an octave to each side.
 * @param band - [low, high] in Hz, 0 < low < high < sampleRate / 2: where a single pass falls by 3.01 dB.
 * @param sampleRate - In Hz, finite, above 0.
 * @returns `order` sections, those with poles nearest to the unit circle last, the gain in the first.
 * @throws {TypeError} If an argument is of the wrong kind.
 * @throws {RangeError} If an argument is outside its range, or the band is so narrow that its poles fall on the unit circle.
 *
 * @example
 * const filtered = sosfilt(butterworthBandpass(4, [100, 2000], 16_000), samples);
 *
 * @see S. Butterworth, "On the theory of filter amplifiers", 1930; scipy.signal.butter, scipy.signal.zpk2sos.
 */
export function butterworthBandpass(
  order: number,
  band: readonly [low: number, high: number],
  sampleRate: number,
): Section[] {
  checkPositiveInteger("order", order);
  if (order > 24) throw new RangeError(`"order" must be at most 24, got ${order}`);
  checkPositive("sampleRate", sampleRate);
  const [low, high] = checkBand(band, sampleRate);
  // The bilinear transform at a rate of 2 Hz, so that 4 tan(pi f / rate) is the analogue frequency that lands on f.
  const start = 4 * Math.tan((Math.PI * low) / sampleRate);
  const end = 4 * Math.tan((Math.PI * high) / sampleRate);
  const poles = analogPoles(order, end - start, Math.sqrt(start * end));
  const digital = poles.map((pole) => divide({ re: 4 + pole.re, im: pole.im }, { re: 4 - pole.re, im: -pole.im }));
  const denominator = poles.map((pole) => ({ re: 4 - pole.re, im: -pole.im })).reduce(multiply);
  // Each of the `order` zeros at 0 contributes a factor of 4.
  const gain = divide({ re: (4 * (end - start)) ** order, im: 0 }, denominator).re;
  if (!digital.every(({ re, im }) => Math.hypot(re, im) < 1) || !(gain > 0)) {
    throw new RangeError(`"band" must be wide enough for order ${order} in float64, got [${low}, ${high}]`);
  }
  return pairSections(order, digital, gain);
}

function checkBand(band: unknown, sampleRate: number): [low: number, high: number] {
  if (!Array.isArray(band)) throw new TypeError(`"band" must be [low, high] in Hz, got ${show(band)}`);
  const [low, high] = band as unknown[];
  checkNumber("band[0]", low);
  checkNumber("band[1]", high);
  if (!(low > 0 && low < high && high < sampleRate / 2)) {
    throw new RangeError(
      `"band" must be [low, high] with 0 < low < high < ${sampleRate / 2} (half of "sampleRate"), got [${low}, ${high}]`,
    );
  }
  return [low, high];
}

/** Poles of the low-pass prototype of unit frequency, moved to a band around `centre`. */
function analogPoles(order: number, width: number, centre: number): Complex[] {
  const halves = Array.from({ length: order }, (_, i): Complex => {
    const angle = (Math.PI * (2 * i + 1 - order)) / (2 * order);
    return { re: (-Math.cos(angle) * width) / 2, im: (-Math.sin(angle) * width) / 2 };
  });
  const offsets = halves.map(({ re, im }) => squareRoot({ re: re * re - im * im - centre * centre, im: 2 * re * im }));
  const upper = halves.map(({ re, im }, i) => ({ re: re + offsets[i]!.re, im: im + offsets[i]!.im }));
  const lower = halves.map(({ re, im }, i) => ({ re: re - offsets[i]!.re, im: im - offsets[i]!.im }));
  return [...upper, ...lower];
}

/** As `zpk2sos`: from the last section back, the pole nearest to the unit circle, its partner, and the nearest two zeros. */
function pairSections(order: number, poles: readonly Complex[], gain: number): Section[] {
  const pairs = conjugatePairs(poles).sort((a, b) => a.distance - b.distance);
  // All zeros lie at 1 and -1.
  let zerosAtOne = order;
  let zerosAtMinusOne = order;
  const nearestZero = (pole: Complex): number => {
    const takesOne = zerosAtMinusOne === 0 || (zerosAtOne > 0 && pole.re > 0);
    if (takesOne) zerosAtOne--;
    else zerosAtMinusOne--;
    return takesOne ? 1 : -1;
  };
  const sections = pairs.map(({ worst, sum, product }) => {
    const z1 = nearestZero(worst);
    const z2 = nearestZero(worst);
    return [1, -(z1 + z2), z1 * z2, 1, -sum, product] satisfies [number, number, number, number, number, number];
  });
  const first = sections.at(-1)!;
  for (let i = 0; i < 3; i++) first[i]! *= gain;
  return sections.reverse();
}

interface PolePair {
  /** The one nearer to the unit circle. */
  readonly worst: Complex;
  readonly distance: number;
  readonly sum: number;
  readonly product: number;
}

/** The poles in conjugate pairs; the two real ones that a wide band of odd order has make a pair of their own. */
function conjugatePairs(poles: readonly Complex[]): PolePair[] {
  // The transform leaves rounding errors behind: real is what SciPy's `_cplxreal` takes for real.
  const isReal = ({ re, im }: Complex): boolean => Math.abs(im) <= 100 * Number.EPSILON * Math.hypot(re, im);
  const complex = poles.filter((pole) => !isReal(pole) && pole.im > 0);
  const pairs = complex.map((pole) => ({
    worst: pole,
    distance: Math.abs(1 - Math.hypot(pole.re, pole.im)),
    sum: 2 * pole.re,
    product: pole.re * pole.re + pole.im * pole.im,
  }));
  const real = poles.filter(isReal).sort((a, b) => Math.abs(1 - Math.abs(a.re)) - Math.abs(1 - Math.abs(b.re)));
  const [worst, other] = real;
  if (worst === undefined || other === undefined) return pairs;
  const distance = Math.abs(1 - Math.abs(worst.re));
  return [...pairs, { worst, distance, sum: worst.re + other.re, product: worst.re * other.re }];
}

function multiply(a: Complex, b: Complex): Complex {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

function divide(a: Complex, b: Complex): Complex {
  const norm = b.re * b.re + b.im * b.im;
  return { re: (a.re * b.re + a.im * b.im) / norm, im: (a.im * b.re - a.re * b.im) / norm };
}

/** Principal square root: real part not negative. */
function squareRoot({ re, im }: Complex): Complex {
  const modulus = Math.hypot(re, im);
  if (modulus === 0) return { re: 0, im: 0 };
  // The larger part first, and the other from it, so that nothing cancels.
  const larger = Math.sqrt((modulus + Math.abs(re)) / 2);
  const smaller = Math.abs(im) / (2 * larger);
  const sign = im < 0 ? -1 : 1;
  return re >= 0 ? { re: larger, im: sign * smaller } : { re: smaller, im: sign * larger };
}
