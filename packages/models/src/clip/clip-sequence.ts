/** One clip as a network of {@link buildClipNetwork} takes it: its bands over time, and its pitch if that is known. */
export interface ClipSequence {
  /** Natural logarithms of the power in each band, `[hops, bands]`, row-major, bands by ascending frequency, level kept. */
  readonly energies: Float32Array;
  /** What is known of the pitch, in any units, `[hops, pitchChannels]`. Left out where there are no such channels. */
  readonly pitch?: Float32Array;
}

/** Sizes that every sequence of one network shares. */
export interface SequenceLayout {
  readonly bands: number;
  readonly pitchChannels: number;
}

/** Number of hops of a sequence. */
export function hopsOf({ energies }: ClipSequence, { bands }: SequenceLayout): number {
  return energies.length / bands;
}

/** Throws unless sequences fit a layout and are finite. */
export function checkSequences(name: string, sequences: readonly ClipSequence[], layout: SequenceLayout): void {
  if (sequences.length === 0) throw new RangeError(`"${name}" must not be empty`);
  const { bands, pitchChannels } = layout;
  for (const [i, sequence] of sequences.entries()) {
    const { energies, pitch } = sequence;
    const hops = hopsOf(sequence, layout);
    if (!(hops > 0 && Number.isInteger(hops))) {
      throw new RangeError(
        `"${name}[${i}].energies" must hold hops of ${bands} bands, at least one, got ${energies.length} numbers`,
      );
    }
    const wanted = hops * pitchChannels;
    if ((pitch?.length ?? 0) !== wanted) {
      throw new RangeError(
        `"${name}[${i}].pitch" must hold ${hops} hops of ${pitchChannels} channels = ${wanted} numbers, got ${pitch?.length ?? 0}`,
      );
    }
    const broken = [...energies, ...(pitch ?? [])].find((value) => !Number.isFinite(value));
    if (broken !== undefined) throw new RangeError(`"${name}[${i}]" must be finite, got ${broken}`);
  }
}
