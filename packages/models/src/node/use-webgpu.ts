import * as tf from "@tensorflow/tfjs-core";

import { importOptional } from "./optional-package.js";

/** What a page has as `navigator.gpu`, as far as it is used here. */
interface Gpu {
  requestAdapter(): Promise<object | null>;
}

/** The package `webgpu`. */
interface Dawn {
  create(options: string[]): Gpu;
  readonly globals: Readonly<Record<string, unknown>>;
}

/**
 * Selects tfjs' webgpu backend, in Node on Dawn, the WebGPU of Chromium, from the package `webgpu`.
 *
 * Dawn needs a graphics driver: Vulkan on Linux, Metal, or Direct3D 12. Where there is no graphics card a software adapter does,
 * such as SwiftShader (`VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json` with Debian's chromium); it is for tests, not
 * for speed. In a page import `@tensorflow/tfjs-backend-webgpu` and call `tf.setBackend("webgpu")` instead.
 *
 * Training runs on tfjs' own kernels. As long as the backend is there Dawn keeps a process alive: end it with `process.exit()`.
 *
 * @throws {Error} If `webgpu` or `@tensorflow/tfjs-backend-webgpu` is not installed, no adapter is found, or the backend does not
 * start.
 *
 * @example
 * await useWebGpu();
 * tf.getBackend(); // "webgpu"
 *
 * @see https://github.com/dawn-gpu/node-webgpu
 */
export async function useWebGpu(): Promise<void> {
  const gpu = navigatorGpu() ?? (await provideGpu());
  if ((await gpu.requestAdapter()) === null) {
    throw new Error(
      "No adapter for WebGPU was found: it needs a driver for Vulkan, Metal or Direct3D 12, or a software adapter such as SwiftShader",
    );
  }
  await importOptional("@tensorflow/tfjs-backend-webgpu");
  if (!(await tf.setBackend("webgpu"))) throw new Error("tfjs' webgpu backend did not start");
}

function navigatorGpu(): Gpu | undefined {
  return (globalThis.navigator as { readonly gpu?: Gpu } | undefined)?.gpu;
}

/** Puts Dawn where tfjs looks for it when its backend is imported. */
async function provideGpu(): Promise<Gpu> {
  const dawn = await importOptional<Dawn>("webgpu");
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create([]);
  // Node 20 has no navigator, later versions one that cannot be replaced.
  if ((globalThis.navigator as Navigator | undefined) === undefined) {
    Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true, writable: true });
  }
  Object.defineProperty(globalThis.navigator, "gpu", { value: gpu, configurable: true });
  return gpu;
}
