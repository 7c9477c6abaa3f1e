import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";

import { buildAutoencoder, encoderOf } from "../src/autoencoder.js";
import { useCpu } from "../src/node/use-cpu.js";
import { golden } from "./golden.js";
import { allWeights } from "./tiny.js";

beforeAll(useCpu);

describe("buildAutoencoder", () => {
  it("has the layers, sizes and parameters of the published network", () => {
    const autoencoder = buildAutoencoder({ timeSteps: 4000 });
    expect(autoencoder.outputs[0]!.shape).toEqual([null, 4000, 125]);
    const names = autoencoder.layers.map(({ name }) => name).filter((name) => !/frames|elu|latent/.test(name));
    expect(names).toEqual(Object.keys(golden.autoencoder.weights));
    for (const [layer, weights] of Object.entries(golden.autoencoder.weights)) {
      const shapes = autoencoder.getLayer(layer).weights.map((weight) => weight.shape);
      expect(shapes).toHaveLength(Object.keys(weights).length);
      for (const { shape } of Object.values(weights)) expect(shapes).toContainEqual(shape);
    }
    expect(autoencoder.getLayer("ae_bn1").getConfig()).toMatchObject({ momentum: 0.99, epsilon: 1e-3 });
  });

  it("computes every time step alone, so that frames of any length pass", () => {
    const autoencoder = buildAutoencoder({ scales: 6, units: [4, 2], decoderUnits: [4] });
    const frames = tf.randomNormal([2, 5, 6], 0, 1, "float32", 3);
    const whole = autoencoder.predict(frames) as tf.Tensor;
    const part = autoencoder.predict(tf.slice(frames, [0, 3, 0], [2, 2, 6])) as tf.Tensor;
    expect([...part.dataSync()]).toEqual([...tf.slice(whole, [0, 3, 0], [2, 2, 6]).dataSync()]);
  });

  it("has the same initial weights for the same seed, and others for another, Glorot-uniform", () => {
    expect(allWeights(buildAutoencoder({ seed: 1 }))).toEqual(allWeights(buildAutoencoder({ seed: 1 })));
    expect(allWeights(buildAutoencoder({ seed: 1 }))).not.toEqual(allWeights(buildAutoencoder({ seed: 2 })));
    const kernel = buildAutoencoder().getLayer("ae_dense1").getWeights()[0]!.dataSync();
    const limit = Math.sqrt(6 / (125 + 64));
    const largest = Math.max(...[...kernel].map(Math.abs));
    expect(largest).toBeLessThanOrEqual(limit);
    expect(largest).toBeGreaterThan(0.99 * limit);
  });

  it("mirrors what it is told to", () => {
    const autoencoder = buildAutoencoder({ scales: 10, units: [6, 3], decoderUnits: [6, 8] });
    const sizes = autoencoder.layers
      .filter(({ name }) => /dense|output/.test(name))
      .map(({ outputShape }) => outputShape);
    expect(sizes.map((shape) => shape.at(-1))).toEqual([6, 3, 6, 8, 10]);
  });

  it("moves the running statistics of batch normalisation as far as its momentum says", () => {
    const [slow, fast] = [0.9, 0.5].map((batchNormalizationMomentum) => {
      const autoencoder = buildAutoencoder({
        scales: 3,
        units: [2],
        decoderUnits: [],
        batchNormalizationMomentum,
        seed: 1,
      });
      autoencoder.apply(tf.ones([4, 2, 3]), { training: true });
      // The frames are all alike, so the mean of a batch is that of any: the shares are 0.1 and 0.5.
      const [, , mean] = autoencoder.getLayer("ae_bn1").getWeights();
      return Array.from(mean!.dataSync());
    }) as [number[], number[]];
    expect(fast.every((value) => value !== 0)).toBe(true);
    for (const [i, value] of slow.entries()) expect(value).toBeCloseTo(0.2 * fast[i]!, 6);
  });

  it("rejects a momentum that keeps everything", () => {
    expect(() => buildAutoencoder({ batchNormalizationMomentum: 1 })).toThrow(
      new RangeError('"batchNormalizationMomentum" must be from 0 to below 1, got 1'),
    );
  });

  it.each([0, -1, 1.5, NaN, Infinity])("rejects %d scales", (scales) => {
    expect(() => buildAutoencoder({ scales })).toThrow(
      new RangeError(`"scales" must be a positive integer, got ${scales}`),
    );
  });

  it("rejects scales that are no number", () => {
    expect(() => buildAutoencoder({ scales: "125" as unknown as number })).toThrow(
      new TypeError('"scales" must be a number, got string'),
    );
  });

  it("rejects an empty encoder", () => {
    expect(() => buildAutoencoder({ units: [] })).toThrow(new RangeError('"units" must not be empty'));
  });

  it("rejects a negative seed", () => {
    expect(() => buildAutoencoder({ seed: -1 })).toThrow(
      new RangeError('"seed" must be an integer of 0 or more, got -1'),
    );
  });
});

describe("encoderOf", () => {
  it("gives the latent and shares the weights", () => {
    const autoencoder = buildAutoencoder({ timeSteps: 4000 });
    const encoder = encoderOf(autoencoder);
    expect(encoder.outputs[0]!.shape).toEqual([null, 4000, 8]);
    expect(encoder.layers.at(-1)!.name).toBe("latent_space_out");
    expect(encoder.getLayer("ae_dense1")).toBe(autoencoder.getLayer("ae_dense1"));
  });

  it("rejects a model without a latent", () => {
    const other = sequential({ layers: [layers.dense({ units: 2, inputShape: [3] })] });
    expect(() => encoderOf(other)).toThrow(
      new RangeError('"autoencoder" must have a layer named latent_space_out, got a model without one'),
    );
  });
});
