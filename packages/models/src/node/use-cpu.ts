import * as tf from "@tensorflow/tfjs-core";

/**
 * Selects tfjs' plain JavaScript backend: exact and slow, right for tests and tiny models.
 *
 * The first tensor on this backend makes tfjs print a banner in Node, unless its flag `IS_TEST` is set; this makes that tensor
 * under the flag, and puts the flag back.
 *
 * @throws {Error} If `@tensorflow/tfjs-backend-cpu` is not installed.
 *
 * @example
 * await useCpu();
 * tf.getBackend(); // "cpu"
 */
export async function useCpu(): Promise<void> {
  await import("@tensorflow/tfjs-backend-cpu");
  await tf.setBackend("cpu");
  const flags = tf.env();
  const before = flags.getBool("IS_TEST");
  flags.set("IS_TEST", true);
  try {
    tf.dispose(tf.tensor1d([0]));
  } finally {
    flags.set("IS_TEST", before);
  }
}
