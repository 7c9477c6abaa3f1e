import { fitStandardizer, standardizeRows } from "@wader/models";

import type { DescribedClip } from "./clip-store.js";

/**
 * Standardises the statistics of each speaker by that speaker's own means and deviations, for each copy apart.
 *
 * No label is used, but all clips of a speaker are, those of the test too: a system could do this only for a voice of which it has
 * heard much already. Figures obtained so must be reported apart.
 */
export function standardizeBySpeaker<T extends Pick<DescribedClip, "utterance" | "rows">>(clips: readonly T[]): T[] {
  const rows = new Map<string, Float32Array[]>(clips.map(({ utterance }) => [utterance.id, []]));
  for (const actor of new Set(clips.map(({ utterance }) => utterance.actor))) {
    const own = clips.filter(({ utterance }) => utterance.actor === actor);
    for (const copy of own[0]!.rows.keys()) {
      const width = own[0]!.rows[copy]!.length;
      const data = new Float32Array(own.length * width);
      for (const [i, clip] of own.entries()) data.set(clip.rows[copy]!, i * width);
      const matrix = { data, shape: [own.length, width] } as const;
      const standard = standardizeRows(matrix, fitStandardizer(matrix));
      for (const [i, { utterance }] of own.entries()) {
        rows.get(utterance.id)!.push(Float32Array.from(standard.data.subarray(i * width, (i + 1) * width)));
      }
    }
  }
  return clips.map((clip) => Object.assign({}, clip, { rows: rows.get(clip.utterance.id)! }));
}
