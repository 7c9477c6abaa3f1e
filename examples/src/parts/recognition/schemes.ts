import { createRandom } from "@wader/dsp";
import {
  type Fold,
  type Utterance,
  leaveOneSpeakerOut,
  monteCarloKFold,
  speakerFolds,
  statementFolds,
} from "@wader/ravdess";

import { ScriptError } from "../script.js";

/** Ways to divide the clips. */
export const schemeNames = ["balanced", "luna-jimenez", "emobox", "loso", "statement", "monte-carlo"] as const;
export type SchemeName = (typeof schemeNames)[number];

/** A way to divide the clips. */
export interface Scheme {
  /** True if no speaker may be on both sides. */
  readonly unseenSpeakers: boolean;
  /** True if the seed draws the folds; if not, it draws the augmented copies. */
  readonly drawn: boolean;
  /**
   * @param groupOf - Clips of one group are never parted.
   * @throws {ScriptError} If there are too few clips or speakers.
   */
  folds(utterances: readonly Utterance[], seed: number, groupOf: (item: { id: string }) => string): Fold<Utterance>[];
}

const balancedFolds = 4;
const monteCarloFolds = 5;

const schemes: Readonly<Record<SchemeName, Scheme>> = {
  // Voices of both genders in each fold, dealt anew by each seed.
  balanced: {
    unseenSpeakers: true,
    drawn: true,
    folds: (utterances, seed) =>
      speakerFolds(utterances, balancedFolds, { random: createRandom(seed).spawn("speakers") }),
  },
  "luna-jimenez": {
    unseenSpeakers: true,
    drawn: false,
    folds: (utterances) => speakerFolds(utterances, "luna-jimenez"),
  },
  emobox: { unseenSpeakers: true, drawn: false, folds: (utterances) => speakerFolds(utterances, "emobox") },
  loso: { unseenSpeakers: true, drawn: false, folds: (utterances) => leaveOneSpeakerOut(utterances) },
  statement: { unseenSpeakers: false, drawn: false, folds: (utterances) => statementFolds(utterances) },
  "monte-carlo": {
    unseenSpeakers: false,
    drawn: true,
    folds: (utterances, seed, groupOf) =>
      monteCarloKFold(utterances, {
        k: monteCarloFolds,
        repeats: 1,
        random: createRandom(seed).spawn("clips"),
        labelOf: ({ emotion }) => emotion,
        groupOf,
      }),
  },
};

/** The scheme of a name; what its folds throw names the option. */
export function schemeOf(name: SchemeName): Scheme {
  const scheme = schemes[name];
  return {
    ...scheme,
    folds(utterances, seed, groupOf) {
      try {
        return scheme.folds(utterances, seed, groupOf);
      } catch (error) {
        throw new ScriptError(`--folds ${name}: ${(error as Error).message}`, { cause: error });
      }
    },
  };
}
