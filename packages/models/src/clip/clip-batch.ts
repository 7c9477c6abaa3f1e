import { type ClipNormalization, raised } from "./clip-normalization.js";
import { type ClipSequence, hopsOf } from "./clip-sequence.js";

/** How the bands are shown to the network: against the mean of all training clips, or against the clip's own mean. */
export type BandView = "absolute" | "relative";

/** How a batch is laid out. */
export interface BatchLayout {
  readonly bands: number;
  readonly pitchChannels: number;
  readonly views: readonly BandView[];
  /** Natural logarithm of the power that is added to each band. */
  readonly floor: number;
  /** Time steps of a batch are a multiple of this; pitch is averaged over as many. */
  readonly stride: number;
}

/**
 * Clips of different lengths as one block. Hops behind the end of a clip are zeros.
 *
 * The last channel is the place of a band on the frequency axis, from -1 to 1, which a convolution cannot tell by itself.
 */
export interface ClipBatch {
  /** `[batch, time, bands, views + 1]`. */
  readonly features: Float32Array;
  readonly shape: readonly [batch: number, time: number, bands: number, channels: number];
  /** `[batch, time / stride, pitchChannels]`. */
  readonly pitch: Float32Array;
  /** Hops of each clip. */
  readonly lengths: Int32Array;
}

/** Lays clips out as a block that is as long as the longest of them. */
export function assembleBatch(
  sequences: readonly ClipSequence[],
  layout: BatchLayout,
  normalization: ClipNormalization,
): ClipBatch {
  const { bands, pitchChannels, views, floor, stride } = layout;
  const { mean, deviation } = normalization.bands;
  const lengths = Int32Array.from(sequences, (sequence) => hopsOf(sequence, layout));
  const time = Math.ceil(Math.max(...lengths) / stride) * stride;
  const channels = views.length + 1;
  const features = new Float32Array(sequences.length * time * bands * channels);
  const steps = time / stride;
  const pitch = new Float32Array(sequences.length * steps * pitchChannels);
  for (const [b, sequence] of sequences.entries()) {
    const hops = lengths[b]!;
    const levels = sequence.energies.map((value) => raised(value, floor));
    const own = views.includes("relative") ? ownMeans(levels, bands) : mean;
    const start = b * time * bands * channels;
    for (let i = 0; i < levels.length; i += 1) {
      const band = i % bands;
      const at = start + i * channels;
      for (let v = 0; v < views.length; v += 1) {
        const middle = views[v] === "absolute" ? mean[band]! : own[band]!;
        features[at + v] = (levels[i]! - middle) / deviation[band]!;
      }
      features[at + views.length] = bands === 1 ? 0 : (2 * band) / (bands - 1) - 1;
    }
    for (let i = 0; i < hops * pitchChannels; i += 1) {
      const channel = i % pitchChannels;
      const step = Math.floor(Math.floor(i / pitchChannels) / stride);
      const value =
        (sequence.pitch![i]! - normalization.pitch.mean[channel]!) / normalization.pitch.deviation[channel]!;
      pitch[(b * steps + step) * pitchChannels + channel]! += value / stride;
    }
  }
  return { features, shape: [sequences.length, time, bands, channels], pitch, lengths };
}

function ownMeans(levels: Float32Array, bands: number): Float32Array {
  const sum = new Float64Array(bands);
  for (let i = 0; i < levels.length; i += 1) sum[i % bands]! += levels[i]!;
  return Float32Array.from(sum, (value) => (value * bands) / levels.length);
}
