/** A discrete Fourier transform of one length, in float64, in place, on split real and imaginary parts. */
export interface Fft {
  readonly length: number;
  /** Natural order in, bit-reversed order out: X[k] = sum x[n] exp(-2πi kn / length) stands at the bit-reversed k. */
  forward(re: Float64Array, im: Float64Array): void;
  /** Bit-reversed order in, natural order out; not divided by the length. */
  inverse(re: Float64Array, im: Float64Array): void;
}

/**
 * Radix-2 transform of a power of two.
 *
 * Spectra stay in the order that the butterflies leave, since products of spectra need no other.
 * Every twiddle is computed by its own sine and cosine: a recurrence would lose digits.
 *
 * @param length - A power of two.
 */
export function createFft(length: number): Fft {
  const cosine = Float64Array.from({ length: length / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / length));
  const sine = Float64Array.from({ length: length / 2 }, (_, k) => Math.sin((2 * Math.PI * k) / length));
  return {
    length,
    forward(re, im) {
      for (let half = length / 2; half >= 1; half /= 2) {
        const stride = length / (2 * half);
        for (let start = 0; start < length; start += 2 * half) {
          for (let k = 0; k < half; k++) {
            const a = start + k;
            const b = a + half;
            const differenceRe = re[a]! - re[b]!;
            const differenceIm = im[a]! - im[b]!;
            re[a]! += re[b]!;
            im[a]! += im[b]!;
            const c = cosine[k * stride]!;
            const s = sine[k * stride]!;
            re[b] = differenceRe * c + differenceIm * s;
            im[b] = differenceIm * c - differenceRe * s;
          }
        }
      }
    },
    inverse(re, im) {
      for (let half = 1; half < length; half *= 2) {
        const stride = length / (2 * half);
        for (let start = 0; start < length; start += 2 * half) {
          for (let k = 0; k < half; k++) {
            const a = start + k;
            const b = a + half;
            const c = cosine[k * stride]!;
            const s = sine[k * stride]!;
            const rotatedRe = re[b]! * c - im[b]! * s;
            const rotatedIm = im[b]! * c + re[b]! * s;
            re[b] = re[a]! - rotatedRe;
            im[b] = im[a]! - rotatedIm;
            re[a]! += rotatedRe;
            im[a]! += rotatedIm;
          }
        }
      }
    },
  };
}

/** Position of frequency `index` in a spectrum that {@link Fft.forward} left. */
export function bitReversed(index: number, length: number): number {
  let reversed = 0;
  for (let bit = 1, rest = index; bit < length; bit *= 2, rest = Math.floor(rest / 2)) {
    reversed = 2 * reversed + (rest % 2);
  }
  return reversed;
}
