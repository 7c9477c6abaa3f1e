/**
 * The low-pass filter of `resample`: a sinc of 64 zero crossings to each side under a Kaiser window of beta 14.
 * Stop-band attenuation about 136 dB (J. F. Kaiser, "Nonrecursive digital filter design using the I0-sinh window function", 1974).
 */
export const zeroCrossings = 64;
const beta = 14;
// I0(beta), a constant so that nothing is computed at import or for every tap.
const besselI0OfBeta = 129_418.562_700_648_57;

/** The kernel at `t` zero crossings from its centre, 1 at 0. */
export function sincKernel(t: number): number {
  if (t === 0) return 1;
  const edge = t / zeroCrossings;
  if (!(edge > -1 && edge < 1)) return 0;
  const window = besselI0(beta * Math.sqrt(1 - edge * edge)) / besselI0OfBeta;
  return (Math.sin(Math.PI * t) / (Math.PI * t)) * window;
}

/** Modified Bessel function of the first kind and order 0, by its power series: all terms are positive. */
function besselI0(x: number): number {
  const quarter = (x * x) / 4;
  let sum = 1;
  for (let k = 1, term = quarter; term > sum * 1e-17; k++, term *= quarter / (k * k)) sum += term;
  return sum;
}
