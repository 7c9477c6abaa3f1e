import { expect, it } from "vitest";

import * as discriminantApi from "../src/discriminant.js";
import * as api from "../src/index.js";

it("exports these names and no others", () => {
  expect(Object.keys(api).sort()).toEqual([
    "CheckpointError",
    "DivergedError",
    "accumulateRSquared",
    "applyTemperature",
    "arraySource",
    "averageByClip",
    "buildAutoencoder",
    "buildClassifier",
    "buildClipNetwork",
    "buildLatentClassifier",
    "classificationReport",
    "clipAugmentation",
    "clipNetworkFrom",
    "confusionMatrix",
    "decideClasses",
    "encodedSource",
    "encoderOf",
    "evaluateAutoencoder",
    "evaluateClassifier",
    "expectedCalibrationError",
    "fitKernelRidge",
    "fitLinearDiscriminant",
    "fitStandardizer",
    "fitTemperature",
    "freeze",
    "linearDiscriminantFrom",
    "loadSource",
    "memoryCheckpoints",
    "orthogonal",
    "predictProbabilities",
    "presets",
    "rSquared",
    "reliabilityBins",
    "roundedUnweightedAccuracy",
    "roundedWeightedAccuracy",
    "splitClassifier",
    "standardizeRows",
    "subsetSource",
    "tfMetrics",
    "trainAutoencoder",
    "trainClassifier",
    "trainClipNetwork",
    "unfreeze",
    "unweightedAccuracy",
    "weightedAccuracy",
  ]);
});

it("offers these metrics for compile", () => {
  expect(Object.keys(api.tfMetrics).sort()).toEqual([
    "rSquared",
    "roundedUnweightedAccuracy",
    "roundedWeightedAccuracy",
    "unweightedAccuracy",
    "weightedAccuracy",
  ]);
});

it("exports these names from the entry without TensorFlow.js and no others", () => {
  expect(Object.keys(discriminantApi).sort()).toEqual([
    "CheckpointError",
    "applyTemperature",
    "decideClasses",
    "decodeSafetensors",
    "encodeSafetensors",
    "fitKernelRidge",
    "fitLinearDiscriminant",
    "fitStandardizer",
    "fitTemperature",
    "linearDiscriminantFrom",
    "standardizeRows",
  ]);
});
