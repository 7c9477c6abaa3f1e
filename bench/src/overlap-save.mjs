import PFFFT from "@echogarden/pffft-wasm/simd";
import FFT from "fft.js";

/**
 * What a careful user of a JavaScript transform does: overlap-save with kept spectra, and for each filter the block size that
 * a measurement on this machine finds cheapest.
 *
 * @param {{ taps: Float64Array, offset: number }[]} filters
 * @param {number} length - Samples of the signal.
 * @param {object} means - A transform: see {@link pffftMeans} and {@link fftJsMeans}.
 */
function planOverlapSave(filters, length, means) {
  const cost = new Map([1024, 2048, 4096, 8192, 16_384, 32_768].map((size) => [size, means.measure(size)]));
  const groups = new Map();
  filters.forEach((filter, row) => {
    let best;
    for (const [size, nanoseconds] of cost) {
      const hop = size - filter.taps.length + 1;
      if (hop < size / 4) continue;
      const total = Math.ceil(length / hop) * nanoseconds;
      if (best === undefined || total < best.total) best = { size, total };
    }
    const group = groups.get(best.size) ?? [];
    groups.set(best.size, [...group, { ...filter, row }]);
  });
  const runs = [...groups].map(([size, members]) => {
    const lead = Math.max(...members.map(({ taps, offset }) => taps.length - offset));
    const tail = Math.max(...members.map(({ offset }) => offset));
    return means.prepare(size, members, lead, size - lead - tail);
  });
  return (x, output) => {
    for (const run of runs) run(x, output);
  };
}

/** Block `first`, ... of a signal, zeros beyond its ends. */
function fillBlock(target, x, first) {
  target.fill(0);
  target.set(x.subarray(Math.max(first, 0), Math.max(first + target.length, 0)), Math.max(-first, 0));
}

/** pffft by SIMD WebAssembly: a real transform for each row. */
export async function planPffft(filters, length) {
  const module = await PFFFT();
  const allocate = (values) => module["_pffft_aligned_malloc"](4 * values);
  const view = (address, values) => module.HEAPF32.subarray(address / 4, address / 4 + values);
  const setups = new Map();
  const setupOf = (size) => {
    if (!setups.has(size)) setups.set(size, module["_pffft_new_setup"](size, 0));
    return setups.get(size);
  };
  return planOverlapSave(filters, length, {
    measure(size) {
      const [a, b, c, work] = [size, size, size, size].map(allocate);
      view(a, size).fill(0.5);
      view(b, size).fill(0.5);
      const setup = setupOf(size);
      const once = () => {
        view(c, size).fill(0);
        module["_pffft_zconvolve_accumulate"](setup, a, b, c, 1 / size);
        module["_pffft_transform"](setup, c, c, work, 1);
      };
      const nanoseconds = cheapest(once);
      [a, b, c, work].forEach((address) => module["_pffft_aligned_free"](address));
      return nanoseconds;
    },
    prepare(size, members, lead, hop) {
      const setup = setupOf(size);
      const work = allocate(size);
      const row = allocate(size);
      const blocks = Math.ceil(length / hop);
      const signal = allocate(size * blocks);
      const spectra = members.map(({ taps, offset }) => {
        const spectrum = allocate(size);
        const target = view(spectrum, size);
        target.fill(0);
        taps.forEach((tap, q) => {
          target[(q - offset + size) % size] = tap;
        });
        module["_pffft_transform"](setup, spectrum, spectrum, work, 0);
        return spectrum;
      });
      return (x, output) => {
        for (let block = 0; block < blocks; block++) {
          const address = signal + 4 * size * block;
          fillBlock(view(address, size), x, block * hop - lead);
          module["_pffft_transform"](setup, address, address, work, 0);
        }
        members.forEach((member, i) => {
          for (let block = 0; block < blocks; block++) {
            view(row, size).fill(0);
            module["_pffft_zconvolve_accumulate"](setup, signal + 4 * size * block, spectra[i], row, 1 / size);
            module["_pffft_transform"](setup, row, row, work, 1);
            const values = Math.min(hop, length - block * hop);
            output.set(view(row + 4 * lead, values), member.row * length + block * hop);
          }
        });
      };
    },
  });
}

/** fft.js by Fedor Indutny: a complex transform for each pair of rows. */
export function planFftJs(filters, length) {
  const transforms = new Map();
  const transformOf = (size) => {
    if (!transforms.has(size)) transforms.set(size, new FFT(size));
    return transforms.get(size);
  };
  return planOverlapSave(filters, length, {
    measure(size) {
      const fft = transformOf(size);
      const [a, product, out] = [0, 0, 0].map(() => new Float64Array(2 * size).fill(0.5));
      return cheapest(() => {
        multiply(a, a, product);
        fft.inverseTransform(out, product);
      });
    },
    prepare(size, members, lead, hop) {
      const fft = transformOf(size);
      const blocks = Math.ceil(length / hop);
      const input = new Float64Array(size);
      const complex = new Float64Array(2 * size);
      const product = new Float64Array(2 * size);
      const signals = Array.from({ length: blocks }, () => new Float64Array(2 * size));
      const pairs = [];
      for (let i = 0; i < members.length; i += 2) {
        complex.fill(0);
        members.slice(i, i + 2).forEach(({ taps, offset }, part) =>
          taps.forEach((tap, q) => {
            complex[2 * ((q - offset + size) % size) + part] = tap;
          }),
        );
        const spectrum = new Float64Array(2 * size);
        fft.transform(spectrum, complex);
        pairs.push({ spectrum, rows: members.slice(i, i + 2).map(({ row }) => row) });
      }
      return (x, output) => {
        for (let block = 0; block < blocks; block++) {
          fillBlock(input, x, block * hop - lead);
          complex.fill(0);
          for (let n = 0; n < size; n++) complex[2 * n] = input[n];
          fft.transform(signals[block], complex);
        }
        for (const { spectrum, rows } of pairs) {
          for (let block = 0; block < blocks; block++) {
            multiply(signals[block], spectrum, product);
            fft.inverseTransform(complex, product);
            const values = Math.min(hop, length - block * hop);
            rows.forEach((row, part) => {
              const at = row * length + block * hop;
              for (let n = 0; n < values; n++) output[at + n] = complex[2 * (lead + n) + part];
            });
          }
        }
      };
    },
  });
}

/** Product of two spectra of interleaved parts. */
function multiply(a, b, out) {
  for (let k = 0; k < out.length; k += 2) {
    out[k] = a[k] * b[k] - a[k + 1] * b[k + 1];
    out[k + 1] = a[k] * b[k + 1] + a[k + 1] * b[k];
  }
}

/** Milliseconds of eight runs: the least of twelve measurements. */
function cheapest(run) {
  let least = Infinity;
  for (let i = 0; i < 12; i++) {
    const start = performance.now();
    for (let j = 0; j < 8; j++) run();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}
