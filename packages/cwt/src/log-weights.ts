/**
 * Weights with which a sum over coefficients stands for the integral over the logarithm of the scale:
 * half the distance between a scale's neighbours, by its logarithm, divided by √s for a wavelet of norm `"l2"`.
 * The first and last scale count a whole step, as all of them do in ssqueezepy.
 *
 * @param scales - At least two, all different, in any order.
 * @param norm - Norm of the wavelet.
 * @returns Weights, in the order of the scales.
 * @throws {RangeError} If there are less than two scales, or two are equal.
 */
export function logWeights(scales: Float64Array, norm: "l1" | "l2"): Float64Array {
  if (scales.length < 2) throw new RangeError(`"scales" must be at least two, got ${scales.length}`);
  const order = Array.from(scales, (_, i) => i).sort((a, b) => scales[a]! - scales[b]!);
  const logs = order.map((i) => Math.log(scales[i]!));
  const weights = new Float64Array(scales.length);
  order.forEach((row, i) => {
    const below = logs[i]! - (logs[i - 1] ?? 2 * logs[0]! - logs[1]!);
    const above = (logs[i + 1] ?? 2 * logs[i]! - logs[i - 1]!) - logs[i]!;
    if (!(below > 0 && above > 0)) throw new RangeError(`"scales" must differ, got ${scales[row]} twice`);
    weights[row] = (below + above) / 2 / (norm === "l1" ? 1 : Math.sqrt(scales[row]!));
  });
  return weights;
}
