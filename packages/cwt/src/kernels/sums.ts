import { compile } from "./load.js";
import { float32SumsKernel } from "./sums-float32.wasm.js";
import { float64SumsKernel } from "./sums-float64.wasm.js";

/** Sums over steps of rows, in place; addresses are bytes in the memory that it works on. The source documents each function. */
export interface SumsKernel {
  sumSquares(row: number, step: number, count: number): void;
  sumMagnitudes(re: number, im: number, step: number, count: number): void;
}

// One for each memory, as long as that lives.
const kernels = new WeakMap<WebAssembly.Memory, SumsKernel>();
const modules = new Map<number, WebAssembly.Module>();

/**
 * The sums for rows in a memory that other kernels work on, which shows that the machine runs this build too.
 *
 * @param memory - Memory that holds the rows.
 * @param bytes - Bytes of a number in them: 4 or 8.
 */
export function sumsKernelOf(memory: WebAssembly.Memory, bytes: number): SumsKernel {
  const known = kernels.get(memory);
  if (known !== undefined) return known;
  const module = modules.get(bytes) ?? compile(bytes === 4 ? float32SumsKernel : float64SumsKernel)!;
  modules.set(bytes, module);
  const kernel = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as SumsKernel;
  kernels.set(memory, kernel);
  return kernel;
}
