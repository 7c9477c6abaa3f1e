import type * as tf from "@tensorflow/tfjs-core";

import type { Batch, Room } from "./frame-source.js";
import { type BatchPlace, type Gradients, gradientsOf } from "./gradients.js";
import type { TrainedNetwork } from "./trained-network.js";

/** Computes gradients during one run. */
export interface GradientEngine {
  /** Optional: where the numbers of a batch must lie when {@link GradientEngine.gradients} is called. */
  readonly room?: Room;
  /**
   * Loss of a batch and its gradients, at the present weights of the network; moves its averages of batch normalisation.
   *
   * @param meanwhile - Called once: work for this thread that is best done while others compute.
   */
  gradients(batch: Batch, place: BatchPlace, meanwhile: () => void): Promise<Gradients>;
  /** Frees what the engine holds, whatever state it is in. */
  close(): Promise<void>;
}

/** Where gradients are computed; `parallelTraining` of `@wader/models/node` gives one with worker threads. */
export interface TrainingStrategy {
  /** Threads that share a batch, each with weights of its own. Default 1. */
  readonly workers?: number;
  /**
   * @param network - What trains.
   * @param variables - Its trainable weights, in the model's order.
   */
  start(network: TrainedNetwork, variables: readonly tf.Variable[]): Promise<GradientEngine>;
}

/** Computes on the calling thread. */
export const ownThread: TrainingStrategy = {
  start: (network, variables) =>
    Promise.resolve({
      gradients(batch, place, meanwhile) {
        // Before the pass, which holds this thread: a source with a thread of its own then reads during it.
        meanwhile();
        return gradientsOf(variables, network, batch, place);
      },
      close: () => Promise.resolve(),
    }),
};
