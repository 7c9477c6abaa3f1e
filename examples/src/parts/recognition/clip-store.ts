import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { type Random, createRandom, decodeWav, resample, toMono } from "@wader/dsp";
import type { SpeechTrack } from "@wader/emotion";
import type { ClipSequence } from "@wader/models";
import type { Utterance } from "@wader/ravdess";

import { writeAtomically } from "../atomic.js";
import type { Clips } from "../clips.js";
import { sampleRate } from "../preprocess.js";
import { startProgress } from "../progress.js";
import { ScriptError, stopIfAborted } from "../script.js";
import { type Augmentation, augment, augmentation } from "./augment.js";
import { type Condition, degrade } from "./conditions.js";
import { type Features, featuresOf } from "./features.js";
import { networkSequence } from "./network-sequence.js";

/** Augmented copies of each clip. */
export const copiesPerClip = 8;

/** Copies that are drawn. */
export interface Copies {
  readonly count: number;
  readonly within: Augmentation;
  /** Copies of another name are drawn anew. */
  readonly name: string;
}

/** The clip alone. */
export const noCopies: Copies = { count: 0, within: augmentation, name: "none" };

const usualCopies: Copies = { count: copiesPerClip, within: augmentation, name: "copies" };

/** Count up when a change of the code makes what is kept on the disk worthless: of tracks, and of the statistics of the same tracks. */
const versions = { tracks: 3, statistics: 3 } as const;

/** Statistics of a clip and of its copies. */
export interface DescribedClip {
  readonly utterance: Utterance;
  /** The clip itself, then its augmented copies. */
  readonly rows: readonly Float32Array[];
  /** Equal for clips of equal sound. */
  readonly fingerprint: string;
  /** The clip itself as a network takes it. */
  readonly sequence: ClipSequence;
}

/** What may differ from the recipe that trains. */
export interface DescribeOptions {
  /** Default: those of wavelets. */
  readonly features?: Features;
  /** What is done to the sound of every clip before anything else. Default: nothing. */
  readonly condition?: Condition;
  /** Augmented copies of each clip. Default: {@link copiesPerClip} within `augmentation`. */
  readonly copies?: Copies;
}

/**
 * Describes every clip and augmented copies of it. What was computed before is read from `folder`, where each file is named by the
 * recording's own bytes, so that files of other recordings or settings are never taken for it.
 *
 * @param seed - Seed from which copies and noise are drawn, for each clip on its own.
 */
export async function describeClips(
  folder: string,
  clips: Clips,
  seed: number,
  signal: AbortSignal,
  options: DescribeOptions = {},
): Promise<DescribedClip[]> {
  const { features = featuresOf("wavelet"), condition, copies = usualCopies } = options;
  const { bank, variant } = features;
  const described: DescribedClip[] = [];
  const what = condition === undefined ? "Describing clips" : `Describing clips, ${condition.name}`;
  const progress = startProgress(what, clips.utterances.length, "clips");
  for (const utterance of clips.utterances) {
    await stopIfAborted(signal);
    const { id } = utterance;
    const bytes = await clips.read(utterance);
    // Noise is drawn anew for each seed; what is not drawn is shared by all.
    const sound = digest(
      bytes,
      JSON.stringify({ bank, version: versions.tracks, ...(condition && { condition, seed }) }),
    );
    const width = features.bands + 2;
    const track = await kept(
      join(folder, "tracks", `${id}-${sound}`),
      (values) => values.length > 0 && values.length % width === 0,
      async () => {
        if (condition === undefined) return trackOf(id, decoded(id, bytes), features);
        // Heard under several conditions, so that decoding and resampling are worth keeping.
        const x = await kept(
          join(folder, "sound", `${id}-${digest(bytes, String(versions.tracks))}`),
          (values) => values.length > 0,
          () => decoded(id, bytes),
        );
        return trackOf(id, degrade(x, condition, createRandom(seed).spawn(`${condition.name}, ${id}`)), features);
      },
    );
    const settings = digest(
      sound,
      JSON.stringify({
        ...(copies.count > 0 && { copies, seed }),
        ...(variant && { variant }),
        version: versions.statistics,
      }),
    );
    const statistics = await kept(
      join(folder, "statistics", `${id}-${settings}`),
      (values) => values.length > 0 && values.length % (copies.count + 1) === 0,
      () => statisticsOf(track, features, copies, createRandom(seed).spawn(`${copies.name} of ${id}`)),
    );
    const length = statistics.length / (copies.count + 1);
    const rows = Array.from({ length: copies.count + 1 }, (_, k) =>
      features.select(statistics.subarray(k * length, (k + 1) * length)),
    );
    described.push({
      utterance,
      rows,
      fingerprint: digest(new Uint8Array(track.buffer), String(versions.tracks)),
      sequence: networkSequence(track, width),
    });
    progress.update(described.length);
  }
  progress.finish();
  return described;
}

/** Reads numbers from a file, or computes them and writes it. */
async function kept(
  path: string,
  fits: (values: Float32Array) => boolean,
  compute: () => Float32Array | Promise<Float32Array>,
): Promise<Float32Array> {
  const bytes = await readFile(`${path}.f32`).catch(() => undefined);
  if (bytes !== undefined && bytes.length % 4 === 0) {
    const values = new Float32Array(new Uint8Array(bytes).buffer);
    if (fits(values)) return values;
  }
  const values = await compute();
  await writeAtomically(`${path}.f32`, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return values;
}

function decoded(id: string, bytes: Uint8Array): Float32Array {
  return ofClip(id, () => {
    const audio = decodeWav(bytes);
    return resample(toMono(audio), audio.sampleRate, sampleRate);
  });
}

/** Log powers of the bands, semitones and strength of each hop from the first sound to the last: `[hops, bands + 2]`. */
function trackOf(id: string, x: Float32Array, { track }: Features): Float32Array {
  const { bands, pitch } = ofClip(id, () => track(x));
  const rows = [...bands, pitch.semitones, pitch.strength];
  return Float32Array.from(
    { length: bands[0]!.length * rows.length },
    (_, at) => rows[at % rows.length]![Math.floor(at / rows.length)]!,
  );
}

/** What `work` gives; what it throws names the clip. */
function ofClip<T>(id: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new ScriptError(`${id}: ${(error as Error).message}`, { cause: error });
  }
}

/** Statistics of the clip and of its copies, one after the other. */
function statisticsOf(
  track: Float32Array,
  features: Features,
  { count, within }: Copies,
  random: Random,
): Float32Array {
  const width = features.bands + 2;
  const column = (i: number): Float64Array =>
    Float64Array.from({ length: track.length / width }, (_, t) => track[t * width + i]!);
  const clip: SpeechTrack = {
    bands: Array.from({ length: features.bands }, (_, i) => column(i)),
    pitch: { semitones: column(width - 2), strength: column(width - 1) },
  };
  const told = [
    clip,
    ...Array.from({ length: count }, (_, k) => augment(clip, random.spawn(k), features.origin, within)),
  ];
  const rows = told.map((each) => features.describe(each));
  const all = new Float32Array(rows.length * rows[0]!.length);
  for (const [k, row] of rows.entries()) all.set(row, k * row.length);
  return all;
}

function digest(content: Uint8Array | string, salt: string): string {
  return createHash("sha256").update(salt).update(content).digest("hex").slice(0, 16);
}
