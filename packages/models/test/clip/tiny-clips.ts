import { buildClipNetwork, type ClipNetwork } from "../../src/clip/clip-network.js";
import type { ClipNetworkOptions } from "../../src/clip/clip-network-options.js";
import type { ClipSequence } from "../../src/clip/clip-sequence.js";
import { normalRandom, uniformRandom } from "../../src/random.js";

/** A clip of five bands and one pitch channel, random. */
export function tinyClip(hops: number, seed: number): ClipSequence {
  const normal = normalRandom(uniformRandom(seed));
  return {
    energies: Float32Array.from({ length: hops * 5 }, () => normal() - 2),
    pitch: Float32Array.from({ length: hops }, normal),
  };
}

/** Clips of three classes, which differ in the band that is loud. */
export function tellingClips(count: number): { readonly sequences: ClipSequence[]; readonly labels: number[] } {
  const labels = Array.from({ length: count }, (_, i) => i % 3);
  const sequences = labels.map((label, i) => {
    const { energies, pitch } = tinyClip(8 + (i % 5), i + 1);
    return { energies: energies.map((value, at) => value + (at % 5 === 2 * label ? 3 : 0)), pitch: pitch! };
  });
  return { sequences, labels };
}

/** A network for {@link tinyClip}: three classes and an auxiliary task of two. */
export function tinyClipNetwork(options: Partial<ClipNetworkOptions> = {}): ClipNetwork {
  return buildClipNetwork({
    bands: 5,
    pitchChannels: 1,
    planes: [{ filters: 3, timeStride: 2, bandStride: 2 }],
    channels: 8,
    attentionHeads: 2,
    denseUnits: 6,
    classes: 3,
    auxiliary: [2],
    seed: 1,
    ...options,
  });
}
