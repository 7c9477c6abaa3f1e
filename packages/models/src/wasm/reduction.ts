import {
  backend_util,
  engine,
  getBackend,
  getGradient,
  type GradConfig,
  type KernelFunc,
  type NamedAttrMap,
  registerGradient,
  type Tensor,
  type TensorInfo,
  util,
} from "@tensorflow/tfjs-core";

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

export const spreadKernel = "WaderSpread";

/** Where a reduction over neighbouring axes takes place: [outer, count, inner]. Undefined if other axes lie between. */
function layoutOf(shape: readonly number[], axes: readonly number[]): [number, number, number] | undefined {
  const first = axes[0] ?? shape.length;
  const last = axes.at(-1) ?? shape.length - 1;
  for (let i = first; i <= last; i++) if (shape[i] !== 1 && !axes.includes(i)) return undefined;
  return [sizeOf(shape.slice(0, first)), sizeOf(shape.slice(first, last + 1)), sizeOf(shape.slice(last + 1))];
}

const sortedAxes = (axis: unknown, shape: number[]): number[] =>
  util.parseAxisParam(axis as number | number[], shape).sort((a, b) => a - b);

function reduce(
  heap: Heap,
  x: TensorInfo,
  { axis, keepDims }: NamedAttrMap,
  divisorOf: (count: number) => number,
): TensorInfo {
  const axes = sortedAxes(axis, x.shape);
  const [outShape, reducedShape] = backend_util.computeOutAndReduceShapes(x.shape, axes);
  const shape = keepDims ? backend_util.expandShapeToKeepDim(outShape, axes) : outShape;
  // Axes with others between them are first moved to the end.
  const layout = layoutOf(x.shape, axes);
  const kept = x.shape.map((_, i) => i).filter((i) => !axes.includes(i));
  const source = layout === undefined ? heap.run("Transpose", { x }, { perm: [...kept, ...axes] }) : x;
  const [outer, count, inner] = layout ?? [sizeOf(outShape), sizeOf(reducedShape), 1];
  const out = heap.output(shape);
  // An empty sum is 0, an empty mean 0 / 0: both come out of the kernel.
  const work = heap.temporary(8 * inner);
  heap.native.sum(heap.pointer(source), outer, count, inner, divisorOf(count), heap.pointer(out), work);
  if (source !== x) heap.release(source);
  return out;
}

/** Repeats y along the axes that were reduced, times a factor. */
export function spread(heap: Heap, inputs: Inputs, { shape, layout, factor }: NamedAttrMap): TensorInfo {
  const y = input(inputs, "y");
  const out = heap.output(shape as number[]);
  const [outer, count, inner] = layout as [number, number, number];
  heap.native.spread(heap.pointer(y), outer, count, inner, factor as number, heap.pointer(out));
  return out;
}

/** Gives Sum and Mean gradients of one pass; tfjs fills an array of ones in JavaScript and multiplies by it. */
export function patchReductionGradients(): () => void {
  const undo = [patchReductionGradient("Sum", () => 1), patchReductionGradient("Mean", (count) => 1 / count)];
  return () => undo.forEach((step) => step());
}

function patchReductionGradient(kernelName: string, factorOf: (count: number) => number): () => void {
  const stock = getGradient(kernelName) as GradConfig | undefined;
  // Nothing has registered gradients: then nothing can train either.
  if (stock === undefined) return () => undefined;
  registerGradient({
    ...stock,
    gradFunc: (dy, saved, attributes) => {
      const [x] = saved;
      const layout = x && layoutOf(x.shape, sortedAxes(attributes["axis"], x.shape));
      if (x?.dtype !== "float32" || layout === undefined || getBackend() !== "wasm") {
        return stock.gradFunc(dy, saved, attributes);
      }
      const attrs = { shape: x.shape, layout, factor: factorOf(layout[1]) };
      return { x: () => engine().runKernel<Tensor>(spreadKernel, { y: dy as Tensor }, attrs) };
    },
  });
  return () => registerGradient(stock);
}
