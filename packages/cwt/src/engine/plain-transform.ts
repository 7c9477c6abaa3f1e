import { createFft } from "../fft.js";
import type { Fft } from "../fft.js";
import { hopOf } from "./block-transform.js";
import type { BlockConvolver, BlockTransform } from "./block-transform.js";
import { placeTaps } from "./filter-pairs.js";

/** The transform in plain float64 arithmetic, for machines without SIMD in WebAssembly. */
export function createPlainTransform(): BlockTransform {
  const transforms = new Map<number, Fft>();
  const fftOf = (size: number): Fft => {
    const fft = transforms.get(size) ?? createFft(size);
    transforms.set(size, fft);
    return fft;
  };
  // What `spectrumOf` gives.
  let given = new Float64Array(0);
  return {
    name: "plain",
    get bytes() {
      // Two tables of half the size each.
      return [...transforms.keys()].reduce((sum, size) => sum + 8 * size, given.byteLength);
    },
    spectrumOf(pair, size) {
      if (given.length !== 2 * size) given = new Float64Array(2 * size);
      const re = given.subarray(0, size);
      const im = given.subarray(size);
      placeTaps(pair.filters[0], size, re);
      placeTaps(pair.filters[1], size, im);
      fftOf(size).forward(re, im);
      return given;
    },
    prepare(blocking, slots, batch): BlockConvolver {
      const { size, past } = blocking;
      const hop = hopOf(blocking);
      const fft = fftOf(size);
      const signal = new Float64Array(2 * size * slots);
      const workRe = new Float64Array(size);
      const workIm = new Float64Array(size);
      const rows = [new Float64Array(hop * batch), new Float64Array(hop * batch)] as const;
      let filterRe = workRe;
      let filterIm = workIm;
      const partsOf = (slot: number): [Float64Array, Float64Array] => [
        signal.subarray(2 * size * slot, 2 * size * slot + size),
        signal.subarray(2 * size * slot + size, 2 * size * (slot + 1)),
      ];
      return {
        memory: undefined,
        load(x, start, slot, count) {
          for (let i = 0; i < count; i++) {
            const [re, im] = partsOf(slot + i);
            const begin = start + i * hop - past;
            re.fill(0);
            im.fill(0);
            re.set(x.subarray(Math.max(begin, 0), Math.max(begin + size, 0)), Math.max(-begin, 0));
            fft.forward(re, im);
          }
        },
        filter(spectrum) {
          filterRe = spectrum.subarray(0, size) as Float64Array<ArrayBuffer>;
          filterIm = spectrum.subarray(size) as Float64Array<ArrayBuffer>;
        },
        convolve(slot, count) {
          for (let i = 0; i < count; i++) {
            const [re, im] = partsOf(slot + i);
            for (let k = 0; k < size; k++) {
              workRe[k] = re[k]! * filterRe[k]! - im[k]! * filterIm[k]!;
              workIm[k] = re[k]! * filterIm[k]! + im[k]! * filterRe[k]!;
            }
            fft.inverse(workRe, workIm);
            rows[0].set(workRe.subarray(past, past + hop), i * hop);
            rows[1].set(workIm.subarray(past, past + hop), i * hop);
          }
          return rows;
        },
      };
    },
  };
}
