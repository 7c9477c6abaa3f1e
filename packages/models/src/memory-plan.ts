import * as tf from "@tensorflow/tfjs-core";

import { gradientsOf } from "./gradients.js";
import type { TrainedNetwork } from "./trained-network.js";

/** How a batch is divided so that training stays below `memoryLimit`. */
export interface MemoryPlan {
  /** Frames in one pass through the network. */
  readonly framesPerPass: number;
  /** Passes whose gradients are averaged for one batch. */
  readonly passes: number;
  /** Bytes that training is expected to hold at once: the most of a pass, weights, optimiser, and two batches of frames. */
  readonly peakBytes: number;
}

/** What {@link planPasses} goes by. */
export interface MemoryRequest {
  readonly batchSize: number;
  readonly memoryLimit: number;
  /** Threads that share a pass, each with weights of its own. */
  readonly workers: number;
}

/**
 * Divides a batch into as few equal passes as stay below a limit.
 *
 * Runs a pass of one and one of two frames of zeros, from which the bytes of any number follow, and puts the averages of
 * batch normalisation back: the same network gives the same plan on the same backend.
 *
 * @throws {RangeError} If a single frame does not fit.
 */
export async function planPasses(
  network: TrainedNetwork,
  variables: readonly tf.Variable[],
  { batchSize, memoryLimit, workers }: MemoryRequest,
): Promise<MemoryPlan> {
  const [one, two] = [await passBytes(network, variables, 1), await passBytes(network, variables, 2)];
  // The frames of the batch that trains and of the next one, outside of the backend.
  const perFrame = two - one + 8 * network.frameShape[0] * network.frameShape[1];
  const weights = variables.reduce((sum, { size }) => sum + 4 * size, 0);
  // Weights, their gradients so far, and two moments of an optimiser.
  const fixed = workers * Math.max(0, 2 * one - two) + 4 * weights;
  const passes = divisorsOf(batchSize).find((count) => fixed + (batchSize / count) * perFrame <= memoryLimit);
  if (passes === undefined) {
    throw new RangeError(
      `"memoryLimit" must be at least ${Math.ceil(fixed + perFrame)} bytes, which one frame takes, got ${memoryLimit}`,
    );
  }
  const framesPerPass = batchSize / passes;
  return { framesPerPass, passes, peakBytes: Math.ceil(fixed + framesPerPass * perFrame) };
}

function divisorsOf(number: number): number[] {
  return Array.from({ length: number }, (_, i) => i + 1).filter((divisor) => number % divisor === 0);
}

/** Most bytes that the tensors of a pass take at once. */
async function passBytes(network: TrainedNetwork, variables: readonly tf.Variable[], frames: number): Promise<number> {
  const fixed = network.model.nonTrainableWeights.map((weight) => weight.read() as tf.Variable);
  const before = fixed.map((variable) => variable.dataSync().slice());
  const [timeSteps, channels] = network.frameShape;
  const batch = {
    indices: Int32Array.from({ length: frames }, (_, i) => i),
    data: new Float32Array(frames * timeSteps * channels),
  };
  try {
    return await peakBytes(async () => {
      const { gradients } = await gradientsOf(variables, network, batch, { epoch: 1, batch: 1 });
      tf.dispose(gradients);
    });
  } finally {
    tf.tidy(() => {
      for (const [i, variable] of fixed.entries()) variable.assign(tf.tensor(before[i]!, variable.shape));
    });
  }
}

/**
 * Most bytes that the tensors made by `run` take at once. tfjs' own profile counts values that several tensors share as often
 * as there are tensors.
 */
async function peakBytes(run: () => Promise<void>): Promise<number> {
  const engine = tf.engine();
  const trackTensor: ReturnType<typeof tf.engine>["trackTensor"] = Reflect.get(engine, "trackTensor");
  const disposeTensor: ReturnType<typeof tf.engine>["disposeTensor"] = Reflect.get(engine, "disposeTensor");
  const sizes = new WeakMap<object, number>();
  let [live, peak] = [0, 0];
  engine.trackTensor = function (tensor, backend) {
    trackTensor.call(engine, tensor, backend);
    if (sizes.has(tensor.dataId)) return;
    const bytes = tensor.size * tf.util.bytesPerElement(tensor.dtype);
    sizes.set(tensor.dataId, bytes);
    live += bytes;
    peak = Math.max(peak, live);
  };
  engine.disposeTensor = function (tensor) {
    disposeTensor.call(engine, tensor);
    const bytes = sizes.get(tensor.dataId);
    if (bytes === undefined || engine.state.tensorInfo.has(tensor.dataId)) return;
    sizes.delete(tensor.dataId);
    live -= bytes;
  };
  try {
    await run();
  } finally {
    engine.trackTensor = trackTensor;
    engine.disposeTensor = disposeTensor;
  }
  return peak;
}
