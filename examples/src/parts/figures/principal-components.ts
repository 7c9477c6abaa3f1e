import * as Plot from "@observablehq/plot";
import type { Emotion } from "@wader/ravdess";
import { PCA } from "ml-pca";

import { type Picture, chart, compose, legend } from "../svg.js";
import { emotionColors, emotionLegend } from "./palette.js";

/** The first two principal components of feature vectors, one dot for each, in the colour of its emotion. */
export function principalComponentsPicture(
  vectors: readonly { readonly emotion: Emotion; readonly values: Float64Array }[],
  subtitle: string,
): Picture {
  const pca = new PCA(
    vectors.map(({ values }) => Array.from(values)),
    { center: true, scale: false },
  );
  const projected = pca
    .predict(
      vectors.map(({ values }) => Array.from(values)),
      { nComponents: 2 },
    )
    .to2DArray();
  const explained = pca.getExplainedVariance();
  const points = projected.map(([first, second], i) => ({ first, second, emotion: vectors[i]!.emotion }));
  const label = (i: number): string => `Component ${i + 1} (${(100 * explained[i]!).toFixed(0)} % of the variance)`;
  const present = emotionLegend(new Set(vectors.map(({ emotion }) => emotion)));
  const picture = chart("", {
    width: 760,
    height: 460,
    marginLeft: 52,
    marginBottom: 40,
    grid: true,
    inset: 8,
    x: { label: label(0) },
    y: { label: label(1) },
    marks: [
      Plot.dot(points, {
        x: "first",
        y: "second",
        r: 3.5,
        fill: ({ emotion }: { emotion: Emotion }) => emotionColors[emotion],
        fillOpacity: 0.75,
      }),
    ],
  });
  return compose("CWT features on their first two principal components", subtitle, [
    { x: 0, y: 0, picture: legend(present, 760) },
    { x: 0, y: 26, picture },
  ]);
}
