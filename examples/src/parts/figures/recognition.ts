import * as Plot from "@observablehq/plot";
import { type Emotion, emotions } from "@wader/ravdess";

import type { Calibration } from "../recognition/calibration.js";
import { percent, percentSpread } from "../recognition/spread.js";
import type { Summary } from "../recognition/summary.js";
import { type Picture, type Placed, chart, compose } from "../svg.js";
import { confusionChart } from "./confusion.js";
import { emotionColors } from "./palette.js";

const size = 400;
const ink = "#1f2933";
const faint = "#9aa5b1";
const blue = "#234a9c";

/** How the emotions were told: confusions, recalls with their intervals, single folds, and reliability. */
export function recognitionPicture(title: string, summary: Summary): Picture {
  const { pooled, interval, calibration } = summary;
  const panels = [
    confusionChart({ title: "Sum over seeds", labels: emotions, counts: summary.confusion }, { label: true }),
    recallChart(summary),
    foldChart(summary),
    reliabilityChart("Reliability as scored", calibration.asScored),
    ...(calibration.tempered === undefined
      ? []
      : [reliabilityChart("Reliability at the temperature of training speakers", calibration.tempered)]),
  ];
  const columns = panels.length > 4 ? 3 : 2;
  const placed: Placed[] = panels.map((picture, i) => ({
    x: (i % columns) * size,
    y: Math.floor(i / columns) * size,
    picture,
  }));
  const subtitle = `Pooled UA ${percentSpread(pooled.unweightedAccuracy)}, 95 % interval over speakers ${percent(interval.low)} to ${percent(interval.high)}; WA ${percentSpread(pooled.weightedAccuracy)}`;
  return compose(title, subtitle, placed);
}

/** A bar for each emotion; the line is the interval. */
function recallChart({ recalls }: Summary): Picture {
  const rows = recalls.map(({ emotion, recall, interval }) => ({ emotion, mean: recall.mean, ...interval }));
  return chart("Recall, 95 % interval over speakers", {
    width: size,
    height: size,
    marginLeft: 86,
    marginBottom: 40,
    marginRight: 16,
    x: { domain: [0, 1], percent: false, tickFormat: "%", grid: true, label: null },
    y: { domain: emotions, label: null, tickSize: 0 },
    marks: [
      Plot.barX(rows, { x: "mean", y: "emotion", fill: ({ emotion }: { emotion: Emotion }) => emotionColors[emotion] }),
      Plot.ruleY(rows, { x1: "low", x2: "high", y: "emotion", stroke: ink, strokeWidth: 1.5 }),
      Plot.ruleX([1 / emotions.length], { stroke: faint, strokeDasharray: "3 3" }),
    ],
  });
}

/** A dot for each fold, seed by seed; the short line is what all folds of the seed give together. */
function foldChart({ perFold, pooled }: Summary): Picture {
  const seeds = [...new Set(perFold.map(({ seed }) => seed))];
  const whole = seeds.map((seed, i) => ({ seed, pooled: pooled.unweightedAccuracy.bySeed[i]! }));
  return chart("UA of single folds, and of each seed", {
    width: size,
    height: size,
    marginLeft: 48,
    marginBottom: 40,
    marginRight: 16,
    x: { type: "band", domain: seeds, label: "Seed", labelAnchor: "center", labelArrow: "none" },
    y: { domain: [0, 1], tickFormat: "%", grid: true, label: null },
    marks: [
      Plot.dot(perFold, { x: "seed", y: "unweightedAccuracy", fill: blue, fillOpacity: 0.55, r: 4 }),
      Plot.tickY(whole, { x: "seed", y: "pooled", stroke: ink, strokeWidth: 2 }),
    ],
  });
}

/** Accuracy against confidence; the area of a dot is the number of clips. */
export function reliabilityChart(title: string, { bins, expectedCalibrationError }: Calibration): Picture {
  const most = Math.max(...bins.map(({ count }) => count));
  return chart(`${title}: ECE ${percent(expectedCalibrationError.mean)}`, {
    width: size,
    height: size,
    marginLeft: 48,
    marginBottom: 40,
    marginRight: 16,
    x: { domain: [0, 1], tickFormat: "%", label: "Confidence", labelAnchor: "center", labelArrow: "none" },
    y: { domain: [0, 1], tickFormat: "%", grid: true, label: null },
    r: { range: [0, 12], domain: [0, most] },
    marks: [
      Plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: faint, strokeDasharray: "3 3" },
      ),
      Plot.line(bins, { x: "confidence", y: "accuracy", stroke: blue }),
      Plot.dot(bins, { x: "confidence", y: "accuracy", r: "count", fill: blue, fillOpacity: 0.5 }),
    ],
  });
}

/** Accuracy under each condition, a line for each way of training. */
export interface RobustnessLine {
  readonly name: string;
  readonly points: readonly {
    readonly condition: string;
    readonly mean: number;
    readonly low: number;
    readonly high: number;
  }[];
}

const lineColors = ["#234a9c", "#ef7f2b", "#1d9e8f", "#cf2f3b"];

/** Accuracy by condition, with intervals over speakers. */
export function robustnessPicture(title: string, subtitle: string, lines: readonly RobustnessLine[]): Picture {
  const conditions = lines[0]!.points.map(({ condition }) => condition);
  const points = lines.flatMap(({ name, points: own }, k) =>
    // Side by side, so that the intervals do not cover each other.
    own.map((point) => ({
      ...point,
      name,
      at: conditions.indexOf(point.condition) + (k - (lines.length - 1) / 2) * 0.16,
    })),
  );
  const width = 860;
  return compose(title, subtitle, [
    {
      x: 0,
      y: 0,
      picture: chart("", {
        width,
        height: 360,
        marginLeft: 48,
        marginBottom: 60,
        marginRight: 16,
        x: {
          domain: [-0.5, conditions.length - 0.5],
          ticks: conditions.map((_, i) => i),
          tickFormat: (i: number) => conditions[i]!,
          label: null,
        },
        y: { domain: [0, 1], tickFormat: "%", grid: true, label: "UA" },
        color: { domain: lines.map(({ name }) => name), range: lineColors.slice(0, lines.length), legend: false },
        marks: [
          Plot.ruleY([1 / emotions.length], { stroke: faint, strokeDasharray: "3 3" }),
          Plot.ruleX(points, { x: "at", y1: "low", y2: "high", stroke: "name", strokeWidth: 1.5 }),
          Plot.dot(points, { x: "at", y: "mean", fill: "name", r: 5 }),
        ],
      }),
    },
  ]);
}
