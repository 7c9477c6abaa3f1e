import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { frequencyOrder, kernelTables, tableLength } from "../../src/engine/tables.js";
import { instantiateKernel } from "../../src/kernels/load.js";
import type { KernelName } from "../../src/kernels/load.js";

// Relaxed SIMD is new: where the engine lacks it, the tests of that build have nothing to run.
const names: readonly KernelName[] = ["float32", "float32-relaxed", "float64"];
const sizes = [64, 128, 256, 512, 1024, 4096];

/**
 * Largest error of a transform: a unit in the last place for each of its log2(size) stages, times the norm of the input,
 * and a few of them, since errors of single values scatter.
 */
const tolerance = (name: KernelName, size: number, ...inputs: ArrayLike<number>[]) =>
  4 * (name === "float64" ? 2 ** -53 : 2 ** -24) * Math.log2(size) * inputs.reduce((all, x) => all * norm(x), 1);

const norm = (x: ArrayLike<number>) => Math.sqrt(Array.from(x).reduce((sum, value) => sum + value * value, 0));

/** A kernel, its memory as numbers, and places for arrays. */
function workshop(name: KernelName, size: number) {
  const kernel = instantiateKernel(name)!;
  const lanes = name === "float64" ? (2 as const) : (4 as const);
  const ArrayType = lanes === 4 ? Float32Array : Float64Array;
  kernel.memory.grow(16);
  const bytes = ArrayType.BYTES_PER_ELEMENT;
  let end = 64;
  const place = (length: number): { address: number; values: Float32Array | Float64Array } => {
    const address = end;
    end += length * bytes;
    return { address, values: new ArrayType(kernel.memory.buffer, address, length) };
  };
  const tables = place(tableLength(size, lanes));
  tables.values.set(kernelTables(size, lanes));
  return { kernel, lanes, tables: tables.address, place };
}

function noise(length: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state / 2 ** 32;
  });
}

function circular(x: ArrayLike<number>, h: ArrayLike<number>, size: number, n: number): number {
  let sum = 0;
  for (let q = 0; q < size; q++) sum += h[q]! * x[(n - q + size) % size]!;
  return sum;
}

describe.each(names)("kernel %s", (name) => {
  const missing = instantiateKernel(name) === undefined;

  it.skipIf(missing).each(sizes)("transforms %d complex numbers as the discrete Fourier transform does", (size) => {
    const { kernel, lanes, tables, place } = workshop(name, size);
    const re = place(size);
    const im = place(size);
    const out = place(2 * size);
    re.values.set(noise(size, 1));
    im.values.set(noise(size, 2));
    kernel.forward(re.address, im.address, out.address, tables, size);
    const rows = size / lanes;
    const order = frequencyOrder(size, lanes);
    const limit = tolerance(name, size, Float64Array.of(...re.values, ...im.values));
    for (let row = 0; row < rows; row += Math.ceil(rows / 32)) {
      for (let lane = 0; lane < lanes; lane++) {
        const k = order[row * lanes + lane]!;
        let sumRe = 0;
        let sumIm = 0;
        for (let n = 0; n < size; n++) {
          const angle = (-2 * Math.PI * ((k * n) % size)) / size;
          sumRe += re.values[n]! * Math.cos(angle) - im.values[n]! * Math.sin(angle);
          sumIm += re.values[n]! * Math.sin(angle) + im.values[n]! * Math.cos(angle);
        }
        expect(Math.abs(out.values[row * 2 * lanes + lane]! - sumRe)).toBeLessThan(limit);
        expect(Math.abs(out.values[row * 2 * lanes + lanes + lane]! - sumIm)).toBeLessThan(limit);
      }
    }
  });

  it.skipIf(missing)("takes a missing imaginary part for zeros", () => {
    const { kernel, tables, place } = workshop(name, 128);
    const re = place(128);
    const im = place(128);
    const withZeros = place(256);
    const without = place(256);
    re.values.set(noise(128, 3));
    kernel.forward(re.address, im.address, withZeros.address, tables, 128);
    kernel.forward(re.address, 0, without.address, tables, 128);
    expect(without.values).toEqual(withZeros.values);
  });

  it.skipIf(missing)("convolves with a pair of filters, and stores the wanted values and no others", () => {
    fc.assert(
      fc.property(fc.constantFrom(64, 128, 512), fc.nat(), fc.nat(), (size, first, second) => {
        const { kernel, tables, place } = workshop(name, size);
        const low = 4 * (Math.min(first, second) % (size / 4));
        const high = Math.min(size, low + 4 + 4 * (Math.max(first, second) % (size / 4)));
        const [x, a, b] = [place(size), place(size), place(size)];
        const [signal, filter, work] = [place(2 * size), place(2 * size), place(2 * size)];
        const [outA, outB] = [place(size + 8), place(size + 8)];
        x.values.set(noise(size, 4));
        a.values.set(noise(size, 5));
        b.values.set(noise(size, 6));
        outA.values.fill(7);
        outB.values.fill(7);
        kernel.forward(x.address, 0, signal.address, tables, size);
        kernel.forward(a.address, b.address, filter.address, tables, size);
        const offset = 4 * x.values.BYTES_PER_ELEMENT;
        kernel.inverse(
          signal.address,
          filter.address,
          work.address,
          tables,
          size,
          outA.address + offset,
          outB.address + offset,
          low,
          high,
        );
        // Three transforms: of the signal, of the filters, and back.
        const limit = 3 * tolerance(name, size, x.values, Float64Array.of(...a.values, ...b.values));
        const check = (out: typeof outA, h: typeof a) => {
          expect(out.values.subarray(0, 4).every((value) => value === 7)).toBe(true);
          expect(out.values.subarray(4 + high - low).every((value) => value === 7)).toBe(true);
          for (let n = low; n < high; n++) {
            // The inverse is not divided by the size.
            const expected = circular(x.values, h.values, size, n);
            expect(Math.abs(out.values[4 + n - low]! / size - expected)).toBeLessThan(limit);
          }
        };
        check(outA, a);
        check(outB, b);
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it.skipIf(missing)("does several blocks as it does one", () => {
    const size = 256;
    const [low, high, count] = [32, 200, 3];
    const hop = high - low;
    const { kernel, tables, place } = workshop(name, size);
    const x = place(2 * hop + size);
    const a = place(size);
    const [signals, signal, filter, work] = [place(6 * size), place(2 * size), place(2 * size), place(2 * size)];
    const rows = place(2 * count * hop);
    const block = place(2 * hop);
    x.values.set(noise(x.values.length, 7));
    a.values.set(noise(size, 8));
    const { BYTES_PER_ELEMENT: bytes } = x.values;
    kernel.forward(a.address, 0, filter.address, tables, size);
    kernel.forwardBlocks(x.address, signals.address, tables, size, hop, count);
    const rowB = rows.address + count * hop * bytes;
    const range = [low, high] as const;
    kernel.inverseBlocks(
      signals.address,
      filter.address,
      work.address,
      tables,
      size,
      rows.address,
      rowB,
      ...range,
      count,
    );
    for (let i = 0; i < count; i++) {
      const begin = x.address + i * hop * bytes;
      kernel.forward(begin, 0, signal.address, tables, size);
      const blockB = block.address + hop * bytes;
      kernel.inverse(
        signal.address,
        filter.address,
        work.address,
        tables,
        size,
        block.address,
        blockB,
        ...range,
      );
      expect(rows.values.slice(i * hop, (i + 1) * hop)).toEqual(block.values.slice(0, hop));
      expect(rows.values.slice((count + i) * hop, (count + i + 1) * hop)).toEqual(block.values.slice(hop));
    }
  });
});

describe("instantiateKernel", () => {
  it("gives instances with memories of their own", () => {
    expect(instantiateKernel("float32")!.memory).not.toBe(instantiateKernel("float32")!.memory);
  });
});
