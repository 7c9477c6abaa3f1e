/** A complex number. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

/**
 * Derivative of order n of the Gaussian exp(-x²), of unit energy: `gaus1` to `gaus8`.
 *
 * The derivative is (-1)ⁿ Hₙ(x) exp(-x²) with the Hermite polynomial Hₙ; the energy of Hₙ(x) exp(-x²) is
 * (2n - 1)!! √(π/2), the 2n-th moment of a standard normal variable times the Gaussian's own energy.
 * PyWavelets' sign is kept: negative for n = 1, 2, 5, 6.
 */
export function gaussianDerivative(order: number): (x: number) => number {
  let moment = 1;
  for (let k = 1; k <= order; k++) moment *= 2 * k - 1;
  const scale = (-1) ** Math.ceil(order / 2) / Math.sqrt(moment * Math.sqrt(Math.PI / 2));
  return (x) => {
    let previous = 0;
    let hermite = 1;
    for (let k = 0; k < order; k++) {
      const next = 2 * x * hermite - 2 * k * previous;
      previous = hermite;
      hermite = next;
    }
    return scale * hermite * Math.exp(-x * x);
  };
}

/** Mexican hat (Ricker) wavelet of unit energy: `mexh`. */
export function mexicanHat(x: number): number {
  return ((1 - x * x) * Math.exp((-x * x) / 2) * 2) / (Math.sqrt(3) * Math.sqrt(Math.sqrt(Math.PI)));
}

/** Real Morlet wavelet exp(-x²/2) cos(5x), not normalised: `morl`. */
export function morlet(x: number): number {
  return Math.cos(5 * x) * Math.exp((-x * x) / 2);
}

/**
 * Derivative of order n of the complex Gaussian exp(-ix) exp(-x²), of unit energy: `cgau1` to `cgau8`.
 *
 * exp(-ix - x²) is, up to a constant, exp(-(x + i/2)²), so the derivative is (-1)ⁿ Hₙ(x + i/2) exp(-ix - x²).
 * Its energy is the 2n-th moment of a normal variable of mean 1 and variance 1, which obeys the
 * recurrence m(k) = m(k - 1) + (k - 1) m(k - 2), times √(π/2).
 */
export function complexGaussianDerivative(order: number): (x: number) => Complex {
  let lower = 1;
  let moment = 1;
  for (let k = 2; k <= 2 * order; k++) {
    const next = moment + (k - 1) * lower;
    lower = moment;
    moment = next;
  }
  const scale = (-1) ** order / Math.sqrt(moment * Math.sqrt(Math.PI / 2));
  return (x) => {
    let previousRe = 0;
    let previousIm = 0;
    let re = 1;
    let im = 0;
    for (let k = 0; k < order; k++) {
      const nextRe = 2 * x * re - im - 2 * k * previousRe;
      const nextIm = 2 * x * im + re - 2 * k * previousIm;
      previousRe = re;
      previousIm = im;
      re = nextRe;
      im = nextIm;
    }
    const envelope = scale * Math.exp(-x * x);
    const cosine = Math.cos(x);
    const sine = Math.sin(x);
    return { re: envelope * (re * cosine + im * sine), im: envelope * (im * cosine - re * sine) };
  };
}

/** Shannon wavelet √B sinc(Bx) exp(2πiCx): `shanB-C`. */
export function shannon(bandwidth: number, center: number): (x: number) => Complex {
  return frequencyBSpline(1, bandwidth, center);
}

/** Frequency B-spline wavelet √B sinc(Bx / M)ᴹ exp(2πiCx): `fbspM-B-C`. */
export function frequencyBSpline(order: number, bandwidth: number, center: number): (x: number) => Complex {
  return (x) => {
    const angle = (Math.PI * x * bandwidth) / order;
    const envelope = Math.sqrt(bandwidth) * (x === 0 ? 1 : (Math.sin(angle) / angle) ** order);
    return modulate(envelope, center, x);
  };
}

/** Complex Morlet wavelet exp(-x² / B) exp(2πiCx) / √(πB): `cmorB-C`. */
export function complexMorlet(bandwidth: number, center: number): (x: number) => Complex {
  return (x) => modulate(Math.exp((-x * x) / bandwidth) / Math.sqrt(Math.PI * bandwidth), center, x);
}

function modulate(envelope: number, center: number, x: number): Complex {
  const phase = 2 * Math.PI * center * x;
  return { re: envelope * Math.cos(phase), im: envelope * Math.sin(phase) };
}
