import { instantiateKernel } from "../kernels/load.js";
import type { Kernel, KernelName } from "../kernels/load.js";
import { hopOf } from "./block-transform.js";
import type { BlockConvolver, BlockTransform } from "./block-transform.js";
import { placeTaps } from "./filter-pairs.js";
import type { Samples } from "./samples.js";
import { kernelTables, tableLength } from "./tables.js";

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
 * @returns Nothing where the machine cannot run the build.
 */
export function createSimdTransform(name: KernelName): BlockTransform | undefined {
  const kernel = instantiateKernel(name);
  return kernel && simdTransform(name, kernel);
}

function simdTransform(name: KernelName, kernel: Kernel): BlockTransform {
  const lanes = name === "float64" ? 2 : 4;
  const ArrayType = lanes === 4 ? Float32Array : Float64Array;
  const { BYTES_PER_ELEMENT: bytes } = ArrayType;
  const tables = new Map<number, number>();
  // The kernels keep no data of their own; address 0 stands for "none".
  let end = ALIGNMENT;
  let area = end;
  let areaBytes = 0;

  function allocate(size: number): number {
    const address = end;
    end = align(end + size);
    const missing = end - kernel.memory.buffer.byteLength;
    if (missing > 0) kernel.memory.grow(Math.ceil(missing / 65_536));
    return address;
  }

  function view(address: number, length: number): Samples {
    return new ArrayType(kernel.memory.buffer, address, length);
  }

  function tablesOf(size: number): number {
    const known = tables.get(size);
    if (known !== undefined) return known;
    const length = tableLength(size, lanes);
    const address = allocate(length * bytes);
    view(address, length).set(kernelTables(size, lanes));
    tables.set(size, address);
    return address;
  }

  /** Addresses of areas of these lengths, one after another. */
  function layOut(lengths: readonly number[]): number[] {
    const sizes = lengths.map((length) => align(length * bytes));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (total > areaBytes) {
      area = allocate(total);
      areaBytes = total;
    }
    let address = area;
    return sizes.map((size) => (address += size) - size);
  }

  return {
    name,
    get bytes() {
      return kernel.memory.buffer.byteLength;
    },
    spectrumOf(pair, size) {
      const table = tablesOf(size);
      const [re, im, out] = layOut([size, size, 2 * size]) as [number, number, number];
      placeTaps(pair.filters[0], size, view(re, size));
      placeTaps(pair.filters[1], size, view(im, size));
      kernel.forward(re, im, out, table, size);
      return view(out, 2 * size).slice();
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

function align(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}
