import type { PartScores } from "./evaluation.js";
import { type Spread, spread } from "./recognition/summary.js";
import type { PartName } from "./split.js";

/** Figures of one part of the split over several runs. */
export interface GatheredPart {
  readonly part: PartName;
  /** Runs that have this part. */
  readonly runs: number;
  readonly rSquared: Spread;
  readonly frameWeightedAccuracy: Spread;
  readonly frameUnweightedAccuracy: Spread;
  readonly clipWeightedAccuracy: Spread;
  readonly clipUnweightedAccuracy: Spread;
}

/** Mean and standard deviation of each figure of each part, in the order in which the parts come. */
export function gatherScores(runs: readonly (readonly PartScores[])[]): GatheredPart[] {
  const names = [...new Set(runs.flatMap((scores) => scores.map(({ part }) => part)))];
  return names.map((part) => {
    const own = runs.flatMap((scores) => scores.filter((score) => score.part === part));
    const figure = (of: (score: PartScores) => number): Spread => spread(own.map(of));
    return {
      part,
      runs: own.length,
      rSquared: figure(({ autoencoder }) => autoencoder.rSquared),
      frameWeightedAccuracy: figure(({ frames }) => frames.weightedAccuracy),
      frameUnweightedAccuracy: figure(({ frames }) => frames.unweightedAccuracy),
      clipWeightedAccuracy: figure(({ clips }) => clips.weightedAccuracy),
      clipUnweightedAccuracy: figure(({ clips }) => clips.unweightedAccuracy),
    };
  });
}

/** A Markdown table: mean ± standard deviation over the runs, accuracies in percent. */
export function gatheredTable(parts: readonly GatheredPart[]): string {
  const rows = parts.map((row) => [
    row.part,
    String(row.runs),
    `${row.rSquared.mean.toFixed(3)} ± ${row.rSquared.deviation.toFixed(3)}`,
    percent(row.frameWeightedAccuracy),
    percent(row.frameUnweightedAccuracy),
    percent(row.clipWeightedAccuracy),
    percent(row.clipUnweightedAccuracy),
  ]);
  const head = ["part", "runs", "autoencoder R²", "frame WA", "frame UA", "clip WA", "clip UA"];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Mean and standard deviation of a share, in percent. */
export function percent({ mean, deviation }: Pick<Spread, "mean" | "deviation">): string {
  return `${(100 * mean).toFixed(1)} ± ${(100 * deviation).toFixed(1)}`;
}
