import { packPanels, packRows, roundUp } from "./pack";
import { rowTimesPanel, tileColumns, tileEightColumns, tileFourRows, tileRows, tileRowsTail } from "./tile";

// Sizes of the blocks that are packed: a block of B stays in the second-level cache, a panel of it in the first.
const DEPTH: usize = 512;
const WIDTH: usize = 512;
const TALL_DEPTH: usize = 256;
const TALL_ROWS: usize = 240;
const ROWS: usize = 64;
/** Bytes of a tile that is not written whole. */
const TILE: usize = 192;
/** Bytes in front of the packed blocks: that tile, and a row of zeros. */
const HEAD: usize = TILE + 16;

// What a product starts from: zeros, what C holds, or else the address of one row, padded to a multiple of four values.
export const ZEROS: usize = 0;
export const ADD: usize = 1;

let work: usize = 0;

/** Bytes of the work area. */
export function workBytes(): usize {
  return HEAD + ((DEPTH * WIDTH + TALL_DEPTH * (TALL_ROWS + 12)) << 2);
}

/** Sets the work area, which no call may share with another thread. */
export function setWork(pointer: usize): void {
  work = pointer;
  memory.fill(pointer, 0, HEAD);
}

/** Copies, or adds, `rows` rows of `width` values from the tile at the beginning of the work area. */
function writeTile(rows: usize, width: usize, c: usize, cStep: usize, add: bool): void {
  let tile = work;
  for (let r: usize = 0; r < rows; r++) {
    for (let j: usize = 0; j < width << 2; j += 4) {
      const value = load<f32>(tile + j);
      store<f32>(c + j, add ? load<f32>(c + j) + value : value);
    }
    tile += 16;
    c += cStep;
  }
}

/**
 * C[m, n] = start + A[m, depth] B[depth, n] for a B packed by `packPanels`, whose panels lie `panelStep` bytes apart. Rows
 * of A are contiguous along the depth and `aStep` bytes apart; they may overlap, which makes a convolution of it.
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
  start: usize,
): void {
  const zeros = work + TILE;
  const add = start == ADD;
  const row = start > ADD;
  for (let i0: usize = 0; i0 < m; i0 += ROWS) {
    const i1 = min<usize>(m, i0 + ROWS);
    let panel = b;
    for (let j: usize = 0; j < n; j += 4) {
      const width = min<usize>(4, n - j);
      const whole = width == 4;
      const first = row ? start + (j << 2) : zeros;
      let target = c + i0 * cStep + (j << 2);
      let i = i0;
      if (whole) {
        const startStep = add ? cStep : 0;
        for (; i + 8 <= i1; i += 8) {
          eightRows(a + i * aStep, aStep, panel, depth, add ? target : first, startStep, target, cStep);
          target += cStep << 3;
        }
        if (i + 4 <= i1) {
          tileFourRows(a + i * aStep, aStep, panel, depth, add ? target : first, startStep, target, cStep);
          target += cStep << 2;
          i += 4;
        }
        for (; i < i1; i++) {
          rowTimesPanel(a + i * aStep, panel, depth, add ? target : first, target);
          target += cStep;
        }
      } else {
        for (; i + 8 <= i1; i += 8) {
          eightRows(a + i * aStep, aStep, panel, depth, first, 0, work, 16);
          writeTile(8, width, target, cStep, add);
          target += cStep << 3;
        }
        for (; i < i1; i++) {
          rowTimesPanel(a + i * aStep, panel, depth, first, work);
          writeTile(1, width, target, cStep, add);
          target += cStep;
        }
      }
      panel += panelStep;
    }
  }
}

// @ts-ignore: decorator
@inline
function eightRows(
  a: usize,
  aStep: usize,
  b: usize,
  depth: usize,
  start: usize,
  startStep: usize,
  c: usize,
  cStep: usize,
): void {
  tileRows(a, aStep, b, depth >> 2, start, startStep, c, cStep);
  if (depth & 3) {
    const done = depth & ~3;
    tileRowsTail(a + (done << 2), aStep, b + (done << 4), depth & 3, c, cStep);
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
  start: usize,
): void {
  for (let j: usize = 0; j < n; j += WIDTH) {
    const width = min<usize>(WIDTH, n - j);
    for (let k: usize = 0; k < depth; k += DEPTH) {
      const deep = min<usize>(DEPTH, depth - k);
      const packed = work + HEAD;
      packPanels(b + k * bRowStep + j * bColumnStep, bRowStep, bColumnStep, deep, width, packed, deep << 4);
      matmulPacked(
        a + (k << 2),
        aStep,
        packed,
        deep << 4,
        c + (j << 2),
        cStep,
        m,
        width,
        deep,
        k > 0 ? ADD : start == ZEROS || start == ADD ? start : start + (j << 2),
      );
    }
  }
}

/** C[m, n] = start + transpose(A[depth, m]) B[depth, n], from ZEROS or ADD; rows of A, `aStep` bytes apart, may overlap. */
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
  start: usize,
): void {
  const zeros = work + TILE;
  const packedA = work + HEAD;
  const packedB = packedA + ((TALL_DEPTH * (TALL_ROWS + 12)) << 2);
  for (let k: usize = 0; k < depth; k += TALL_DEPTH) {
    const deep = min<usize>(TALL_DEPTH, depth - k);
    // Rows of zeros fill the depth up to what the tiles are unrolled to.
    const padded = roundUp(deep, 4);
    const add = start == ADD || k > 0;
    for (let j0: usize = 0; j0 < n; j0 += WIDTH) {
      const wide = min<usize>(WIDTH, n - j0);
      packPanels(b + k * bRowStep + j0 * bColumnStep, bRowStep, bColumnStep, deep, wide, packedB, padded << 4);
      for (let j: usize = 0; j < wide && padded > deep; j += 4) {
        memory.fill(packedB + ((j * padded + 4 * deep) << 2), 0, (padded - deep) << 4);
      }
      for (let i0: usize = 0; i0 < m; i0 += TALL_ROWS) {
        const height = min<usize>(TALL_ROWS, m - i0);
        const source = a + k * aStep + (i0 << 2);
        let target = packedA;
        for (let i: usize = 0; i < height; ) {
          const tile = tileSize(height - i);
          packRows(source + (i << 2), aStep, deep, min<usize>(tile, height - i), tile, target);
          memory.fill(target + ((tile * deep) << 2), 0, (tile * (padded - deep)) << 2);
          target += (tile * padded) << 2;
          i += tile;
        }
        for (let j: usize = 0; j < wide; j += 4) {
          const panel = packedB + ((j * padded) << 2);
          const width = min<usize>(4, wide - j);
          let tileA = packedA;
          for (let i: usize = 0; i < height; ) {
            const left = height - i;
            const tile = tileSize(left);
            const whole = width == 4 && left >= tile;
            const out = c + (i0 + i) * cStep + ((j0 + j) << 2);
            const to = whole ? out : work;
            const step = whole ? cStep : 16;
            const from = whole && add ? out : zeros;
            const fromStep = whole && add ? cStep : 0;
            if (tile == 12) tileColumns(tileA, panel, padded >> 2, from, fromStep, to, step);
            else tileEightColumns(tileA, panel, deep, from, fromStep, to, step);
            if (!whole) writeTile(min<usize>(tile, left), width, out, cStep, add);
            tileA += (tile * padded) << 2;
            i += tile;
          }
        }
      }
    }
  }
}

/** A remainder of at most eight, or of thirteen to sixteen, takes tiles of eight: fewer padded rows. */
// @ts-ignore: decorator
@inline
function tileSize(left: usize): usize {
  return left <= 8 || (left > 12 && left <= 16) ? 8 : 12;
}

/**
 * C[m, n] = start + A[m, depth] B[depth, n]. Steps are in bytes; the values of A must be contiguous along one of its
 * dimensions, along the depth for a `start` that is a row.
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
  start: usize,
): void {
  if (aColumnStep == 4) {
    matmulRows(a, aRowStep, b, bRowStep, bColumnStep, c, cStep, m, n, depth, start);
  } else {
    matmulColumns(a, aColumnStep, b, bRowStep, bColumnStep, c, cStep, m, n, depth, start);
  }
}

/** Bytes of a packed matrix of `depth` rows and `width` columns. */
export function packedBytes(depth: usize, width: usize): usize {
  return (depth * roundUp(width, 4)) << 2;
}
