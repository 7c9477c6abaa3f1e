import { float32RelaxedKernel } from "./float32-relaxed.wasm.js";
import { float32Kernel } from "./float32.wasm.js";
import { float64Kernel } from "./float64.wasm.js";

/** What a build of the kernels exports; addresses are bytes in its memory. The source documents each function. */
export interface Kernel {
  readonly memory: WebAssembly.Memory;
  forward(re: number, im: number, out: number, tables: number, size: number): void;
  forwardBlocks(signal: number, out: number, tables: number, size: number, hop: number, count: number): void;
  inverse(
    signal: number,
    filter: number,
    work: number,
    tables: number,
    size: number,
    outA: number,
    outB: number,
    low: number,
    high: number,
  ): void;
  inverseBlocks(
    signal: number,
    filter: number,
    work: number,
    tables: number,
    size: number,
    outA: number,
    outB: number,
    low: number,
    high: number,
    count: number,
  ): void;
}

/** Name of a build of the kernels. */
export type KernelName = "float32" | "float32-relaxed" | "float64";

const binaries: Readonly<Record<KernelName, string>> = {
  float32: float32Kernel,
  "float32-relaxed": float32RelaxedKernel,
  float64: float64Kernel,
};

// Compiled on first use; `undefined` is kept too, so that a machine without SIMD is asked once.
const modules = new Map<KernelName, WebAssembly.Module | undefined>();

/**
 * A new instance of a build, or nothing where the machine cannot run it.
 *
 * Compiling synchronously is fine on every thread: the limit for that in Chromium is 8 MB, and these have a few KB.
 */
export function instantiateKernel(name: KernelName): Kernel | undefined {
  if (!modules.has(name)) modules.set(name, compile(binaries[name]));
  const module = modules.get(name);
  return module && (new WebAssembly.Instance(module).exports as unknown as Kernel);
}

/** Compiles a build, or gives nothing where the machine cannot run it. */
export function compile(base64: string): WebAssembly.Module | undefined {
  if (typeof WebAssembly === "undefined") return undefined;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : undefined;
}
