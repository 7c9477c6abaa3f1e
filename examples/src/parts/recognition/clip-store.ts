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
import { augment, augmentation } from "./augment.js";
import { type Condition, degrade } from "./conditions.js";
import { type Features, featuresOf } from "./features.js";
import { networkSequence } from "./network-sequence.js";

/** Augmented copies of each clip. */
export const copiesPerClip = 8;

/** Counts up when a change of the code makes what is kept on the disk worthless. */
const version = 2;

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
  /** Augmented copies of each clip. Default: {@link copiesPerClip}. */
  readonly copies?: number;
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
  const { features = featuresOf("wavelet"), condition, copies = copiesPerClip } = options;
  const { bank, variant } = features;
  const described: DescribedClip[] = [];
  const what = condition === undefined ? "Describing clips" : `Describing clips, ${condition.name}`;
  const progress = startProgress(what, clips.utterances.length, "clips");
  for (const utterance of clips.utterances) {
    await stopIfAborted(signal);
    const { id } = utterance;
    const bytes = await clips.read(utterance);
    // Noise is drawn anew for each seed; what is not drawn is shared by all.
    const sound = digest(bytes, JSON.stringify({ bank, version, ...(condition && { condition, seed }) }));
    const width = features.bands + 2;
    const track = await kept(
      join(folder, "tracks", `${id}-${sound}`),
      (values) => values.length > 0 && values.length % width === 0,
      () =>
        trackOf(id, bytes, (x) =>
          features.track(
            condition === undefined ? x : degrade(x, condition, createRandom(seed).spawn(`noise on ${id}`)),
          ),
        ),
    );
    const settings = digest(
      sound,
      JSON.stringify({ copies, ...(copies > 0 && { seed, augmentation }), ...(variant && { variant }), version }),
    );
    const statistics = await kept(
      join(folder, "statistics", `${id}-${settings}`),
      (values) => values.length > 0 && values.length % (copies + 1) === 0,
      () => statisticsOf(track, features, copies, createRandom(seed).spawn(`copies of ${id}`)),
    );
    const length = statistics.length / (copies + 1);
    const rows = Array.from({ length: copies + 1 }, (_, k) =>
      features.select(statistics.subarray(k * length, (k + 1) * length)),
    );
    described.push({
      utterance,
      rows,
      fingerprint: digest(new Uint8Array(track.buffer), String(version)),
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
  compute: () => Float32Array,
): Promise<Float32Array> {
  const bytes = await readFile(`${path}.f32`).catch(() => undefined);
  if (bytes !== undefined && bytes.length % 4 === 0) {
    const values = new Float32Array(new Uint8Array(bytes).buffer);
    if (fits(values)) return values;
  }
  const values = compute();
  await writeAtomically(`${path}.f32`, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return values;
}

/** Log powers of the bands, semitones and strength of each hop from the first sound to the last: `[hops, bands + 2]`. */
function trackOf(id: string, bytes: Uint8Array, track: (x: Float32Array) => SpeechTrack): Float32Array {
  try {
    const audio = decodeWav(bytes);
    const { bands, pitch } = track(resample(toMono(audio), audio.sampleRate, sampleRate));
    const rows = [...bands, pitch.semitones, pitch.strength];
    return Float32Array.from(
      { length: bands[0]!.length * rows.length },
      (_, at) => rows[at % rows.length]![Math.floor(at / rows.length)]!,
    );
  } catch (error) {
    throw new ScriptError(`${id}: ${(error as Error).message}`, { cause: error });
  }
}

/** Statistics of the clip and of its copies, one after the other. */
function statisticsOf(track: Float32Array, features: Features, copies: number, random: Random): Float32Array {
  const width = features.bands + 2;
  const column = (i: number): Float64Array =>
    Float64Array.from({ length: track.length / width }, (_, t) => track[t * width + i]!);
  const clip: SpeechTrack = {
    bands: Array.from({ length: features.bands }, (_, i) => column(i)),
    pitch: { semitones: column(width - 2), strength: column(width - 1) },
  };
  const versions = [clip, ...Array.from({ length: copies }, (_, k) => augment(clip, random.spawn(k), features.origin))];
  const rows = versions.map((each) => features.describe(each));
  const all = new Float32Array(rows.length * rows[0]!.length);
  for (const [k, row] of rows.entries()) all.set(row, k * row.length);
  return all;
}

function digest(content: Uint8Array | string, salt: string): string {
  return createHash("sha256").update(salt).update(content).digest("hex").slice(0, 16);
}
