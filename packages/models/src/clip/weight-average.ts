import * as tf from "@tensorflow/tfjs-core";

/**
 * Exponential moving average of weights, running statistics of batch normalisation included. Its memory grows from a few steps to
 * 1 / (1 - decay), so that the first weights do not linger.
 *
 * Source: B. T. Polyak and A. B. Juditsky, Acceleration of stochastic approximation by averaging, SIAM J. Control Optim. 30, 1992.
 */
export class WeightAverage {
  readonly #averages: tf.Variable[];
  #steps = 0;

  constructor(
    private readonly weights: readonly tf.Variable[],
    private readonly decay: number,
  ) {
    this.#averages = weights.map((weight) => tf.tidy(() => tf.variable(tf.clone(weight), false)));
  }

  /** Takes in the weights as they are now. */
  update(): void {
    this.#steps += 1;
    const decay = Math.min(this.decay, (1 + this.#steps) / (10 + this.#steps));
    tf.tidy(() => {
      for (const [i, average] of this.#averages.entries()) {
        average.assign(tf.add(tf.mul(average, decay), tf.mul(this.weights[i]!, 1 - decay)));
      }
    });
  }

  /** Puts the averages in the place of the weights. */
  take(): void {
    for (const [i, average] of this.#averages.entries()) this.weights[i]!.assign(average);
  }

  dispose(): void {
    tf.dispose(this.#averages);
  }
}
