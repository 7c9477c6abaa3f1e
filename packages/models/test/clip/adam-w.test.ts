import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, describe, expect, it } from "vitest";

import { AdamW, warmedCosine } from "../../src/clip/adam-w.js";
import { useCpu } from "../../src/node/use-cpu.js";

beforeAll(useCpu);
afterEach(() => tf.disposeVariables());

/** A kernel and a bias after one step along gradients. */
function afterStep(gradients: readonly [number, number], settings: { weightDecay: number; clipNorm: number }) {
  const kernel = tf.variable(tf.tensor2d([[2]]), true, "kernel");
  const bias = tf.variable(tf.tensor1d([3]), true, "bias");
  const optimizer = new AdamW([kernel, bias], settings);
  optimizer.step({ kernel: tf.tensor2d([[gradients[0]]]), bias: tf.tensor1d([gradients[1]]) }, 0.1);
  optimizer.dispose();
  return [kernel.dataSync()[0]!, bias.dataSync()[0]!] as const;
}

/** A weight after a long gradient and a short one the other way. */
function drift(clipNorm: number): number {
  const weight = tf.variable(tf.tensor1d([0]), true, `weight ${clipNorm}`);
  const optimizer = new AdamW([weight], { weightDecay: 0, clipNorm });
  for (const gradient of [100, -1]) optimizer.step({ [weight.name]: tf.tensor1d([gradient]) }, 0.1);
  optimizer.dispose();
  const [end] = weight.dataSync();
  weight.dispose();
  return end!;
}

describe("AdamW", () => {
  it("moves by the learning rate against the sign of a first gradient, as Adam does, whatever its size", () => {
    const [kernel, bias] = afterStep([0.5, -0.01], { weightDecay: 0, clipNorm: 5 });
    expect(kernel).toBeCloseTo(1.9, 5);
    expect(bias).toBeCloseTo(3.1, 5);
  });

  it("shrinks kernels by their decay apart from the gradient, and leaves vectors alone", () => {
    const [kernel, bias] = afterStep([1, 1], { weightDecay: 0.5, clipNorm: 5 });
    expect(kernel).toBeCloseTo(2 * (1 - 0.1 * 0.5) - 0.1, 5);
    expect(bias).toBeCloseTo(2.9, 5);
  });

  it("shortens gradients that are longer than the norm together, so that a later small one counts the more", () => {
    // Cut to 1 and -1, Adam's mean after two steps is (0.9 * 0.1 - 0.1) / (1 - 0.81), its square mean 1.
    expect(drift(1)).toBeCloseTo(-0.1 - 0.1 * ((0.09 - 0.1) / 0.19), 4);
    expect(drift(1000)).toBeLessThan(drift(1) - 0.03);
  });
});

describe("warmedCosine", () => {
  it("rises in a straight line, peaks, and ends at a five-hundredth", () => {
    expect(warmedCosine(1, 0, 1000, 10)).toBeCloseTo(0.102, 5);
    expect(warmedCosine(1, 9, 1000, 10)).toBeCloseTo(1.002, 3);
    expect(warmedCosine(1, 500, 1000, 10)).toBeCloseTo(0.502, 5);
    expect(warmedCosine(2, 1000, 1000, 10)).toBeCloseTo(0.004, 5);
    expect(warmedCosine(1, 0, 1000, 0)).toBeCloseTo(1.002, 5);
  });
});
