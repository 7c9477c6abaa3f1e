import * as Plot from "@observablehq/plot";

import { type Picture, chart, compose } from "../svg.js";

/** Counts by true and predicted class, rows being true. */
export interface ConfusionPanel {
  readonly title: string;
  readonly labels: readonly string[];
  readonly counts: readonly (readonly number[])[];
}

const size = 400;

/** Confusion matrices side by side: counts, coloured by their share of the true class. */
export function confusionPicture(title: string, subtitle: string, panels: readonly ConfusionPanel[]): Picture {
  // Four in a row would be too small to read on a page.
  const columns = panels.length === 4 ? 2 : Math.min(3, panels.length);
  return compose(
    title,
    subtitle,
    panels.map((panel, i) => ({
      x: (i % columns) * size,
      y: Math.floor(i / columns) * size,
      picture: confusionChart(panel, { label: i % columns === 0 }),
    })),
  );
}

/** One confusion matrix, 400 pixels wide and high. */
export function confusionChart(panel: ConfusionPanel, axis: { readonly label: boolean }): Picture {
  const cells = panel.counts.flatMap((row, truth) => {
    const total = row.reduce((a, b) => a + b, 0);
    return row.map((count, predicted) => ({
      truth: panel.labels[truth]!,
      predicted: panel.labels[predicted]!,
      count,
      share: total === 0 ? 0 : count / total,
    }));
  });
  return chart(panel.title, {
    width: size,
    height: size,
    marginLeft: 86,
    marginBottom: 86,
    marginRight: 8,
    padding: 0.03,
    x: {
      domain: panel.labels,
      label: "Predicted",
      labelAnchor: "center",
      labelOffset: 80,
      labelArrow: "none",
      tickRotate: -40,
      tickSize: 0,
    },
    y: { domain: panel.labels, label: axis.label ? "True" : null, labelOffset: 82, tickSize: 0 },
    color: { type: "linear", domain: [0, 1], range: ["#f1f5fb", "#234a9c"], interpolate: "rgb" },
    marks: [
      Plot.cell(cells, { x: "predicted", y: "truth", fill: "share" }),
      Plot.text(cells, {
        x: "predicted",
        y: "truth",
        text: ({ count }: { count: number }) => (count === 0 ? "" : String(count)),
        fill: ({ share }: { share: number }) => (share > 0.5 ? "white" : "#1f2933"),
      }),
    ],
  });
}
