import { type Matrix, type Standardizer, fitLinearDiscriminant, fitStandardizer, standardizeRows } from "@wader/models";
import type { LinearDiscriminant } from "@wader/models";
import { emotions } from "@wader/ravdess";

import { classifierSettings } from "./classifiers.js";
import type { JobClip } from "./fold-job.js";
import { guardAgainstLeaks } from "./leak-guard.js";

/** What tells emotions by statistics, in closed form. */
export interface TrainedDiscriminant {
  readonly standardizer: Standardizer;
  readonly discriminant: LinearDiscriminant;
}

/** Fits to clips and their augmented copies. */
export function trainDiscriminant(clips: readonly JobClip[]): TrainedDiscriminant {
  const rows = matrixOf(clips.flatMap((clip) => clip.rows));
  const standardizer = fitStandardizer(rows);
  const discriminant = fitLinearDiscriminant(
    standardizeRows(rows, standardizer, { clip: classifierSettings.clip }),
    clips.flatMap(({ utterance, rows: { length } }) => Array<number>(length).fill(utterance.emotionIndex)),
    { shrinkage: classifierSettings.shrinkage, priors: "equal", classes: emotions.length },
  );
  return { standardizer, discriminant };
}

/** Log probabilities of clips of which nothing trained, `[clips, emotions]`: not their sound, and no other of their speakers. */
export function tellUnheard(fold: string, train: readonly JobClip[], test: readonly JobClip[]): Matrix {
  guardAgainstLeaks(
    fold,
    guarded(train),
    guarded(test).filter(({ copy }) => copy === 0),
    { unseenSpeakers: true },
  );
  const { standardizer, discriminant } = trainDiscriminant(train);
  const asked = matrixOf(test.map(({ rows }) => rows[0]!));
  return discriminant.predictLogProbabilities(standardizeRows(asked, standardizer, { clip: classifierSettings.clip }));
}

function guarded(clips: readonly JobClip[]) {
  return clips.flatMap(({ utterance: { id, actor }, group, rows }) =>
    rows.map((_, copy) => ({ id, actor, copy, group })),
  );
}

function matrixOf(rows: readonly Float32Array[]): Matrix {
  const width = rows[0]!.length;
  const data = new Float32Array(rows.length * width);
  for (const [i, values] of rows.entries()) data.set(values, i * width);
  return { data, shape: [rows.length, width] };
}
