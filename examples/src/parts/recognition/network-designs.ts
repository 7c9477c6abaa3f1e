import { type ClipNetworkOptions, type ClipTrainOptions, clipAugmentation } from "@wader/models";

import { semitonesPerBand, sequenceSize } from "./network-sequence.js";

/** A network and how it is trained. */
export interface NetworkDesign {
  readonly network: ClipNetworkOptions;
  readonly training: ClipTrainOptions;
}

/** Intensity, gender and sentence help to train: what tells them apart need not be taken for emotion. */
const auxiliary = [2, 2, 2];

const network: ClipNetworkOptions = { ...sequenceSize, auxiliary };
const training: ClipTrainOptions = {
  epochs: 40,
  augmentation: { ...clipAugmentation, pitchPerBand: semitonesPerBand },
};
const oneDimensional: ClipNetworkOptions = {
  ...network,
  planes: [],
  stem: [
    { kernelSize: 5, stride: 2 },
    { kernelSize: 5, stride: 2 },
  ],
  residualBlocks: 3,
};

/** Designs that can be asked for; the first is the one that is recommended, the others differ from it by what their names say. */
export const networkDesigns = {
  planes: { network, training },
  "no-pitch": { network: { ...network, pitchChannels: 0 }, training },
  "no-spec-augment": { network, training: { ...training, specAugment: null } },
  "no-mixup": { network, training: { ...training, mixup: null } },
  "plain-pooling": { network: { ...network, attentionHeads: 0 }, training },
  recurrent: { network: { ...network, recurrentUnits: 64 }, training },
  "absolute-only": { network: { ...network, views: ["absolute"] }, training },
  "one-dimensional": { network: oneDimensional, training },
  "one-dimensional-no-pitch": { network: { ...oneDimensional, pitchChannels: 0 }, training },
} as const satisfies Record<string, NetworkDesign>;

export type NetworkDesignName = keyof typeof networkDesigns;

export const networkDesignNames = Object.keys(networkDesigns) as [NetworkDesignName, ...NetworkDesignName[]];
