import * as tf from "@tensorflow/tfjs-core";

import { createOptimizer, setLearningRate } from "../optimizer.js";

/** Settings of {@link AdamW}. */
export interface AdamWSettings {
  /** Share of the learning rate by which kernels shrink at each step; vectors (biases, scales) do not. */
  readonly weightDecay: number;
  /** Longest that all gradients together may be as one vector. */
  readonly clipNorm: number;
}

/**
 * Adam with decoupled weight decay and clipped gradients.
 *
 * Sources: I. Loshchilov and F. Hutter, Decoupled weight decay regularization, ICLR 2019; R. Pascanu, T. Mikolov and Y. Bengio,
 * On the difficulty of training recurrent neural networks, ICML 2013.
 */
export class AdamW {
  readonly #adam = createOptimizer({ name: "adam", learningRate: 1, epsilon: 1e-8 });

  constructor(
    private readonly variables: readonly tf.Variable[],
    private readonly settings: AdamWSettings,
  ) {}

  /** One step along gradients by name, which it disposes of. */
  step(gradients: tf.NamedTensorMap, learningRate: number): void {
    const { weightDecay, clipNorm } = this.settings;
    const norm = Math.sqrt(
      tf.tidy(() => tf.addN(this.variables.map(({ name }) => tf.sum(tf.square(gradients[name]!)))).dataSync()[0]!),
    );
    const scale = norm > clipNorm ? clipNorm / norm : 1;
    tf.tidy(() => {
      for (const variable of this.variables) {
        if (variable.rank > 1 && weightDecay > 0) variable.assign(tf.mul(variable, 1 - learningRate * weightDecay));
      }
      setLearningRate(this.#adam, learningRate);
      // In the model's order: the optimiser keeps its state by place.
      this.#adam.applyGradients(
        this.variables.map(({ name }) => ({
          name,
          tensor: scale === 1 ? gradients[name]! : tf.mul(gradients[name]!, scale),
        })),
      );
    });
    tf.dispose(gradients);
  }

  dispose(): void {
    this.#adam.dispose();
  }
}

/**
 * A learning rate that rises in a straight line and then falls along half a cosine to a five-hundredth.
 *
 * @param step - From 0.
 */
export function warmedCosine(peak: number, step: number, steps: number, warmupSteps: number): number {
  const rise = warmupSteps > 0 ? Math.min(1, (step + 1) / warmupSteps) : 1;
  return peak * (rise * 0.5 * (1 + Math.cos((Math.PI * step) / steps)) + 0.002);
}
