import { instantiateKernel } from "../kernels/load.js";
import type { Kernel, KernelName } from "../kernels/load.js";
import { hopOf } from "./block-transform.js";
import type { BlockConvolver, BlockTransform } from "./block-transform.js";
import { placeTaps } from "./filter-pairs.js";
import type { Samples } from "./samples.js";
import { frequencyOrder, kernelTables, tableLength } from "./tables.js";

/** Memory starts on such a boundary wherever one is handed out: a cache line, and more than a vector needs. */
const ALIGNMENT = 64;

/**
 * The transform by SIMD kernels.
 *
 * Its memory holds tables of every block size that was used, and one area to work in, which is laid out anew for each
 * blocking. Filters stay outside, and are copied in where they are needed: one copy serves all blocks of a tile, costs
 * some hundredths of the run, and leaves nothing in here to free. The memory grows, and arrays on it are made
 * after that and used for one blocking only.
 *
 * @param float64 - For a build in float32: the transform that computes spectra of filters, which are rounded but once then.
 *   That takes a seventh off the largest error.
 * @returns Nothing where the machine cannot run the build.
 */
export function createSimdTransform(name: KernelName, float64?: BlockTransform): BlockTransform | undefined {
  const kernel = instantiateKernel(name);
  return kernel && simdTransform(name, kernel, float64);
}

function simdTransform(name: KernelName, kernel: Kernel, float64: BlockTransform | undefined): BlockTransform {
  const lanes = name === "float64" ? 2 : 4;
  const ArrayType = lanes === 4 ? Float32Array : Float64Array;
  const { BYTES_PER_ELEMENT: bytes } = ArrayType;
  const tables = new Map<number, number>();
  // Where the area to work in begins: after all tables. The kernels keep no data of their own; address 0 stands for "none".
  let area = ALIGNMENT;

  function reserve(end: number): void {
    const missing = end - kernel.memory.buffer.byteLength;
    if (missing > 0) kernel.memory.grow(Math.ceil(missing / 65_536));
  }

  function view(address: number, length: number): Samples {
    return new ArrayType(kernel.memory.buffer, address, length);
  }

  // New tables take the beginning of the area, whose contents nobody needs between two uses.
  function tablesOf(size: number): number {
    const known = tables.get(size);
    if (known !== undefined) return known;
    const address = area;
    const length = tableLength(size, lanes);
    area = align(address + length * bytes);
    reserve(area);
    view(address, length).set(kernelTables(size, lanes));
    tables.set(size, address);
    return address;
  }

  /** Addresses of parts of the area of these lengths, one after another. */
  function layOut(lengths: readonly number[]): number[] {
    let end = area;
    const addresses = lengths.map((length) => {
      const address = end;
      end = align(address + length * bytes);
      return address;
    });
    reserve(end);
    return addresses;
  }

  return {
    name,
    get bytes() {
      return kernel.memory.buffer.byteLength;
    },
    spectrumOf(pair, size) {
      if (float64 !== undefined) {
        const [out] = layOut([2 * size]) as [number];
        const rounded = view(out, 2 * size);
        roundSpectrum(float64.spectrumOf(pair, size), rounded);
        return rounded;
      }
      const table = tablesOf(size);
      const [re, im, out] = layOut([size, size, 2 * size]) as [number, number, number];
      placeTaps(pair.filters[0], size, view(re, size));
      placeTaps(pair.filters[1], size, view(im, size));
      kernel.forward(re, im, out, table, size);
      return view(out, 2 * size);
    },
    prepare(blocking, slots, batch): BlockConvolver {
      const { size, past, ahead } = blocking;
      const hop = hopOf(blocking);
      const table = tablesOf(size);
      const lengths = [2 * size * slots, 2 * size, 2 * size, hop * (slots - 1) + size, hop * batch, hop * batch];
      const addresses = layOut(lengths) as [number, number, number, number, number, number];
      const [spectra, filter, work, signal, rowA, rowB] = addresses;
      const filterView = view(filter, 2 * size);
      const signalView = view(signal, lengths[3]!);
      const rows = [view(rowA, hop * batch), view(rowB, hop * batch)] as const;
      return {
        memory: kernel.memory,
        load(x, start, slot, count) {
          const begin = start - past;
          const length = hop * (count - 1) + size;
          const before = Math.max(-begin, 0);
          const samples = x.subarray(Math.max(begin, 0), Math.max(begin + length, 0));
          signalView.fill(0, 0, Math.min(before, length));
          signalView.set(samples, before);
          signalView.fill(0, before + samples.length, length);
          kernel.forwardBlocks(signal, spectra + 2 * size * slot * bytes, table, size, hop, count);
        },
        filter(spectrum) {
          filterView.set(spectrum);
        },
        convolve(slot, count) {
          const first = spectra + 2 * size * slot * bytes;
          kernel.inverseBlocks(first, filter, work, table, size, rowA, rowB, past, size - ahead, count);
          return rows;
        },
      };
    },
  };
}

// Where the kernel for float64 leaves what the one for float32 has at each of its places, by size.
const places = new Map<number, Uint32Array>();

/** Puts a spectrum in float64, in the order of its kernel, as the kernel for float32 wants it. */
function roundSpectrum(spectrum: Samples, rounded: Samples): void {
  const size = spectrum.length / 2;
  const from = places.get(size) ?? findPlaces(size);
  places.set(size, from);
  for (let at = 0, value = 0; at < size; at += 4, value += 8) {
    for (let lane = 0; lane < 4; lane++) {
      const place = from[at + lane]!;
      rounded[value + lane] = spectrum[place]!;
      rounded[value + 4 + lane] = spectrum[place + 2]!;
    }
  }
}

function findPlaces(size: number): Uint32Array {
  const placeOf = new Uint32Array(size);
  frequencyOrder(size, 2).forEach((frequency, at) => {
    placeOf[frequency] = 4 * Math.floor(at / 2) + (at % 2);
  });
  return frequencyOrder(size, 4).map((frequency) => placeOf[frequency]!);
}

function align(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}
