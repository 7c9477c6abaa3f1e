import { broadcast_util, type NamedAttrMap, type TensorInfo, util } from "@tensorflow/tfjs-core";

import { applyActivation } from "./fused-activation.js";
import { type Heap, input, type Inputs, sizeOf } from "./kernel.js";
import { add, zeros } from "./native.js";

/**
 * BatchMatMul: products of the last two dimensions in every transpose mode, over leading dimensions that broadcast.
 * tfjs' own kernel reaches 1 to 2 GFLOP/s with a transposed argument.
 */
export function batchMatMul(heap: Heap, inputs: Inputs, attributes: NamedAttrMap): TensorInfo {
  return multiply(heap, input(inputs, "a"), input(inputs, "b"), attributes);
}

/** _FusedMatMul: the same, then a bias per column and an activation. */
export function fusedMatMul(heap: Heap, inputs: Inputs, attributes: NamedAttrMap): TensorInfo {
  const out = multiply(heap, input(inputs, "a"), input(inputs, "b"), attributes, inputs["bias"]);
  return applyActivation(heap, out, attributes, inputs["preluActivationWeights"]);
}

function multiply(
  heap: Heap,
  a: TensorInfo,
  b: TensorInfo,
  { transposeA, transposeB }: NamedAttrMap,
  bias?: TensorInfo,
): TensorInfo {
  for (const { dtype } of [a, b]) {
    if (dtype !== "float32") throw new TypeError(`matMul on the wasm backend needs float32, got ${dtype}`);
  }
  const [aRows, aColumns] = lastTwo(a.shape);
  const [bRows, bColumns] = lastTwo(b.shape);
  const m = transposeA ? aColumns : aRows;
  const depth = transposeA ? aRows : aColumns;
  const n = transposeB ? bRows : bColumns;
  util.assert(
    depth === (transposeB ? bColumns : bRows),
    () =>
      `Inner dimensions of matMul differ: [${a.shape.join()}] and [${b.shape.join()}], ` +
      `transposeA ${Boolean(transposeA)}, transposeB ${Boolean(transposeB)}`,
  );
  const aLeading = a.shape.slice(0, -2);
  const bLeading = b.shape.slice(0, -2);
  const leading = broadcast_util.assertAndGetBroadcastShape(aLeading, bLeading);
  const out = heap.output([...leading, m, n]);
  const { native } = heap;
  const pointers = [a, b, out].map((tensor) => heap.pointer(tensor));
  const [pa, pb, pc] = pointers as [number, number, number];
  const batches = sizeOf(leading);
  if (batches * m * n === 0) return out;

  if (depth === 0) {
    if (bias === undefined) heap.floats(pc, batches * m * n).fill(0);
    else fillRows(heap, bias, pc, batches * m, n);
    return out;
  }
  let start = zeros;
  if (bias !== undefined && transposeA) {
    fillRows(heap, bias, pc, batches * m, n);
    start = add;
  } else if (bias !== undefined) start = paddedRow(heap, bias, n);

  const aOffsets = offsets(aLeading, leading);
  const bOffsets = offsets(bLeading, leading);
  for (let i = 0; i < batches; i++) {
    native.matmul(
      pa + 4 * aOffsets[i]! * aRows * aColumns,
      4 * (transposeA ? 1 : aColumns),
      4 * (transposeA ? aColumns : 1),
      pb + 4 * bOffsets[i]! * bRows * bColumns,
      4 * (transposeB ? 1 : bColumns),
      4 * (transposeB ? bColumns : 1),
      pc + 4 * i * m * n,
      4 * n,
      m,
      n,
      depth,
      start,
    );
  }
  return out;
}

/** A copy of the bias that ends with zeros up to a multiple of four values: what products start from. */
export function paddedRow(heap: Heap, bias: TensorInfo, columns: number): number {
  const bytes = 16 * Math.ceil(columns / 4);
  const row = heap.temporary(bytes);
  heap.floats(row, bytes / 4).fill(0);
  fillRows(heap, bias, row, 1, columns);
  return row;
}

/** Sets every row of a matrix to the bias: one value per column, or a single one. */
export function fillRows(heap: Heap, bias: TensorInfo, target: number, rows: number, columns: number): void {
  const size = sizeOf(bias.shape);
  if (size !== columns && size !== 1) {
    throw new RangeError(
      `A fused bias must hold ${columns} values, one per column, or one, got [${bias.shape.join()}]`,
    );
  }
  const values = heap.floats(heap.pointer(bias), size);
  const all = heap.floats(target, rows * columns);
  if (size === 1) {
    all.fill(values[0]!);
    return;
  }
  if (rows === 0) return;
  all.set(values);
  // Doubling copies: a block copy is far faster than a loop over rows.
  for (let filled = columns; filled < all.length; filled *= 2) {
    all.copyWithin(filled, 0, Math.min(filled, all.length - filled));
  }
}

function lastTwo(shape: readonly number[]): [number, number] {
  return [shape.at(-2)!, shape.at(-1)!];
}

/** For every matrix of the result, which matrix of an argument with these leading dimensions it uses. */
function offsets(from: readonly number[], to: readonly number[]): Int32Array {
  const result = new Int32Array(sizeOf(to));
  const lacking = to.length - from.length;
  for (let i = 0; i < result.length; i++) {
    let rest = i;
    let step = 1;
    for (let d = to.length - 1; d >= lacking; d--) {
      const size = from[d - lacking]!;
      if (size !== 1) result[i] = result[i]! + (rest % to[d]!) * step;
      rest = Math.floor(rest / to[d]!);
      step *= size;
    }
  }
  return result;
}
