import { bandRange } from "@wader/emotion";
import type { ClipSequence } from "@wader/models";

/** Hops of 10 ms that are averaged into one. */
const hopStep = 2;

/** Bands and pitch channels of {@link networkSequence}. */
export const sequenceSize = { bands: 40, pitchChannels: 2 } as const;

/** Semitones between two bands of wavelets in a sequence. */
export const semitonesPerBand = (12 * Math.log2(bandRange.high / bandRange.low)) / (sequenceSize.bands - 1);

/**
 * A clip as a network takes it: 40 bands and the pitch, per 20 ms. Where there are more bands, every so manieth is kept, for
 * neighbours say nearly the same.
 *
 * @param track - Log powers of the bands, semitones and strength of the pitch, `[hops, trackWidth]`, per 10 ms.
 */
export function networkSequence(track: Float32Array, trackWidth: number): ClipSequence {
  const { bands, pitchChannels } = sequenceSize;
  const bandStep = Math.floor((trackWidth - pitchChannels) / bands);
  const hops = Math.max(1, Math.floor(track.length / trackWidth / hopStep));
  const energies = new Float32Array(hops * bands);
  const pitch = new Float32Array(hops * pitchChannels);
  const last = track.length / trackWidth - 1;
  for (let t = 0; t < hops; t++) {
    const rows = Array.from({ length: hopStep }, (_, k) => Math.min(t * hopStep + k, last) * trackWidth);
    const mean = (column: number, change: (value: number) => number): number =>
      rows.reduce((sum, row) => sum + change(track[row + column]!), 0) / hopStep;
    for (let i = 0; i < bands; i++) energies[t * bands + i] = Math.log(mean(i * bandStep, Math.exp));
    for (let i = 0; i < pitchChannels; i++) {
      pitch[t * pitchChannels + i] = mean(trackWidth - pitchChannels + i, (value) => value);
    }
  }
  return { energies, pitch };
}
