import { createRandom } from "@wader/dsp";
import { type ClipSequence, type Matrix, buildClipNetwork, trainClipNetwork } from "@wader/models";
import { useWasm } from "@wader/models/node";
import type { Utterance } from "@wader/ravdess";

import type { NetworkDesign } from "./network-designs.js";

/** A clip as the network takes it. */
export interface SequencedClip {
  readonly utterance: Utterance;
  readonly sequence: ClipSequence;
}

/** What {@link networkScores} needs besides clips. */
export interface NetworkOptions {
  readonly design: NetworkDesign;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onEpoch?: (epoch: number, loss: number) => void;
}

/** Trains a network on the clips of one side and gives the log probabilities of the other. */
export async function networkScores(
  known: readonly SequencedClip[],
  asked: readonly SequencedClip[],
  { design, seed, signal, onEpoch }: NetworkOptions,
): Promise<Matrix> {
  await useWasm();
  const random = createRandom(seed).spawn("network");
  const draw = (key: string): number => random.spawn(key).integer(2 ** 31);
  const sequenceOf = ({ sequence }: SequencedClip): ClipSequence =>
    design.network.pitchChannels === 0 ? { energies: sequence.energies } : sequence;
  const utterances = known.map(({ utterance }) => utterance);
  const network = buildClipNetwork({ ...design.network, seed: draw("weights") });
  try {
    await trainClipNetwork(
      network,
      {
        sequences: known.map(sequenceOf),
        labels: utterances.map(({ emotionIndex }) => emotionIndex),
        auxiliary: [
          utterances.map(({ intensity }) => (intensity === "strong" ? 1 : 0)),
          utterances.map(({ gender }) => (gender === "female" ? 1 : 0)),
          utterances.map(({ statement }) => statement - 1),
        ],
      },
      { ...design.training, seed: draw("training"), signal, ...(onEpoch === undefined ? {} : { onEpoch }) },
    );
    return await network.predictLogProbabilities(asked.map(sequenceOf));
  } finally {
    network.dispose();
  }
}
