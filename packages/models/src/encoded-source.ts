import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

import { checkPositiveInteger } from "./check.js";
import { arraySource, type FrameSource, readBatches, readChecked } from "./frame-source.js";
import { checkInput } from "./shape-check.js";

/**
 * Frames as an encoder sees them: reads from another source and gives the latent.
 *
 * @param encoder - Model from `[batch, time, channels]` to `[batch, time, latent]`.
 * @param source - Frames that fit its input.
 * @throws {RangeError} If the frames do not fit the encoder.
 *
 * @example
 * const latents = encodedSource(encoderOf(autoencoder), source);
 * latents.frameShape; // [4000, 8]
 */
export function encodedSource(encoder: LayersModel, source: FrameSource): FrameSource {
  checkInput("source", encoder, source.frameShape);
  const shape = encoder.computeOutputShape([1, ...source.frameShape]) as [number, number, number];
  const encoded: FrameSource = {
    length: source.length,
    frameShape: [shape[1], shape[2]],
    async read(indices, context) {
      const data = await readChecked(source, indices, context);
      const latent = tf.tidy(() => encoder.apply(tf.tensor(data, [indices.length, ...source.frameShape])) as tf.Tensor);
      const result = (await latent.data()) as Float32Array;
      latent.dispose();
      return result;
    },
  };
  return source.order === undefined ? encoded : { ...encoded, order: (random) => source.order!(random) };
}

/** Options of {@link loadSource}. */
export interface LoadSourceOptions {
  /** Frames read at a time. Default 32. */
  readonly batchSize?: number;
  /** Told how many frames have been read. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/**
 * Reads all frames once and keeps them in memory: right for latents of a small set, which then need not be computed again
 * in every epoch.
 *
 * @param source - Frames that fit into memory: `length` x `timeSteps` x `channels` x 4 bytes.
 * @throws {RangeError} If a frame holds NaN or an infinite number.
 *
 * @example
 * const latents = await loadSource(encodedSource(encoderOf(autoencoder), source));
 */
export async function loadSource(source: FrameSource, options: LoadSourceOptions = {}): Promise<FrameSource> {
  const { batchSize = 32, onProgress } = options;
  checkPositiveInteger("batchSize", batchSize);
  const [timeSteps, channels] = source.frameShape;
  const all = new Float32Array(source.length * timeSteps * channels);
  const order = Int32Array.from({ length: source.length }, (_, i) => i);
  let done = 0;
  for await (const { indices, data } of readBatches(source, order, batchSize, { epoch: 0 })) {
    all.set(data, done * timeSteps * channels);
    done += indices.length;
    onProgress?.({ done, total: source.length });
  }
  return arraySource(all, [source.length, timeSteps, channels]);
}
