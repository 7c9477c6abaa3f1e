import { type ClipSequence, hopsOf, type SequenceLayout } from "./clip-sequence.js";

/** Mean and standard deviation of each channel. */
export interface ChannelStatistics {
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
}

/** What the inputs of a network are standardised by. */
export interface ClipNormalization {
  readonly bands: ChannelStatistics;
  readonly pitch: ChannelStatistics;
}

/** ln(e^x + e^floor): a level under the floor is lost in it, as in the noise of a recording. */
export function raised(x: number, floor: number): number {
  const [high, low] = x > floor ? [x, floor] : [floor, x];
  return high + Math.log1p(Math.exp(low - high));
}

/** Leaves everything as it is. */
export function noNormalization({ bands, pitchChannels }: SequenceLayout): ClipNormalization {
  return { bands: unchanged(bands), pitch: unchanged(pitchChannels) };
}

function unchanged(channels: number): ChannelStatistics {
  return { mean: new Float32Array(channels), deviation: new Float32Array(channels).fill(1) };
}

/** Statistics over all hops of the sequences, of bands above a floor in natural logarithms of power. */
export function fitNormalization(
  sequences: readonly ClipSequence[],
  layout: SequenceLayout & { readonly floor: number },
): ClipNormalization {
  const hops = sequences.reduce((sum, sequence) => sum + hopsOf(sequence, layout), 0);
  const energies = sequences.map((sequence) => sequence.energies);
  const pitches = sequences.map(({ pitch }) => pitch ?? new Float32Array());
  return {
    bands: statistics(energies, layout.bands, hops, (value) => raised(value, layout.floor)),
    pitch: statistics(pitches, layout.pitchChannels, hops, (value) => value),
  };
}

function statistics(
  series: readonly Float32Array[],
  channels: number,
  hops: number,
  change: (value: number) => number,
): ChannelStatistics {
  const sum = new Float64Array(channels);
  const square = new Float64Array(channels);
  for (const values of series) {
    for (let i = 0; i < values.length; i += 1) {
      const value = change(values[i]!);
      sum[i % channels]! += value;
      square[i % channels]! += value * value;
    }
  }
  const mean = Float32Array.from(sum, (value) => value / hops);
  const variance = Array.from(square, (value, i) => value / hops - (sum[i]! / hops) ** 2);
  // A channel that never changes says nothing; dividing by 1 leaves it at zero.
  const deviation = Float32Array.from(variance, (value) => (value > 1e-8 ? Math.sqrt(value) : 1));
  return { mean, deviation };
}
