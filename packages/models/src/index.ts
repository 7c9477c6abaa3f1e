export { type AutoencoderOptions, buildAutoencoder, encoderOf } from "./autoencoder.js";
export {
  type Checkpoint,
  type CheckpointStore,
  memoryCheckpoints,
  type RunProgress,
  type RunSettings,
  type TensorRecord,
  type TensorRecords,
} from "./checkpoint.js";
export {
  buildClassifier,
  buildLatentClassifier,
  type ClassifierOptions,
  type ClassifierParts,
  type LatentClassifierOptions,
  splitClassifier,
} from "./classifier.js";
export type { SequenceAugmentation } from "./clip/augment-sequence.js";
export type { BandView, ClipBatch } from "./clip/clip-batch.js";
export { buildClipNetwork, type ClipNetwork, clipNetworkFrom, type ClipNetworkRecord } from "./clip/clip-network.js";
export type {
  ClipNetworkConfig,
  ClipNetworkOptions,
  PlaneConvolution,
  TimeConvolution,
} from "./clip/clip-network-options.js";
export type { ClipNormalization } from "./clip/clip-normalization.js";
export type { ClipSequence } from "./clip/clip-sequence.js";
export type { Mixup } from "./clip/mixup.js";
export type { SpecAugmentation } from "./clip/spec-augment.js";
export { clipAugmentation, type ClipTrainOptions } from "./clip/clip-train-options.js";
export { type LabelledClips, trainClipNetwork } from "./clip/train-clip-network.js";
export { fitKernelRidge, type KernelRidge, type KernelRidgeOptions } from "./discriminant/kernel-ridge.js";
export {
  fitLinearDiscriminant,
  type LinearDiscriminant,
  linearDiscriminantFrom,
  type LinearDiscriminantOptions,
  type LinearDiscriminantRecord,
} from "./discriminant/linear-discriminant.js";
export { fitStandardizer, type Standardizer, standardizeRows } from "./discriminant/standardizer.js";
export { applyTemperature, fitTemperature } from "./discriminant/temperature.js";
export { encodedSource, loadSource, type LoadSourceOptions } from "./encoded-source.js";
export { CheckpointError, DivergedError } from "./errors.js";
export {
  type AutoencoderFigures,
  type ClassifierFigures,
  evaluateAutoencoder,
  evaluateClassifier,
  type EvaluateOptions,
  predictProbabilities,
} from "./evaluate.js";
export { arraySource, type FrameSource, type LabelledFrames, type ReadContext, subsetSource } from "./frame-source.js";
export { freeze, unfreeze } from "./freeze.js";
export type { EpochRecord, Figures, History, Progress } from "./history.js";
export type { Matrix } from "./matrix.js";
export type { MemoryPlan } from "./memory-plan.js";
export { unweightedAccuracy, weightedAccuracy } from "./metrics/accuracy.js";
export {
  type BinsOption,
  expectedCalibrationError,
  type ReliabilityBin,
  reliabilityBins,
} from "./metrics/calibration.js";
export { type ClassFigures, type ClassificationReport, classificationReport } from "./metrics/classification-report.js";
export { type ClassesOption, type ConfusionMatrix, confusionMatrix } from "./metrics/confusion-matrix.js";
export { averageByClip, decideClasses } from "./metrics/decision.js";
export { roundedUnweightedAccuracy, roundedWeightedAccuracy } from "./metrics/rounded-accuracy.js";
export { accumulateRSquared, rSquared, type RSquaredAccumulator } from "./metrics/r-squared.js";
export type { AdamSettings, OptimizerSettings, SgdSettings } from "./optimizer.js";
export { orthogonal } from "./orthogonal.js";
export { presets, type TrainingPreset, type TrainingPresets } from "./presets.js";
export * as tfMetrics from "./tf-metrics.js";
export { type AutoencoderTrainOptions, trainAutoencoder } from "./train-autoencoder.js";
export { type ClassifierTrainOptions, trainClassifier } from "./train-classifier.js";
export type { CheckpointOptions, SelectionOptions, TrainOptions } from "./train-options.js";
export type { TrainedNetwork } from "./trained-network.js";
export type { GradientEngine, TrainingStrategy } from "./training-strategy.js";
