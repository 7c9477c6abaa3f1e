import type { History } from "@wader/models";

import type { Figure } from "./figure.js";
import { type Curve, trainingCurvesPicture } from "./training-curves.js";

/** The autoencoder's error and R² by epoch. */
export function autoencoderHistory(history: History): Figure {
  return {
    name: "autoencoder-history",
    caption:
      "The autoencoder's mean squared error and R² by epoch; those of training are taken while the weights change.",
    picture: trainingCurvesPicture("Training of the autoencoder", `${history.epochs.length} epochs`, [
      curve(history, "loss", "Mean squared error", "Error"),
      curve(history, "rSquared", "R² over all elements", "R²"),
    ]),
  };
}

/** The classifier's loss and accuracy by epoch. */
export function classifierHistory(history: History): Figure {
  return {
    name: "classifier-history",
    caption: "The classifier's cross-entropy and unweighted accuracy over frames by epoch.",
    picture: trainingCurvesPicture("Training of the classifier", `${history.epochs.length} epochs`, [
      curve(history, "loss", "Cross-entropy", "Nats"),
      curve(history, "unweightedAccuracy", "Unweighted accuracy of frames", "UA"),
    ]),
  };
}

function curve(history: History, key: string, title: string, label: string): Curve {
  return {
    title,
    label,
    parts: {
      train: history.epochs.map(({ training }) => training[key]!),
      validation: history.epochs.flatMap(({ validation }) => validation?.[key] ?? []),
    },
  };
}
