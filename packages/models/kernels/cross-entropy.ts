import { exp4 } from "./functions";
import { load4, store4 } from "./lanes";

/**
 * Softmax of each row of `logits`, and what its cross-entropy with the row of `labels` is made of, in double precision at
 * `parts`: the sum of exp(logit - largest), the sum of labels times (logit - largest), the sum of labels.
 */
export function softmaxParts(
  logits: usize,
  labels: usize,
  rows: usize,
  classes: usize,
  probabilities: usize,
  parts: usize,
): void {
  const step = classes << 2;
  for (let r: usize = 0; r < rows; r++) {
    let largest: f32 = -Infinity;
    for (let j: usize = 0; j < step; j += 4) largest = max<f32>(largest, load<f32>(logits + j));
    const shift = f32x4.splat(largest);
    for (let j: usize = 0; j < step; j += 16) {
      const count = (step - j) >> 2;
      store4(probabilities + j, exp4(f32x4.sub(load4(logits + j, count), shift)), count);
    }
    let sum: f64 = 0;
    let dot: f64 = 0;
    let total: f64 = 0;
    for (let j: usize = 0; j < step; j += 4) {
      const label = load<f32>(labels + j);
      sum += <f64>load<f32>(probabilities + j);
      total += <f64>label;
      // A class of label 0 may have a logit of minus infinity.
      if (label != 0) dot += <f64>label * (<f64>load<f32>(logits + j) - <f64>largest);
    }
    const scale = <f32>(1 / sum);
    for (let j: usize = 0; j < step; j += 4) {
      store<f32>(probabilities + j, load<f32>(probabilities + j) * scale);
    }
    store<f64>(parts, sum);
    store<f64>(parts, dot, 8);
    store<f64>(parts, total, 16);
    logits += step;
    labels += step;
    probabilities += step;
    parts += 24;
  }
}

/** dx[r, c] = dy[r] (probabilities[r, c] sum(labels[r]) - labels[r, c]). */
export function softmaxCrossEntropyGradient(
  dy: usize,
  probabilities: usize,
  labels: usize,
  rows: usize,
  classes: usize,
  dx: usize,
): void {
  const step = classes << 2;
  for (let r: usize = 0; r < rows; r++) {
    let total: f64 = 0;
    for (let j: usize = 0; j < step; j += 4) total += <f64>load<f32>(labels + j);
    const weight = load<f32>(dy);
    for (let j: usize = 0; j < step; j += 4) {
      store<f32>(dx + j, weight * (load<f32>(probabilities + j) * <f32>total - load<f32>(labels + j)));
    }
    dy += 4;
    probabilities += step;
    labels += step;
    dx += step;
  }
}
