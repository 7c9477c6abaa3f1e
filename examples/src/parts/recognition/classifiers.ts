/** Classifiers, whose scores can be added. */
export const classifierNames = ["discriminant", "kernel-ridge", "network"] as const;
export type ClassifierName = (typeof classifierNames)[number];

/** What is fixed about the classifiers. */
export const classifierSettings = {
  /** Standard deviations at which statistics are cut. */
  clip: 4,
  shrinkage: 0.3,
  /** Gamma is this over the number of statistics; copies beside the clip itself. */
  kernelRidge: { gamma: 0.5, alpha: 0.1, copies: 1 },
  /** Weights of log probabilities and scores where several are added. */
  fusion: { discriminant: 0.3, "kernel-ridge": 2, network: 1 },
} as const;
