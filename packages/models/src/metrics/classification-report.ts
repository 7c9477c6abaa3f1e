import { type ClassesOption, confusionMatrix, type ConfusionMatrix } from "./confusion-matrix.js";

/** Figures of one class. */
export interface ClassFigures {
  /** Of the items predicted as this class, the part that belongs to it; 0 where none was predicted. */
  readonly precision: number;
  /** Of the items of this class, the part that was predicted so; 0 where there are none. */
  readonly recall: number;
  /** Harmonic mean of precision and recall; 0 where both are 0. */
  readonly f1: number;
  /** Number of items of this class. */
  readonly support: number;
}

/** What {@link classificationReport} gives. */
export interface ClassificationReport {
  /** Correct / all. */
  readonly weightedAccuracy: number;
  /** Mean of the recalls of the classes that occur among the labels. */
  readonly unweightedAccuracy: number;
  /** Cohen's kappa, unweighted; NaN where labels and predictions all are one and the same class. */
  readonly kappa: number;
  /** One entry a class, by class number. */
  readonly classes: readonly ClassFigures[];
  readonly confusion: ConfusionMatrix;
}

/**
 * Precision, recall, F1 and support of every class, both accuracies, Cohen's kappa and the confusion matrix.
 *
 * Equals scikit-learn's `precision_recall_fscore_support` with `zero_division=0`, `accuracy_score`,
 * `balanced_accuracy_score` and `cohen_kappa_score`.
 *
 * @param labels - The true class numbers.
 * @param predictions - The predicted class numbers, as many.
 * @throws {RangeError} If the lists are empty or differ in length, or hold anything but class numbers below `classes`.
 *
 * @example
 * const report = classificationReport([0, 0, 1, 1], [0, 1, 1, 1]);
 * report.classes[0]; // { precision: 1, recall: 0.5, f1: 0.6666666666666666, support: 2 }
 * report.kappa; // 0.5
 */
export function classificationReport(
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
  options: ClassesOption = {},
): ClassificationReport {
  const confusion = confusionMatrix(labels, predictions, options);
  const [count] = confusion.shape;
  const total = labels.length;
  const classes: ClassFigures[] = [];
  let correct = 0;
  let chance = 0;
  for (let i = 0; i < count; i += 1) {
    let support = 0;
    let predicted = 0;
    for (let j = 0; j < count; j += 1) {
      support += confusion.data[i * count + j]!;
      predicted += confusion.data[j * count + i]!;
    }
    const hits = confusion.data[i * count + i]!;
    classes.push({
      precision: ratio(hits, predicted),
      recall: ratio(hits, support),
      f1: ratio(2 * hits, support + predicted),
      support,
    });
    correct += hits;
    chance += (support / total) * (predicted / total);
  }
  const present = classes.filter(({ support }) => support > 0);
  return {
    weightedAccuracy: correct / total,
    unweightedAccuracy: present.reduce((sum, { recall }) => sum + recall, 0) / present.length,
    kappa: (correct / total - chance) / (1 - chance),
    classes,
    confusion,
  };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
