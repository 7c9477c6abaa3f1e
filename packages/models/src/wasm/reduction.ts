import { backend_util, type KernelFunc, type NamedAttrMap, type TensorInfo, util } from "@tensorflow/tfjs-core";

import { type Heap, input, type Inputs, sizeOf } from "./kernel.js";

/** Sum in double precision; tfjs' wasm kernel adds float32 values one by one. Integers stay with that kernel. */
export function sumWith(stock: KernelFunc): (heap: Heap, inputs: Inputs, attributes: NamedAttrMap) => TensorInfo {
  return (heap, inputs, attributes) => {
    const x = input(inputs, "x");
    if (x.dtype !== "float32") return stock({ inputs, attrs: attributes, backend: heap.backend }) as TensorInfo;
    return reduce(heap, x, attributes, () => 1);
  };
}

/** Mean in double precision. */
export function mean(heap: Heap, inputs: Inputs, attributes: NamedAttrMap): TensorInfo {
  const x = input(inputs, "x");
  if (x.dtype === "float32") return reduce(heap, x, attributes, (count) => count);
  const cast = heap.run("Cast", { x }, { dtype: "float32" });
  const out = reduce(heap, cast, attributes, (count) => count);
  heap.release(cast);
  return out;
}

function reduce(
  heap: Heap,
  x: TensorInfo,
  { axis, keepDims }: NamedAttrMap,
  divisorOf: (count: number) => number,
): TensorInfo {
  const rank = x.shape.length;
  const axes = util.parseAxisParam(axis as number | number[], x.shape).sort((a, b) => a - b);
  const [outShape, reducedShape] = backend_util.computeOutAndReduceShapes(x.shape, axes);
  const shape = keepDims ? backend_util.expandShapeToKeepDim(outShape, axes) : outShape;
  const count = sizeOf(reducedShape);

  // Axes that are neighbours, but for axes of length 1, reduce in place; others are first moved to the end.
  let first = axes[0] ?? rank;
  let last = axes.at(-1) ?? rank - 1;
  let source = x;
  const between = x.shape.slice(first, last + 1).filter((n, i) => n !== 1 && !axes.includes(first + i));
  const moved = between.length > 0;
  if (moved) {
    const kept = x.shape.map((_, i) => i).filter((i) => !axes.includes(i));
    source = heap.run("Transpose", { x }, { perm: [...kept, ...axes] });
    first = kept.length;
    last = rank - 1;
  }
  const outer = sizeOf(source.shape.slice(0, first));
  const inner = sizeOf(source.shape.slice(last + 1));
  const out = heap.output(shape);
  // An empty sum is 0, an empty mean 0 / 0: both come out of the kernel.
  const work = heap.temporary(8 * inner);
  heap.native.sum(heap.pointer(source), outer, count, inner, divisorOf(count), heap.pointer(out), work);
  if (moved) heap.release(source);
  return out;
}
