/**
 * Cosines and sines that the SIMD kernels read, for blocks of `size` samples; the kernels' source gives the layout.
 * Each comes from its own call in float64, since a recurrence would lose digits.
 */
export function kernelTables(size: number, lanes: 2 | 4): Float64Array {
  const rows = size / lanes;
  const tables = new Float64Array(tableLength(size, lanes));
  let at = 0;
  for (let row = 0; row < rows; row += lanes) {
    for (let part = 1; part < lanes; part++) {
      for (let lane = 0; lane < lanes; lane++) {
        const angle = (2 * Math.PI * part * (row + lane)) / size;
        tables[at + lane] = Math.cos(angle);
        tables[at + lanes + lane] = Math.sin(angle);
      }
      at += 2 * lanes;
    }
  }
  for (let span = firstSpan(rows); span < rows; span *= 4) {
    for (let k = 0; k < span; k++) {
      for (let part = 1; part < 4; part++) {
        const angle = (2 * Math.PI * part * k) / (4 * span);
        tables[at++] = Math.cos(angle);
        tables[at++] = Math.sin(angle);
      }
    }
  }
  return tables;
}

/** Length of {@link kernelTables}. */
export function tableLength(size: number, lanes: 2 | 4): number {
  const rows = size / lanes;
  return 2 * (lanes - 1) * rows + 2 * (rows - firstSpan(rows));
}

/**
 * Frequencies in the order in which the kernels leave a spectrum: entry by entry, lane by lane.
 * The first pass gives every lane the frequencies of one remainder by `lanes`; the others reverse digits, which are
 * of base 4, the last of base 2 if the rows are an odd power of two.
 */
export function frequencyOrder(size: number, lanes: 2 | 4): Uint32Array {
  const rows = size / lanes;
  const order = new Uint32Array(size);
  for (let row = 0; row < rows; row++) {
    let frequency = 0;
    for (let block = rows, weight = 1, rest = row; block > 1;) {
      const radix = block === 2 ? 2 : 4;
      block /= radix;
      frequency += weight * Math.floor(rest / block);
      rest %= block;
      weight *= radix;
    }
    for (let lane = 0; lane < lanes; lane++) order[row * lanes + lane] = frequency * lanes + lane;
  }
  return order;
}

function firstSpan(rows: number): 2 | 4 {
  return Math.log2(rows) % 2 === 1 ? 2 : 4;
}
