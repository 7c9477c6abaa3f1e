import * as Plot from "@observablehq/plot";
import { type RealScalogram, renderScalogram, viridis } from "@wader/cwt";

import { type Picture, type Placed, chart, colorBar, compose, imageUri } from "../svg.js";
import { cssColors } from "./palette.js";

const range = 60;
const margins = { marginLeft: 58, marginRight: 14, marginTop: 20, marginBottom: 36 };

/** Power over time and log-frequency, in decibels under the largest. */
export function scalogramPicture(
  scalogram: RealScalogram,
  sampleRate: number,
  title: string,
  subtitle: string,
): Picture {
  return compose(title, subtitle, [
    { x: 0, y: 0, picture: heatMap("", scalogram, sampleRate, { width: 860, height: 380 }) },
    { x: 860, y: 0, picture: bar(380, margins.marginBottom) },
  ]);
}

/** Several scalograms side by side, each in decibels under its own largest. */
export function scalogramGrid(
  entries: readonly { readonly name: string; readonly scalogram: RealScalogram }[],
  sampleRate: number,
  title: string,
  subtitle: string,
): Picture {
  const columns = 4;
  const size = { width: 260, height: 210 };
  const placed: Placed[] = entries.map(({ name, scalogram }, i) => ({
    x: (i % columns) * size.width,
    y: Math.floor(i / columns) * size.height,
    picture: heatMap(name, scalogram, sampleRate, size, i % columns === 0),
  }));
  const rows = Math.ceil(entries.length / columns);
  return compose(title, subtitle, [
    ...placed,
    { x: columns * size.width, y: 0, picture: bar(rows * size.height, margins.marginBottom) },
  ]);
}

function heatMap(
  title: string,
  scalogram: RealScalogram,
  sampleRate: number,
  size: { width: number; height: number },
  labelled = true,
): Picture {
  const { frequencies, shape } = scalogram;
  const inner = {
    width: size.width - margins.marginLeft - margins.marginRight,
    height: size.height - margins.marginTop - margins.marginBottom - (title === "" ? 0 : 16),
  };
  const image = renderScalogram(scalogram, {
    width: 2 * inner.width,
    height: 2 * inner.height,
    range,
    axis: "log-frequency",
  });
  const [first, last] = [frequencies[0]!, frequencies[frequencies.length - 1]!];
  const domain = [Math.min(first, last), Math.max(first, last)] as const;
  return chart(title, {
    ...size,
    ...margins,
    x: { domain: [0, shape[1] / sampleRate], label: "Time (s)", ticks: size.width > 400 ? 10 : 4 },
    y: {
      type: "log",
      domain,
      label: labelled ? "Frequency (Hz)" : null,
      ticks: [50, 100, 200, 500, 1000, 2000, 5000].filter((tick) => tick >= domain[0] && tick <= domain[1]),
      tickFormat: (hertz: number) => hertz.toFixed(0),
    },
    marks: [
      Plot.image([0], {
        src: () => imageUri(image),
        frameAnchor: "middle",
        width: inner.width,
        height: inner.height,
        preserveAspectRatio: "none",
      }),
      Plot.frame({ strokeOpacity: 0.4 }),
    ],
  });
}

function bar(height: number, marginBottom: number): Picture {
  return colorBar({
    colors: cssColors(viridis),
    domain: [-range, 0],
    label: "Power (dB under the largest)",
    height,
    marginTop: margins.marginTop,
    marginBottom,
  });
}
