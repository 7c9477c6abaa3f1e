import * as tf from "@tensorflow/tfjs-core";

import { importOptional } from "./optional-package.js";

/**
 * Selects the native backend of `@tensorflow/tfjs-node`, for users who have it: TensorFlow's own kernels, on all cores.
 *
 * It is no dependency of this package, since it downloads its library when it is installed and has none for newer systems.
 * Without it, {@link useWasm} needs no installation, and `parallelTraining` uses all cores.
 *
 * @throws {Error} If `@tensorflow/tfjs-node` is not installed, its library does not load, or it brought a tfjs of its own.
 *
 * @example
 * await useTfjsNode();
 * tf.getBackend(); // "tensorflow"
 */
export async function useTfjsNode(): Promise<void> {
  await importOptional("@tensorflow/tfjs-node");
  if ((tf.findBackendFactory("tensorflow") as unknown) === null || !(await tf.setBackend("tensorflow"))) {
    throw new Error(
      `The backend of "@tensorflow/tfjs-node" did not reach this tfjs ${tf.version_core}: both must share one @tensorflow/tfjs-core`,
    );
  }
}
