/**
 * What the model behind the choice of block sizes was fitted to: nanoseconds that the SIMD transform takes for a block with
 * one pair of filters, and for a block's spectrum, by size.
 *
 *   pnpm --filter @wader/bench blocks
 */
// The transform is internal, so its built file is loaded by its path.
const built = (name) => import(new URL(`../../packages/cwt/dist/engine/${name}.js`, import.meta.url).href);
const { createSimdTransform } = await built("simd-transform");
const { pairFilters } = await built("filter-pairs");
const { blockCost, pairCost } = await built("grouping");

const transform = createSimdTransform("float32");
const [pair] = pairFilters([{ re: Float64Array.of(1, 2, 1), im: Float64Array.of(1, 0, -1), offset: 1 }]);
const x = new Float32Array(2 ** 20).map((_, n) => Math.sin(n * n));

function least(run, repetitions) {
  let nanoseconds = Infinity;
  for (let i = 0; i < 30; i++) {
    const start = performance.now();
    for (let j = 0; j < repetitions; j++) run();
    nanoseconds = Math.min(nanoseconds, (1e6 * (performance.now() - start)) / repetitions);
  }
  return nanoseconds;
}

console.log("  size   pair ns   a point   model   spectrum ns   a point   model");
for (let size = 64; size <= 2 ** 17; size *= 2) {
  const spectrum = transform.spectrumOf(pair, size).slice();
  const convolver = transform.prepare({ size, past: size / 16, ahead: size / 16 }, 1, 1);
  const repetitions = Math.ceil(2 ** 17 / size);
  const block = least(() => convolver.load(x, size, 0, 1), repetitions);
  convolver.filter(spectrum);
  const one = least(() => convolver.convolve(0, 1), repetitions);
  const columns = [one, one / size, pairCost(size) / size, block, block / size, blockCost(size) / size];
  const widths = [10, 10, 8, 14, 10, 8];
  console.log(
    String(size).padStart(6) + columns.map((c, i) => c.toFixed(i % 3 === 0 ? 0 : 3).padStart(widths[i])).join(""),
  );
}
