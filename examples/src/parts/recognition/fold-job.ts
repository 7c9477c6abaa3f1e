import {
  fitKernelRidge,
  fitLinearDiscriminant,
  fitStandardizer,
  type Matrix,
  decideClasses,
  standardizeRows,
} from "@wader/models";
import { type Fold, type Utterance, emotions } from "@wader/ravdess";

import type { DescribedClip } from "./clip-store.js";
import { type GuardedRow, guardAgainstLeaks } from "./leak-guard.js";

/** Classifiers that can be asked for. */
export const classifierNames = ["discriminant", "kernel-ridge", "both"] as const;
export type ClassifierName = (typeof classifierNames)[number];

/** What is fixed about the classifiers. */
export const classifierSettings = {
  /** Standard deviations at which statistics are cut. */
  clip: 4,
  shrinkage: 0.3,
  /** Gamma is this over the number of statistics; copies beside the clip itself. */
  kernelRidge: { gamma: 0.5, alpha: 0.1, copies: 1 },
  /** Weights of log probabilities and scores where both are added. */
  both: { discriminant: 0.3, kernelRidge: 2 },
} as const;

/** How one clip of a test side was told. */
export interface ClipResult {
  readonly id: string;
  readonly actor: number;
  readonly label: number;
  readonly predicted: number;
  /** Most common class of the training side. */
  readonly majority: number;
}

/** What one fold of one seed gave. */
export interface FoldResult {
  readonly seed: number;
  readonly fold: string;
  readonly trainClips: number;
  readonly trainRows: number;
  readonly clips: readonly ClipResult[];
}

/** A clip and the rows that describe it. */
export interface JobClip extends DescribedClip {
  /** Equal for clips of equal sound. */
  readonly group: string;
}

interface Row extends GuardedRow {
  readonly label: number;
  readonly values: Float32Array;
}

/** Fits on the training side of a fold, and tells the emotion of every clip of its test side. */
export function runFold(
  clips: ReadonlyMap<string, JobClip>,
  { name, train, test }: Fold<Utterance>,
  seed: number,
  options: { readonly unseenSpeakers: boolean; readonly classifier: ClassifierName },
): FoldResult {
  const known = train.flatMap(({ id }) => rowsOf(clips.get(id)!));
  const asked = test.map(({ id }) => rowsOf(clips.get(id)!)[0]!);
  guardAgainstLeaks(name, known, asked, options);
  const predicted = decideClasses(score(known, asked, options.classifier));
  const majority = mostCommon(train.map(({ emotionIndex }) => emotionIndex));
  return {
    seed,
    fold: name,
    trainClips: train.length,
    trainRows: known.length,
    clips: asked.map(({ id, actor, label }, i) => ({ id, actor, label, predicted: predicted[i]!, majority })),
  };
}

function rowsOf({ utterance, rows, group }: JobClip): Row[] {
  const { id, actor, emotionIndex: label } = utterance;
  return rows.map((values, copy) => ({ id, actor, copy, group, label, values }));
}

function score(known: readonly Row[], asked: readonly Row[], classifier: ClassifierName): Matrix {
  const { both } = classifierSettings;
  if (classifier === "discriminant") return discriminantScores(known, asked);
  if (classifier === "kernel-ridge") return kernelRidgeScores(known, asked);
  const [a, b] = [discriminantScores(known, asked), kernelRidgeScores(known, asked)];
  return {
    data: Float64Array.from(a.data, (value, i) => both.discriminant * value + both.kernelRidge * b.data[i]!),
    shape: a.shape,
  };
}

function discriminantScores(known: readonly Row[], asked: readonly Row[]): Matrix {
  const { train, test } = standardized(known, asked);
  const model = fitLinearDiscriminant(
    train,
    known.map(({ label }) => label),
    { shrinkage: classifierSettings.shrinkage, priors: "equal", classes: emotions.length },
  );
  return model.predictLogProbabilities(test);
}

function kernelRidgeScores(known: readonly Row[], asked: readonly Row[]): Matrix {
  const { gamma, alpha, copies } = classifierSettings.kernelRidge;
  const chosen = known.filter(({ copy }) => copy <= copies);
  const { train, test } = standardized(chosen, asked);
  const model = fitKernelRidge(
    train,
    chosen.map(({ label }) => label),
    { gamma: gamma / train.shape[1], alpha, classes: emotions.length },
  );
  return model.predictScores(test);
}

/** Both sides by means and deviations of the training side alone. */
function standardized(known: readonly Row[], asked: readonly Row[]): { train: Matrix; test: Matrix } {
  const { clip } = classifierSettings;
  const train = matrixOf(known);
  const standardizer = fitStandardizer(train);
  return {
    train: standardizeRows(train, standardizer, { clip }),
    test: standardizeRows(matrixOf(asked), standardizer, { clip }),
  };
}

function matrixOf(rows: readonly Row[]): Matrix {
  const width = rows[0]!.values.length;
  const data = new Float32Array(rows.length * width);
  for (const [i, { values }] of rows.entries()) data.set(values, i * width);
  return { data, shape: [rows.length, width] };
}

function mostCommon(labels: readonly number[]): number {
  const counts = emotions.map((_, k) => labels.filter((label) => label === k).length);
  return counts.indexOf(Math.max(...counts));
}
