import { join } from "node:path";

import { cwt, planCwt } from "@wader/cwt";
import { createRandom } from "@wader/dsp";
import { type Emotion, emotions } from "@wader/ravdess";

import { writeAtomically } from "./atomic.js";
import type { Clips } from "./clips.js";
import type { PartScores } from "./evaluation.js";
import type { Figure } from "./figures/figure.js";
import { type FrameMaker, createFrameMaker, featureSettings } from "./features.js";
import { confusionPicture } from "./figures/confusion.js";
import { type AmplitudeBin, frequencyHistogramPicture } from "./figures/frequency-histogram.js";
import { morletPicture } from "./figures/morlet.js";
import { preprocessingPicture } from "./figures/preprocessing.js";
import { principalComponentsPicture } from "./figures/principal-components.js";
import { scalogramGrid, scalogramPicture } from "./figures/scalogram.js";
import { type PreprocessedClip, preprocess } from "./preprocess.js";
import { startProgress } from "./progress.js";
import { stopIfAborted } from "./script.js";
import { toPng } from "./svg.js";

/** Clips that the histogram and the principal components take: enough for a picture. */
const sampleSize = 96;

/** Pictures of the data: the wavelet, a clip's way, scalograms, frequencies, principal components. */
export async function dataFigures(clips: Clips, seed: number, signal: AbortSignal): Promise<Figure[]> {
  const random = createRandom(seed);
  const origin = clips.synthetic ? "Synthetic speech of the built-in corpus." : "";
  const read = async (utterance: Clips["utterances"][number]): Promise<PreprocessedClip> =>
    preprocess(utterance.id, await clips.read(utterance), random);

  const strong =
    clips.utterances.find(({ emotion, intensity }) => emotion === "angry" && intensity === "strong") ??
    clips.utterances[0]!;
  const clip = await read(strong);
  const transform = (samples: Float32Array) =>
    cwt(samples, createFrameMaker(featureSettings({ timeStep: 1 })).scales, { samplingPeriod: 1 / clip.sampleRate });

  const examples = emotions.flatMap((emotion) => {
    const alike = clips.utterances.filter(
      (candidate) =>
        candidate.emotion === emotion && candidate.actor === strong.actor && candidate.statement === strong.statement,
    );
    return alike.find(({ intensity }) => intensity === "strong") ?? alike[0] ?? [];
  });
  const grid = [];
  for (const utterance of examples) {
    grid.push({
      name: `${utterance.emotion}, ${utterance.intensity}`,
      scalogram: transform((await read(utterance)).clean),
    });
  }

  const sample = random.spawn("figures").shuffle(clips.utterances).slice(0, sampleSize);
  const progress = startProgress("Analysing clips", sample.length, "clips");
  const histogram = amplitudeHistogram();
  const maker = createFrameMaker(featureSettings({ timeStep: 1 }));
  const vectors: { emotion: Emotion; values: Float64Array }[] = [];
  for (const [i, utterance] of sample.entries()) {
    await stopIfAborted(signal);
    const { clean } = await read(utterance);
    histogram.add(clean);
    if (maker.count(clean) > 0) vectors.push({ emotion: utterance.emotion, values: meanAmplitudes(maker, clean) });
    progress.update(i + 1);
  }
  progress.finish();

  return [
    {
      name: "morlet",
      caption: "The real Morlet wavelet exp(-t²/2) cos 5t at three scales.",
      picture: morletPicture(),
    },
    {
      name: "preprocessing",
      caption: `The clip ${clip.id} (${strong.emotion}) before and after trimming, standardising and adding noise. ${origin}`,
      picture: preprocessingPicture(clip),
    },
    {
      name: "scalogram",
      caption: `Wavelet coefficients of the trimmed, standardised clip ${clip.id} (${strong.emotion}). ${origin}`,
      picture: scalogramPicture(
        transform(clip.clean),
        clip.sampleRate,
        "Scalogram of a clip",
        `${clip.id}, ${strong.emotion}; real Morlet wavelet, 125 scales`,
      ),
    },
    {
      name: "scalograms",
      caption: `The same sentence by the same speaker (actor ${strong.actor}) in each emotion. ${origin}`,
      picture: scalogramGrid(
        grid,
        clip.sampleRate,
        "Scalograms of the emotions",
        `Actor ${strong.actor}, one sentence; each in dB under its own largest power`,
      ),
    },
    {
      name: "frequencies",
      caption: `Mean absolute coefficient in each third of an octave, over ${sample.length} clips. ${origin}`,
      picture: frequencyHistogramPicture(histogram.bins(), [80, 2000], sample.length),
    },
    {
      name: "principal-components",
      caption: `Each dot is a clip: the logarithm of its mean absolute coefficient at each of 125 scales, on the first two principal components. ${origin}`,
      picture: principalComponentsPicture(
        vectors,
        `${vectors.length} clips of ${new Set(sample.map(({ actor }) => actor)).size} speakers; logarithm of the mean amplitude at each scale`,
      ),
    },
  ];
}

/** Confusion matrices of every part, by frame and by clip. */
export function confusionFigures(scores: readonly PartScores[]): Figure[] {
  return (["frames", "clips"] as const).map((unit) => ({
    name: `confusion-${unit}`,
    caption: `Confusion matrices by ${unit.slice(0, -1)}: counts, coloured by their share of the true class.`,
    picture: confusionPicture(
      `Confusion matrices, ${unit}`,
      "Rows are the true emotion, columns the predicted one",
      scores.map((part) => ({
        title: `${part.part}: WA ${(100 * part[unit].weightedAccuracy).toFixed(1)} %, UA ${(100 * part[unit].unweightedAccuracy).toFixed(1)} %`,
        labels: emotions,
        counts: part[unit].confusion,
      })),
    ),
  }));
}

/** Writes every figure as SVG and as PNG. */
export async function writeFigures(folder: string, figures: readonly Figure[]): Promise<void> {
  for (const { name, picture } of figures) {
    await writeAtomically(join(folder, `${name}.svg`), picture.svg);
    await writeAtomically(join(folder, `${name}.png`), toPng(picture));
  }
}

/** Mean absolute coefficient in thirds of an octave from 40 Hz to 6.4 kHz. */
function amplitudeHistogram(): { add(samples: Float32Array): void; bins(): AmplitudeBin[] } {
  const perOctave = 3;
  const edges = Array.from({ length: 23 }, (_, i) => 40 * 2 ** (i / perOctave));
  const centers = edges.slice(0, -1).map((low) => low * 2 ** (0.5 / perOctave));
  // F = 13000 / a for the Morlet wavelet at 16 kHz.
  const scales = centers.map((hertz) => 13_000 / hertz);
  const sums = new Float64Array(centers.length);
  let samplesSeen = 0;
  const length = 16_000;
  const plan = planCwt({ length, scales });
  const window = new Float32Array(length);
  return {
    add(samples) {
      for (let start = 0; start < samples.length; start += length) {
        const part = samples.subarray(start, start + length);
        window.fill(0);
        window.set(part);
        const { data } = plan.execute(window);
        for (let row = 0; row < centers.length; row++) {
          for (let time = 0; time < part.length; time++) sums[row]! += Math.abs(data[row * length + time]!);
        }
        samplesSeen += part.length;
      }
    },
    bins: () => centers.map((_, i) => ({ low: edges[i]!, high: edges[i + 1]!, amplitude: sums[i]! / samplesSeen })),
  };
}

/** The logarithm of a clip's mean absolute coefficient at every scale. */
function meanAmplitudes(maker: FrameMaker, samples: Float32Array): Float64Array {
  const [time, scales] = maker.shape;
  const frame = new Float32Array(time * scales);
  const means = new Float64Array(scales);
  const count = maker.count(samples);
  for (let index = 0; index < count; index++) {
    maker.write(samples, index, frame);
    for (let i = 0; i < frame.length; i++) means[i % scales]! += Math.abs(frame[i]!) / (time * count);
  }
  return means.map((mean) => Math.log(mean));
}
