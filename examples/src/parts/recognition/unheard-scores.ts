import { type Matrix, applyTemperature, fitTemperature } from "@wader/models";
import type { Fold, Utterance } from "@wader/ravdess";

import { stopIfAborted } from "../script.js";
import type { JobClip } from "./fold-job.js";
import { schemeOf } from "./schemes.js";
import { tellUnheard } from "./trained-discriminant.js";

/** Log probabilities of every clip by models that know none of its speakers; row by row with the labels. */
export interface UnheardScores {
  readonly labels: readonly number[];
  /** As the models gave them. */
  readonly raw: Matrix;
  /** With a temperature that speakers of the training side chose. */
  readonly calibrated: Matrix;
}

/** Trainings that {@link crossValidate} does for each seed and clip set. */
export const trainingsPerSeed = 4 * (1 + 4);

/**
 * Tells every clip by a model that was trained without its speaker, and calibrates it by further folds within the training side, so
 * that neither model nor temperature knows the speakers of the test.
 *
 * @param seed - Deals the speakers to folds.
 * @param onTraining - Called after each training.
 */
export async function crossValidate(
  clips: ReadonlyMap<string, JobClip>,
  seed: number,
  signal: AbortSignal,
  onTraining: () => void,
): Promise<UnheardScores> {
  const tell = async ({ name, train, test }: Fold<Utterance>, inner = ""): Promise<Matrix> => {
    await stopIfAborted(signal);
    const scores = tellUnheard(`${name}${inner}`, pick(clips, train), pick(clips, test));
    onTraining();
    return scores;
  };
  const labels: number[] = [];
  const raw: Matrix[] = [];
  const calibrated: Matrix[] = [];
  for (const fold of foldsOf([...clips.values()], seed)) {
    const scores = await tell(fold);
    const own: Matrix[] = [];
    const ownLabels: number[] = [];
    for (const inner of foldsOf(pick(clips, fold.train), seed)) {
      own.push(await tell(inner, ` within ${fold.name}`));
      ownLabels.push(...labelsOf(inner.test));
    }
    labels.push(...labelsOf(fold.test));
    raw.push(scores);
    calibrated.push(applyTemperature(scores, fitTemperature(stack(own), ownLabels)));
  }
  return { labels, raw: stack(raw), calibrated: stack(calibrated) };
}

/** Matrices of one width, one below the other. */
export function stack(matrices: readonly Matrix[]): Matrix {
  const data = Float64Array.from(matrices.flatMap((matrix) => Array.from(matrix.data)));
  const width = matrices[0]!.shape[1];
  return { data, shape: [data.length / width, width] };
}

function foldsOf(clips: readonly JobClip[], seed: number): Fold<Utterance>[] {
  const groups = new Map(clips.map(({ utterance, group }) => [utterance.id, group]));
  return schemeOf("balanced").folds(
    clips.map(({ utterance }) => utterance),
    seed,
    ({ id }) => groups.get(id)!,
  );
}

function pick(clips: ReadonlyMap<string, JobClip>, utterances: readonly Utterance[]): JobClip[] {
  return utterances.map(({ id }) => clips.get(id)!);
}

function labelsOf(utterances: readonly Utterance[]): number[] {
  return utterances.map(({ emotionIndex }) => emotionIndex);
}
