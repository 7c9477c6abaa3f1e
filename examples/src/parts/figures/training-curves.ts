import * as Plot from "@observablehq/plot";

import { type Picture, chart, compose, legend } from "../svg.js";
import { partColors } from "./palette.js";

/** One quantity over the epochs of a training, for each part of the data that it was measured on. */
export interface Curve {
  readonly title: string;
  readonly label: string;
  readonly parts: Readonly<Record<string, readonly number[]>>;
}

/** Curves by epoch, side by side. */
export function trainingCurvesPicture(title: string, subtitle: string, curves: readonly Curve[]): Picture {
  const names = [...new Set(curves.flatMap((curve) => Object.keys(curve.parts)))];
  const panels = curves.map((curve, i) => {
    const points = Object.entries(curve.parts).flatMap(([part, values]) =>
      values.map((value, epoch) => ({ part, epoch: epoch + 1, value })),
    );
    const epochs = Math.max(2, ...points.map(({ epoch }) => epoch));
    return {
      x: i * 440,
      y: 26,
      picture: chart(curve.title, {
        width: 440,
        height: 300,
        marginLeft: 56,
        marginBottom: 40,
        x: {
          label: "Epoch",
          domain: [1, epochs],
          ticks: Math.min(epochs - 1, 10),
          tickFormat: (epoch: number) => (Number.isInteger(epoch) ? String(epoch) : ""),
        },
        y: { label: curve.label, grid: true, nice: true },
        marks: [
          Plot.line(points, {
            x: "epoch",
            y: "value",
            z: "part",
            stroke: ({ part }: { part: string }) => partColors[part] ?? "#7b8794",
            strokeWidth: 2,
          }),
          Plot.dot(points, {
            x: "epoch",
            y: "value",
            fill: ({ part }: { part: string }) => partColors[part] ?? "#7b8794",
            r: epochs > 30 ? 0 : 2.5,
          }),
        ],
      }),
    };
  });
  return compose(title, subtitle, [
    {
      x: 0,
      y: 0,
      picture: legend(
        names.map((name) => [name, partColors[name] ?? "#7b8794"] as const),
        440,
      ),
    },
    ...panels,
  ]);
}
