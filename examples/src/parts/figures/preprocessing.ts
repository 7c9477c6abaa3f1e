import * as Plot from "@observablehq/plot";

import type { PreprocessedClip } from "../preprocess.js";
import { type Picture, chart, compose } from "../svg.js";

const width = 900;

/** A recording before and after trimming, standardising and adding noise, one below the other. */
export function preprocessingPicture(clip: PreprocessedClip): Picture {
  const { recording, trimmed, clean, noisy, sampleRate, start, end, snrDb } = clip;
  const length = recording.length / sampleRate;
  const shown = [
    { title: "Recording, with the part that trimming keeps", label: "Amplitude", samples: recording, at: 0 },
    { title: "Trimmed", label: "Amplitude", samples: trimmed, at: start / sampleRate },
    {
      title: "Standardised: mean 0, standard deviation 1",
      label: "Deviations",
      samples: clean,
      at: start / sampleRate,
    },
    {
      title: `With white noise at ${snrDb.toFixed(1)} dB`,
      label: "Deviations",
      samples: noisy,
      at: start / sampleRate,
    },
  ];
  const panels = shown.map(({ title, label, samples, at }, i) => ({
    x: 0,
    y: i * 160,
    picture: chart(title, {
      width,
      height: i === shown.length - 1 ? 178 : 160,
      marginLeft: 56,
      marginTop: 16,
      marginBottom: i === shown.length - 1 ? 36 : 18,
      x: {
        domain: [0, length],
        label: i === shown.length - 1 ? "Time (s)" : null,
        ticks: i === shown.length - 1 ? 8 : [],
      },
      y: { label, grid: true, ticks: 4 },
      marks: [
        ...(i === 0
          ? [Plot.rectX([0], { x1: start / sampleRate, x2: end / sampleRate, fill: "#e5ac00", fillOpacity: 0.16 })]
          : []),
        Plot.areaY(envelope(samples, width, sampleRate, at), { x: "time", y1: "low", y2: "high", fill: "#3566c9" }),
      ],
    }),
  }));
  return compose("A clip on its way to the transform", `${clip.id}, ${sampleRate / 1000} kHz`, panels);
}

/** Least and largest sample in each of about `columns` stretches of time: what a line of all samples would cover. */
function envelope(samples: Float32Array, columns: number, sampleRate: number, at: number) {
  const size = Math.max(1, Math.ceil(samples.length / columns));
  const columnsUsed = Math.ceil(samples.length / size);
  return Array.from({ length: columnsUsed }, (_, column) => {
    const part = samples.subarray(column * size, (column + 1) * size);
    return {
      time: at + (column * size) / sampleRate,
      low: part.reduce((a, b) => Math.min(a, b)),
      high: part.reduce((a, b) => Math.max(a, b)),
    };
  });
}
