import { polyphaseKernel } from "./polyphase.wasm.js";

/** What the kernel exports; addresses are bytes in its memory. The source documents the function. */
export interface PolyphaseKernel {
  readonly memory: WebAssembly.Memory;
  filter(
    taps: number,
    width: number,
    up: number,
    down: number,
    x: number,
    y: number,
    count: number,
    phase: number,
  ): void;
}

// Opened on first use; `undefined` is kept too, so that a machine without SIMD is asked once.
let opened: { readonly kernel: PolyphaseKernel | undefined } | undefined;

/** The kernel, or nothing where the machine has no SIMD in WebAssembly. */
export function openPolyphaseKernel(): PolyphaseKernel | undefined {
  opened ??= { kernel: instantiate(polyphaseKernel) };
  return opened.kernel;
}

/** Synchronously, which is fine on every thread: the limit for that in Chromium is 8 MB, and this has 1 KB. */
function instantiate(base64: string): PolyphaseKernel | undefined {
  if (typeof WebAssembly === "undefined") return undefined;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  if (!WebAssembly.validate(bytes)) return undefined;
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as PolyphaseKernel;
}
