import type { LayersModel } from "@tensorflow/tfjs-layers";

import { buildAutoencoder } from "../src/autoencoder.js";
import { buildLatentClassifier } from "../src/classifier.js";
import { arraySource, type FrameSource, type LabelledFrames } from "../src/frame-source.js";
import { normalRandom, uniformRandom } from "../src/random.js";

/** Frames [count, 4, 6] that vary along two directions alone, so that a latent of two holds them. */
export function tinyFrames(count: number, seed: number): FrameSource {
  const normal = normalRandom(uniformRandom(seed));
  const data: number[] = [];
  for (let i = 0; i < count * 4; i += 1) {
    const [a, b] = [normal(), normal()];
    for (let scale = 0; scale < 6; scale += 1) data.push(a * Math.cos(scale) + b * Math.sin(scale));
  }
  return arraySource(Float32Array.from(data), [count, 4, 6]);
}

export function tinyAutoencoder(seed = 1): LayersModel {
  return buildAutoencoder({ timeSteps: 4, scales: 6, units: [8, 2], decoderUnits: [8], seed });
}

/** Latents [count, 8, 3] of two classes: noise, and for the second class an offset. */
export function tinyLatents(count: number, seed: number): LabelledFrames {
  const normal = normalRandom(uniformRandom(seed));
  const labels = Array.from({ length: count }, (_, i) => i % 2);
  const data = labels.flatMap((label) => Array.from({ length: 24 }, () => 0.5 * normal() + label));
  return { frames: arraySource(Float32Array.from(data), [count, 8, 3]), labels };
}

export function tinyClassifier(seed = 1): LayersModel {
  return buildLatentClassifier({
    timeSteps: 8,
    latentUnits: 3,
    filters: [4, 4],
    lstmUnits: 4,
    denseUnits: 4,
    classes: 2,
    seed,
  });
}

/** The numbers of all weights, in the order of their names, which freezing leaves alone. */
export function allWeights(model: LayersModel): number[] {
  const weights = model.weights.toSorted((a, b) => (a.originalName < b.originalName ? -1 : 1));
  return weights.flatMap((weight) => Array.from(weight.read().dataSync()));
}
