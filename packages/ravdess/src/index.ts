export { type Emotion, emotions } from "./emotion.js";
export {
  formatRavdessName,
  parseRavdessName,
  type RavdessName,
  RavdessNameError,
  statements,
  type Utterance,
} from "./filename.js";
export { duplicates, groupDuplicates } from "./duplicates.js";
export type { Fold, Identified, ValidatedFold } from "./fold.js";
export type { RandomSource } from "./shuffle.js";
export type { StratifyOptions } from "./strata.js";
export { type PartSizes, stratifiedSplit, type StratifiedSplitOptions } from "./stratified-split.js";
export {
  monteCarloKFold,
  type MonteCarloKFoldOptions,
  stratifiedKFold,
  type StratifiedKFoldOptions,
} from "./stratified-k-fold.js";
export {
  leaveOneSpeakerOut,
  namedSpeakerFolds,
  type SpeakerFoldOptions,
  speakerFolds,
  type Spoken,
} from "./speaker-folds.js";
export { type ValidationSpeakerOptions, withValidationSpeakers } from "./validation-speakers.js";
export { statementFolds } from "./statement-folds.js";
