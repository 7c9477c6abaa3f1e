import { packPanels, packRows, roundUp } from "./pack";
import { tileColumns, tileEightColumns, tileRows } from "./tile";

// Sizes of the blocks that are packed: a block of B stays in the second-level cache, a panel of it in the first.
const DEPTH: usize = 512;
const WIDTH: usize = 512;
const TALL_DEPTH: usize = 256;
const TALL_ROWS: usize = 240;
const ROWS: usize = 64;

/** Bytes of work area that `matmul` needs. */
export function matmulWorkBytes(): usize {
  return (DEPTH * WIDTH + TALL_DEPTH * (TALL_ROWS + 12)) << 2;
}

/**
 * C[m, n] (+)= A[m, depth] B[depth, n] for a B packed by `packPanels`, whose panels lie `panelStep` bytes apart. Rows of A
 * are contiguous along the depth and `aStep` bytes apart; they may overlap, which makes a convolution of it.
 */
export function matmulPacked(
  a: usize,
  aStep: usize,
  b: usize,
  panelStep: usize,
  c: usize,
  cStep: usize,
  m: usize,
  n: usize,
  depth: usize,
  accumulate: bool,
): void {
  for (let i0: usize = 0; i0 < m; i0 += ROWS) {
    const i1 = min<usize>(m, i0 + ROWS);
    let panel = b;
    for (let j: usize = 0; j < n; j += 4) {
      for (let i = i0; i < i1; i += 8) {
        tileRows(
          a + i * aStep,
          aStep,
          min<usize>(8, i1 - i),
          panel,
          depth,
          c + i * cStep + (j << 2),
          cStep,
          n - j,
          accumulate,
        );
      }
      panel += panelStep;
    }
  }
}

/** As `matmul` for rows of A that are contiguous along the depth. */
function matmulRows(
  a: usize,
  aStep: usize,
  b: usize,
  bRowStep: usize,
  bColumnStep: usize,
  c: usize,
  cStep: usize,
  m: usize,
  n: usize,
  depth: usize,
  accumulate: bool,
  work: usize,
): void {
  for (let j: usize = 0; j < n; j += WIDTH) {
    const width = min<usize>(WIDTH, n - j);
    for (let k: usize = 0; k < depth; k += DEPTH) {
      const deep = min<usize>(DEPTH, depth - k);
      packPanels(b + k * bRowStep + j * bColumnStep, bRowStep, bColumnStep, deep, width, work, deep << 4);
      matmulPacked(
        a + (k << 2),
        aStep,
        work,
        deep << 4,
        c + (j << 2),
        cStep,
        m,
        width,
        deep,
        accumulate || k > 0,
      );
    }
  }
}

/** C[m, n] (+)= transpose(A[depth, m]) B[depth, n]; rows of A are `aStep` bytes apart and may overlap. */
export function matmulColumns(
  a: usize,
  aStep: usize,
  b: usize,
  bRowStep: usize,
  bColumnStep: usize,
  c: usize,
  cStep: usize,
  m: usize,
  n: usize,
  depth: usize,
  accumulate: bool,
  work: usize,
): void {
  const packedB = work + ((TALL_DEPTH * (TALL_ROWS + 12)) << 2);
  for (let k: usize = 0; k < depth; k += TALL_DEPTH) {
    const deep = min<usize>(TALL_DEPTH, depth - k);
    const add = accumulate || k > 0;
    for (let j0: usize = 0; j0 < n; j0 += WIDTH) {
      const width = min<usize>(WIDTH, n - j0);
      packPanels(b + k * bRowStep + j0 * bColumnStep, bRowStep, bColumnStep, deep, width, packedB, deep << 4);
      for (let i0: usize = 0; i0 < m; i0 += TALL_ROWS) {
        const height = min<usize>(TALL_ROWS, m - i0);
        const source = a + k * aStep + (i0 << 2);
        // A remainder of at most eight, or of thirteen to sixteen, takes tiles of eight: fewer padded rows.
        let target = work;
        for (let i: usize = 0; i < height; ) {
          const tile = tileSize(height - i);
          packRows(source + (i << 2), aStep, deep, min<usize>(tile, height - i), tile, target);
          target += (tile * deep) << 2;
          i += tile;
        }
        for (let j: usize = 0; j < width; j += 4) {
          const panel = packedB + ((j * deep) << 2);
          let tileA = work;
          for (let i: usize = 0; i < height; ) {
            const left = height - i;
            const tile = tileSize(left);
            const out = c + (i0 + i) * cStep + ((j0 + j) << 2);
            if (tile == 12) tileColumns(tileA, left, panel, deep, out, cStep, width - j, add);
            else tileEightColumns(tileA, left, panel, deep, out, cStep, width - j, add);
            tileA += (tile * deep) << 2;
            i += tile;
          }
        }
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function tileSize(left: usize): usize {
  return left <= 8 || (left > 12 && left <= 16) ? 8 : 12;
}

/**
 * C[m, n] (+)= A[m, depth] B[depth, n]. Steps are in bytes; the values of A must be contiguous along one of its
 * dimensions. `work` points to `matmulWorkBytes` bytes.
 */
export function matmul(
  a: usize,
  aRowStep: usize,
  aColumnStep: usize,
  b: usize,
  bRowStep: usize,
  bColumnStep: usize,
  c: usize,
  cStep: usize,
  m: usize,
  n: usize,
  depth: usize,
  accumulate: bool,
  work: usize,
): void {
  if (aColumnStep == 4) {
    matmulRows(a, aRowStep, b, bRowStep, bColumnStep, c, cStep, m, n, depth, accumulate, work);
  } else {
    matmulColumns(a, aColumnStep, b, bRowStep, bColumnStep, c, cStep, m, n, depth, accumulate, work);
  }
}

/** Bytes of a packed matrix of `depth` rows and `width` columns. */
export function packedBytes(depth: usize, width: usize): usize {
  return (depth * roundUp(width, 4)) << 2;
}
