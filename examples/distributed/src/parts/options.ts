import { type CorpusName, corpusNames } from "./corpora.js";
import { featureSettings } from "@wader/examples/parts/features.js";
import type { Copy } from "@wader/examples/parts/frame-collection.js";
import { choice, common, flag, number, text, UsageError } from "@wader/examples/parts/command-line.js";
import { classifierNames } from "@wader/examples/parts/recognition/classifiers.js";
import { schemeNames } from "@wader/examples/parts/recognition/schemes.js";
import { featureOptions } from "@wader/examples/parts/feature-options.js";
import type { FeatureChoice } from "@wader/examples/parts/features.js";

import type { FoldPlan, Plan } from "./plan.js";
import type { Recordings } from "./recordings.js";
import type { Store } from "./store.js";

/** What a run computes. */
export const planOptions = {
  work: choice(["features", "folds"], "Wavelet features of all recordings, or a cross-validation."),
  corpus: choice(corpusNames, "Whose names the recordings have."),
  first: number("Only so many recordings, in order of their names; 0 for all.", { min: 0, whole: true, fallback: 0 }),
  perShard: number("Recordings in one job.", { min: 1, max: 10_000, whole: true, fallback: 4 }),
  seed: common.seed,
  ...featureOptions(4),
  encoder: text(
    "folder",
    "Features: keep the latents of the encoder that train-autoencoder left in this folder, of frames as it was trained on.",
  ),
  copies: choice(["both", "clean", "noisy"], "Features: which copies of a recording, as it is, with noise, or both."),
  folds: choice(schemeNames, "Folds: how to divide."),
  classifier: choice(
    [...classifierNames, "report"],
    "Folds: what tells the emotion; report trains the two networks of the report.",
  ),
  perSpeaker: flag("Folds: standardise by each speaker's own recordings, as cross-validate does."),
  seeds: number("Folds: how often to repeat.", { min: 1, max: 100, whole: true, fallback: 5 }),
  autoencoderEpochs: number("Folds of the report: epochs of the autoencoder.", { min: 1, whole: true, fallback: 20 }),
  classifierEpochs: number("Folds of the report: epochs of the classifier.", { min: 1, whole: true, fallback: 20 }),
  validationSpeakers: number("Folds of the report: speakers kept from training.", { min: 1, whole: true, fallback: 4 }),
} as const;

/** Values of {@link planOptions}. */
export interface PlanChoice extends FeatureChoice {
  readonly work: "features" | "folds";
  readonly corpus: CorpusName;
  readonly first: number;
  readonly perShard: number;
  readonly seed: number;
  readonly encoder: string | undefined;
  readonly copies: "both" | Copy;
  readonly folds: FoldPlan["scheme"];
  readonly classifier: FoldPlan["classifier"];
  readonly perSpeaker: boolean;
  readonly seeds: number;
  readonly autoencoderEpochs: number;
  readonly classifierEpochs: number;
  readonly validationSpeakers: number;
}

/**
 * The run that the options ask for. An encoder is put into the store.
 *
 * @throws {UsageError} If they contradict each other.
 * @throws {ScriptError} If there is no encoder where one was said to be.
 */
export async function planOf(
  choices: PlanChoice,
  recordings: Recordings,
  version: string,
  store: Store,
): Promise<Plan> {
  const { corpus, first, perShard, seed, classifier } = choices;
  const shared = {
    version,
    corpus,
    recordings: first === 0 ? recordings.all : recordings.all.slice(0, first),
    recordingsPerShard: perShard,
    seed,
  };
  const settings = featureSettings(choices);
  if (choices.work === "features") {
    const copies: readonly Copy[] = choices.copies === "both" ? ["clean", "noisy"] : [choices.copies];
    if (choices.encoder === undefined) return { kind: "features", ...shared, settings, copies };
    // Loaded when it is needed: TensorFlow comes with it.
    const { keepEncoder } = await import("./kept-encoder.js");
    return { kind: "features", ...shared, ...(await keepEncoder(store, choices.encoder)), copies };
  }
  if (choices.encoder !== undefined) throw new UsageError("--encoder goes with --work features");
  if (corpus !== "ravdess")
    throw new UsageError(`--work folds knows the speakers and sentences of ravdess alone, got --corpus ${corpus}`);
  const epochs = { autoencoder: choices.autoencoderEpochs, classifier: choices.classifierEpochs };
  return {
    kind: "folds",
    ...shared,
    scheme: choices.folds,
    classifier,
    perSpeaker: choices.perSpeaker,
    seeds: Array.from({ length: choices.seeds }, (_, i) => seed + i),
    ...(classifier === "report"
      ? { report: { settings, epochs, validationSpeakers: choices.validationSpeakers } }
      : {}),
  };
}
