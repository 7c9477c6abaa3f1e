import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";

import { cwt, scalesForBand } from "@wader/cwt";
import { decodeWav, resample, toMono } from "@wader/dsp";

import { writeAtomically } from "./parts/atomic.js";
import { UsageError, number, text } from "./parts/command-line.js";
import { scalogramPicture } from "./parts/figures/scalogram.js";
import { sampleRate } from "./parts/preprocess.js";
import { runScript } from "./parts/script.js";
import { toPng } from "./parts/svg.js";

const line = {
  name: "scalogram",
  summary:
    "Draws the continuous wavelet transform of a WAV file (Morlet, at 16 kHz): time, frequency, and power as colour.",
  operand: "clip.wav",
  options: {
    out: text("file.png or .svg", "Picture to write.", "scalogram.png"),
    low: number("Lowest frequency, in Hz.", { min: 20, max: 7999, fallback: 100 }),
    high: number("Highest frequency, in Hz.", { min: 21, max: 8000, fallback: 2000 }),
  },
  example: "scalogram.js clip.wav --out clip.png",
} as const;

await runScript(line, async ({ out, low, high }, { operand }) => {
  if (!(low < high)) throw new UsageError(`--low must be below --high, got ${low} and ${high}`);
  const format = extname(out).toLowerCase();
  if (format !== ".png" && format !== ".svg") throw new UsageError(`--out must end in .png or .svg, got "${out}"`);

  const audio = decodeWav(await readFile(operand));
  const samples = resample(toMono(audio), audio.sampleRate, sampleRate);
  const scales = scalesForBand("morl", { low, high, sampleRate });
  const scalogram = cwt(samples, scales, { samplingPeriod: 1 / sampleRate });

  const seconds = samples.length / sampleRate;
  const picture = scalogramPicture(
    scalogram,
    sampleRate,
    `Scalogram of ${basename(operand)}`,
    `Real Morlet wavelet, ${scales.length} scales; ${audio.channels.length === 1 ? "mono" : `${audio.channels.length} channels`}, ${audio.sampleRate} Hz, ${seconds.toFixed(2)} s`,
  );
  await writeAtomically(out, format === ".svg" ? picture.svg : toPng(picture));
  console.log(`${out}: ${scales.length} scales, ${low} to ${high} Hz, ${seconds.toFixed(2)} s`);
});
