import * as Plot from "@observablehq/plot";

import { type Picture, chart, compose } from "../svg.js";

/** Mean absolute coefficient in one band of frequencies. */
export interface AmplitudeBin {
  readonly low: number;
  readonly high: number;
  readonly amplitude: number;
}

/** Frequencies of the transform, each weighted by the amplitude of its coefficients. */
export function frequencyHistogramPicture(
  bins: readonly AmplitudeBin[],
  band: readonly [number, number],
  clips: number,
): Picture {
  const total = bins.reduce((sum, bin) => sum + bin.amplitude, 0);
  const shares = bins.map((bin) => ({ ...bin, share: (100 * bin.amplitude) / total }));
  // Edges of the bins fall within two percent of those of the band.
  const isInside = ({ low, high }: AmplitudeBin): boolean => low >= 0.98 * band[0] && high <= 1.02 * band[1];
  const inside = shares.filter(isInside);
  const percent = inside.reduce((sum, bin) => sum + bin.share, 0);
  const picture = chart("", {
    width: 860,
    height: 340,
    marginLeft: 52,
    marginBottom: 40,
    x: {
      type: "log",
      domain: [bins[0]!.low, bins.at(-1)!.high],
      label: "Frequency (Hz)",
      axis: null,
    },
    y: { label: "Share of the amplitude (%)", grid: true },
    marks: [
      Plot.rectY(shares, {
        x1: "low",
        x2: "high",
        y: "share",
        fill: (bin: AmplitudeBin) => (isInside(bin) ? "#3566c9" : "#b8c4d6"),
        inset: 0.5,
      }),
      Plot.ruleY([0]),
      Plot.axisX([50, 100, 200, 500, 1000, 2000, 5000], {
        label: "Frequency (Hz)",
        text: (hertz: number) => hertz.toFixed(0),
      }),
    ],
  });
  return compose(
    "CWT frequencies, weighted by amplitude",
    `${clips} clips; the blue bands, ${inside[0]!.low.toFixed(0)} to ${inside.at(-1)!.high.toFixed(0)} Hz, hold ${percent.toFixed(0)} % of the sum of all bands`,
    [{ x: 0, y: 0, picture }],
  );
}
