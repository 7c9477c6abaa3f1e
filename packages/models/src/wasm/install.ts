import { getKernel, type KernelConfig, registerKernel, unregisterKernel } from "@tensorflow/tfjs-core";

import { elu, eluGradient } from "./activation.js";
import {
  batchNormalization,
  batchNormalizationGradient,
  batchNormalizationGradientKernel,
  batchNormalizationKernel,
  inferenceNormalization,
  patchBatchNormalization,
} from "./batch-normalization.js";
import { findWasmBackend, memoryOf, type WasmBackend } from "./backend.js";
import { convolution, convolutionFilterGradient, convolutionInputGradient, fusedConvolution } from "./convolution.js";
import { volumeFilterGradient, volumeInputGradient } from "./convolution-3d.js";
import {
  crossEntropy,
  crossEntropyGradient,
  crossEntropyGradientKernel,
  crossEntropyKernel,
  patchSoftmax,
} from "./cross-entropy.js";
import { dense, denseKernel, patchDense } from "./dense.js";
import { depthwiseFilterGradient, depthwiseInputGradient } from "./depthwise.js";
import { WasmBackendError, WasmMemoryError } from "./errors.js";
import { castWith, identity } from "./identity.js";
import { Heap, type Kernel } from "./kernel.js";
import { batchMatMul, fusedMatMul } from "./matmul.js";
import { loadNative, type Native } from "./native.js";
import { adam, adamKernel, patchAdam, patchSgd, sgd, sgdKernel } from "./optimizers.js";
import { maxPoolGradient } from "./pooling.js";
import {
  gru,
  gruGradient,
  gruGradientKernel,
  gruKernel,
  lstm,
  lstmGradient,
  lstmGradientKernel,
  lstmKernel,
} from "./recurrent.js";
import { patchGru, patchLstm } from "./recurrent-layers.js";
import { mean, patchReductionGradients, spread, spreadKernel, sumWith } from "./reduction.js";
import { unsortedSegmentSum } from "./segment.js";
import { squaredError, squaredErrorGradient, squaredErrorGradientKernel, squaredErrorKernel } from "./squared-error.js";
import { patchTrainingLosses } from "./training-losses.js";

/** What `uninstallWasmKernels` undoes, in reverse. */
interface Installation {
  readonly backend: WasmBackend;
  readonly undo: (() => void)[];
}

let installation: Installation | undefined;
let pending: Promise<void> | undefined;

/**
 * Gives tfjs' wasm backend correct, complete and fast kernels for training.
 *
 * Replaces kernels that are wrong (`MaxPoolGrad`, `Sum`, `Mean`), slow (`BatchMatMul` and `_FusedMatMul` with a transposed
 * argument, `Conv2D` and its input gradient, `Elu`) and adds those that are missing (`Conv2DBackpropFilter`,
 * `UnsortedSegmentSum`), for every tensor and every tfjs-layers model of this page or process. Models are defined, saved
 * and loaded as before. Calling it again does nothing.
 *
 * The kernels work in the memory of the backend and copy nothing; they need WebAssembly SIMD.
 *
 * @throws {WasmBackendError} If tfjs is not version 4.22.0, the wasm backend is not initialised, or SIMD is missing.
 *
 * @example
 * import "@tensorflow/tfjs-backend-wasm";
 * await tf.setBackend("wasm");
 * await installWasmKernels();
 * await model.fit(x, y);
 */
export async function installWasmKernels(): Promise<void> {
  if (installation !== undefined && installation.backend !== findWasmBackend()) uninstallWasmKernels();
  if (installation !== undefined) return;
  pending ??= install().finally(() => {
    pending = undefined;
  });
  await pending;
}

/** Puts back exactly what `installWasmKernels` found. Does nothing if nothing is installed. */
export function uninstallWasmKernels(): void {
  const undo = installation?.undo ?? [];
  installation = undefined;
  for (const step of undo.reverse()) step();
}

/** Whether the kernels are in place. */
export function wasmKernelsInstalled(): boolean {
  return installation !== undefined;
}

async function install(): Promise<void> {
  const backend = findWasmBackend();
  const native = await loadNative(backend);
  const undo: (() => void)[] = [];
  try {
    undo.push(guardMemory(backend));
    // Kept: a backend that is removed loses its module.
    const module = backend.wasm;
    const work = module["_malloc"](native.workBytes()) >>> 0;
    undo.push(() => module["_free"](work));
    native.setWork(work);
    for (const [name, kernel] of kernelTable()) undo.push(replaceKernel(name, kernel, backend, native));
    undo.push(
      patchReductionGradients(),
      patchBatchNormalization(),
      patchDense(),
      patchLstm(),
      patchGru(),
      patchAdam(),
      patchSgd(),
      patchSoftmax(),
      patchTrainingLosses(),
    );
  } catch (error) {
    for (const step of undo.reverse()) step();
    throw error;
  }
  installation = { backend, undo };
}

function kernelTable(): [name: string, kernel: Kernel][] {
  const batchNorm = getKernel("FusedBatchNorm", "wasm").kernelFunc;
  return [
    ["BatchMatMul", batchMatMul],
    ["_FusedMatMul", fusedMatMul],
    ["Conv2D", convolution],
    ["FusedConv2D", fusedConvolution],
    ["Conv2DBackpropInput", convolutionInputGradient],
    ["Conv2DBackpropFilter", convolutionFilterGradient],
    ["Conv3DBackpropInputV2", volumeInputGradient],
    ["Conv3DBackpropFilterV2", volumeFilterGradient],
    ["MaxPoolGrad", maxPoolGradient],
    ["Sum", sumWith(getKernel("Sum", "wasm").kernelFunc)],
    ["Mean", mean],
    ["Identity", identity],
    ["Cast", castWith(getKernel("Cast", "wasm").kernelFunc)],
    [spreadKernel, spread],
    ["Elu", elu],
    ["EluGrad", eluGradient],
    ["UnsortedSegmentSum", unsortedSegmentSum],
    ["DepthwiseConv2dNativeBackpropInput", depthwiseInputGradient],
    ["DepthwiseConv2dNativeBackpropFilter", depthwiseFilterGradient],
    ["FusedBatchNorm", (heap, inputs, attributes) => inferenceNormalization(heap, inputs, attributes, batchNorm)],
    [batchNormalizationKernel, batchNormalization],
    [batchNormalizationGradientKernel, batchNormalizationGradient],
    [denseKernel, dense],
    [crossEntropyKernel, crossEntropy],
    [crossEntropyGradientKernel, crossEntropyGradient],
    [squaredErrorKernel, squaredError],
    [squaredErrorGradientKernel, squaredErrorGradient],
    [lstmKernel, lstm],
    [lstmGradientKernel, lstmGradient],
    [gruKernel, gru],
    [gruGradientKernel, gruGradient],
    [adamKernel, adam],
    [sgdKernel, sgd],
  ];
}

function replaceKernel(kernelName: string, kernel: Kernel, backend: WasmBackend, native: Native): () => void {
  // Absent kernels come back as undefined, which the type of tfjs leaves out.
  const stock = getKernel(kernelName, "wasm") as KernelConfig | undefined;
  if (stock !== undefined) unregisterKernel(kernelName, "wasm");
  registerKernel({
    // tfjs sets stock kernels up when a backend starts: those that come back later too.
    ...stock,
    kernelName,
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs, backend: current }) => {
      if (current !== (backend as object)) {
        throw new WasmBackendError("The wasm backend was replaced. Call installWasmKernels again");
      }
      const heap = new Heap(backend, native);
      let failed = true;
      try {
        const result = kernel(heap, inputs, attrs ?? {});
        failed = false;
        return result;
      } finally {
        heap.close(failed);
      }
    },
  });
  return () => {
    unregisterKernel(kernelName, "wasm");
    if (stock !== undefined) registerKernel(stock);
  };
}

/**
 * Makes an allocation that fails throw. Stock tfjs takes the null pointer for an address and writes over the start of its
 * own memory, or passes a size beyond 4 GiB modulo 2^32.
 */
function guardMemory(backend: WasmBackend): () => void {
  const module = backend.wasm;
  // At its first call Emscripten's own function replaces itself, and with it anything put in its place before.
  module["_free"](module["_malloc"](8));
  const allocate = module["_malloc"];
  module["_malloc"] = (bytes) => {
    const heapBytes = memoryOf(backend).buffer.byteLength;
    if (!(bytes < 2 ** 32)) throw new WasmMemoryError(bytes, heapBytes);
    const pointer = allocate(bytes);
    if (pointer === 0 && bytes > 0) throw new WasmMemoryError(bytes, heapBytes);
    return pointer;
  };
  return () => {
    module["_malloc"] = allocate;
  };
}
