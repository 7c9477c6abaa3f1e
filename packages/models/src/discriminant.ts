// What needs no TensorFlow.js: classifiers in closed form on plain arrays, and how far their probabilities are to be trusted.
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
export { CheckpointError } from "./errors.js";
export type { Matrix } from "./matrix.js";
export { decideClasses } from "./metrics/decision.js";
export { decodeSafetensors, encodeSafetensors, type Safetensors } from "./safetensors.js";
export type { TensorRecord, TensorRecords } from "./tensor-record.js";
