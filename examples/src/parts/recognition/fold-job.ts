import { createRandom } from "@wader/dsp";
import {
  fitKernelRidge,
  fitLinearDiscriminant,
  fitStandardizer,
  fitTemperature,
  type Matrix,
  decideClasses,
  standardizeRows,
} from "@wader/models";
import { type Fold, type Utterance, emotions, speakerFolds } from "@wader/ravdess";

import { ScriptError } from "../script.js";
import { type ClassifierName, classifierSettings } from "./classifiers.js";
import type { DescribedClip } from "./clip-store.js";
import { type FusionWeights, type ScoreSets, chooseWeights, fuse } from "./fusion.js";
import { type GuardedRow, guardAgainstLeaks } from "./leak-guard.js";
import type { NetworkDesign } from "./network-designs.js";
import { networkScores } from "./network-scores.js";

/** Folds of the training side, by speaker, of which the first validates where weights are chosen. */
const validationFolds = 3;
const leastValidationSpeakers = 4;

/** How one clip of a test side was told. */
export interface ClipResult {
  readonly id: string;
  readonly actor: number;
  readonly label: number;
  readonly predicted: number;
  /** Of every class; as logits they are probabilities. */
  readonly scores: readonly number[];
  /** Most common class of the training side. */
  readonly majority: number;
}

/** What one fold of one seed gave. */
export interface FoldResult {
  readonly seed: number;
  readonly fold: string;
  readonly trainClips: number;
  readonly trainRows: number;
  /** Weights of the classifiers, where they were chosen by speakers of the training side. */
  readonly weights?: FusionWeights;
  /** Under which the scores are calibrated best for speakers of the training side that trained nothing then. */
  readonly temperature?: number;
  readonly clips: readonly ClipResult[];
}

/** A clip and the rows that describe it. */
export interface JobClip extends DescribedClip {
  /** Equal for clips of equal sound. */
  readonly group: string;
}

/** How folds are run. */
export interface FoldOptions {
  readonly unseenSpeakers: boolean;
  /** One, or several whose scores are added. */
  readonly classifiers: readonly ClassifierName[];
  /** For the network. */
  readonly design: NetworkDesign;
  /** Chooses the weights of the sum by speakers of the training side, whom the classifiers do not know then. */
  readonly select: boolean;
  /** Finds the temperature of the scores by the same speakers. */
  readonly calibrate: boolean;
  readonly signal: AbortSignal;
  /** Gives the scores that were kept under a name, or computes and keeps them. Default: computes. */
  readonly kept?: (name: string, compute: () => Promise<Matrix>) => Promise<Matrix>;
  readonly onEpoch?: (epoch: number, loss: number) => void;
}

interface Row extends GuardedRow {
  readonly label: number;
  readonly values: Float32Array;
}

/** Fits on the training side of a fold, and tells the emotion of every clip of its test side. */
export async function runFold(
  clips: ReadonlyMap<string, JobClip>,
  fold: Fold<Utterance>,
  seed: number,
  options: FoldOptions,
): Promise<FoldResult> {
  const { name, train, test } = fold;
  const several = options.classifiers.length > 1;
  const select = options.select && several;
  const validation = select || options.calibrate ? await validate(clips, fold, seed, options) : undefined;
  const weights = select ? chooseWeights(validation!.scores, validation!.labels, classifierSettings.fusion) : undefined;
  const sum = (scores: ScoreSets): Matrix =>
    several ? fuse(scores, weights ?? classifierSettings.fusion) : scores[options.classifiers[0]!]!;
  const scores = sum(await allScores(clips, fold, seed, options));
  const predicted = decideClasses(scores);
  const majority = mostCommon(train.map(({ emotionIndex }) => emotionIndex));
  return {
    seed,
    fold: name,
    trainClips: train.length,
    trainRows: train.flatMap(({ id }) => clips.get(id)!.rows).length,
    ...(weights === undefined ? {} : { weights }),
    ...(options.calibrate ? { temperature: fitTemperature(sum(validation!.scores), validation!.labels) } : {}),
    clips: test.map(({ id, actor, emotionIndex: label }, i) => ({
      id,
      actor,
      label,
      predicted: predicted[i]!,
      scores: Array.from({ length: emotions.length }, (_, k) => scores.data[i * emotions.length + k]!),
      majority,
    })),
  };
}

/** Trains on some speakers of the training side and scores the others. */
async function validate(
  clips: ReadonlyMap<string, JobClip>,
  { name, train }: Fold<Utterance>,
  seed: number,
  options: FoldOptions,
): Promise<{ readonly scores: ScoreSets; readonly labels: readonly number[] }> {
  const random = createRandom(seed).spawn(`validation of ${name}`);
  const speakers = new Set(train.map(({ actor }) => actor)).size;
  if (Math.ceil(speakers / validationFolds) < leastValidationSpeakers) {
    throw new ScriptError(
      `--select and --calibrate go by a third of the speakers of the training side, at least ${leastValidationSpeakers}: ${name} trains on ${speakers} in all`,
    );
  }
  const [inner] = speakerFolds(train, validationFolds, { random });
  const scores = await allScores(clips, { ...inner!, name: `${name} validation` }, seed, {
    ...options,
    unseenSpeakers: true,
  });
  return { scores, labels: inner!.test.map(({ emotionIndex }) => emotionIndex) };
}

/** Scores of each classifier for the test side, after a look for leaks. */
async function allScores(
  clips: ReadonlyMap<string, JobClip>,
  { name, train, test }: Fold<Utterance>,
  seed: number,
  options: FoldOptions,
): Promise<ScoreSets> {
  const known = train.flatMap(({ id }) => rowsOf(clips.get(id)!));
  const asked = test.map(({ id }) => rowsOf(clips.get(id)!)[0]!);
  guardAgainstLeaks(name, known, asked, options);
  const { design, signal, onEpoch, kept = (_, compute) => compute() } = options;
  const clipOf = ({ id }: Row): JobClip => clips.get(id)!;
  const compute: Record<ClassifierName, () => Promise<Matrix>> = {
    discriminant: () => Promise.resolve(discriminantScores(known, asked)),
    "kernel-ridge": () => Promise.resolve(kernelRidgeScores(known, asked)),
    network: () =>
      // The very clips of the rows that were looked at.
      networkScores(known.filter(({ copy }) => copy === 0).map(clipOf), asked.map(clipOf), {
        design,
        seed: createRandom(seed)
          .spawn(name)
          .integer(2 ** 31),
        signal,
        ...(onEpoch === undefined ? {} : { onEpoch }),
      }),
  };
  const scores: Record<string, Matrix> = {};
  for (const classifier of options.classifiers) {
    scores[classifier] = await kept(`${name} ${classifier}`, compute[classifier]);
  }
  return scores;
}

function rowsOf({ utterance, rows, group }: JobClip): Row[] {
  const { id, actor, emotionIndex: label } = utterance;
  return rows.map((values, copy) => ({ id, actor, copy, group, label, values }));
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
