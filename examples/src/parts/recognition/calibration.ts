import { type ReliabilityBin, applyTemperature, expectedCalibrationError, reliabilityBins } from "@wader/models";

import type { ClipResult, FoldResult } from "./fold-job.js";
import { type Spread, spread } from "./spread.js";

/** How far probabilities can be believed. */
export interface Calibration {
  /** Of the clips of a seed together, 15 bins. */
  readonly expectedCalibrationError: Spread;
  /** Of all clips of all seeds; without those that are empty. */
  readonly bins: readonly ReliabilityBin[];
}

/** Calibration of the scores taken as logits, and of the same at temperatures. */
export interface Calibrations {
  readonly asScored: Calibration;
  /** With the temperature of each fold, which speakers of its training side gave. */
  readonly tempered?: Calibration & { readonly temperature: Spread };
}

/** Calibration over all folds of all seeds. */
export function calibrationsOf(results: readonly FoldResult[]): Calibrations {
  const temperatures = results.flatMap(({ temperature }) => temperature ?? []);
  const asScored = calibrationOf(results, () => 1);
  if (temperatures.length < results.length) return { asScored };
  const tempered = calibrationOf(results, ({ temperature }) => temperature!);
  return { asScored, tempered: { ...tempered, temperature: spread(temperatures) } };
}

function calibrationOf(results: readonly FoldResult[], temperatureOf: (result: FoldResult) => number): Calibration {
  const seeds = [...new Set(results.map(({ seed }) => seed))];
  const told = (chosen: readonly FoldResult[]): readonly [labels: number[], probabilities: Probabilities] => {
    const parts = chosen.map((result) => probabilitiesOf(result.clips, temperatureOf(result)));
    const shape = [parts.reduce((sum, part) => sum + part.shape[0], 0), parts[0]!.shape[1]] as const;
    const data = parts.flatMap((part) => Array.from(part.data));
    return [chosen.flatMap(({ clips }) => clips.map(({ label }) => label)), { data, shape }];
  };
  return {
    expectedCalibrationError: spread(
      seeds.map((seed) => expectedCalibrationError(...told(results.filter((result) => result.seed === seed)))),
    ),
    bins: reliabilityBins(...told(results)).filter(({ count }) => count > 0),
  };
}

interface Probabilities {
  readonly data: ArrayLike<number>;
  readonly shape: readonly [clips: number, classes: number];
}

function probabilitiesOf(clips: readonly ClipResult[], temperature: number): Probabilities {
  const scores = {
    data: clips.flatMap((clip) => clip.scores),
    shape: [clips.length, clips[0]!.scores.length],
  } as const;
  const { data, shape } = applyTemperature(scores, temperature);
  // Rounding may lift a sure one a hair above 1.
  return { data: data.map((value) => Math.min(1, Math.exp(value))), shape };
}
