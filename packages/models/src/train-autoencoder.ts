import type { LayersModel } from "@tensorflow/tfjs-layers";

import { evaluateAutoencoder } from "./evaluate.js";
import type { FrameSource } from "./frame-source.js";
import type { History } from "./history.js";
import { presets } from "./presets.js";
import { checkInput, checkReconstruction } from "./shape-check.js";
import { runTraining } from "./train-loop.js";
import type { TrainOptions } from "./train-options.js";
import { autoencoderNetwork } from "./trained-network.js";

/** Options of {@link trainAutoencoder}. */
export interface AutoencoderTrainOptions extends TrainOptions<"loss" | "rSquared"> {
  /** Frames apart from the training frames, evaluated after every epoch. */
  readonly validation?: FrameSource;
}

/**
 * Trains an autoencoder to give back its input, by mean squared error.
 *
 * The figures of every epoch are `loss` (mean squared error) and `rSquared`, over all elements: of the training frames as they
 * were met, and of the validation frames after the epoch. Frames are read batch by batch. The same seed gives the same figures
 * on the same backend, interrupted and resumed or not.
 *
 * @param autoencoder - Model whose output has the shape of its input; trained in place.
 * @param frames - Training frames.
 * @returns The course of the run.
 * @throws {RangeError} If frames do not fit the model or hold NaN, or an option is out of range.
 * @throws {DivergedError} If the loss becomes NaN or infinite; it names the batch.
 * @throws {CheckpointError} If the checkpoint to resume from is damaged or of another run.
 * @throws {Error} If the wasm backend lacks the corrected kernels.
 *
 * @example
 * await useCpu();
 * const frames = arraySource(Float32Array.from({ length: 64 * 16 * 4 }, Math.random), [64, 16, 4]);
 * const autoencoder = buildAutoencoder({ scales: 4, units: [8, 2], decoderUnits: [8], seed: 1 });
 * const history = await trainAutoencoder(autoencoder, frames, { epochs: 2, seed: 1 });
 * history.epochs.at(-1).training.rSquared;
 */
export async function trainAutoencoder(
  autoencoder: LayersModel,
  frames: FrameSource,
  options: AutoencoderTrainOptions = {},
): Promise<History> {
  const { validation } = options;
  checkReconstruction("autoencoder", autoencoder);
  checkInput("frames", autoencoder, frames.frameShape);
  if (validation !== undefined) checkInput("validation", autoencoder, validation.frameShape);
  const size = frames.frameShape[0] * frames.frameShape[1];
  return runTraining(
    {
      network: autoencoderNetwork(autoencoder, frames.frameShape),
      frames,
      figureNames: ["loss", "rSquared"],
      totals: ({ length }, { loss, totals }) => [length, loss * length, ...totals],
      figures([count = 0, loss = 0, sum = 0, squares = 0]) {
        const elements = count * size;
        const total = squares - (sum * sum) / elements;
        return { loss: loss / count, rSquared: total > 0 ? 1 - (loss * size) / total : 0 };
      },
      ...(validation === undefined
        ? {}
        : {
            validate: async (how) => ({ ...(await evaluateAutoencoder(autoencoder, validation, how)) }),
          }),
    },
    { ...presets.default.autoencoder, ...options },
  );
}
