import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { createRandom, decodeWav, resample, toMono } from "@wader/dsp";
import { type SpeechTrack, describeSpeech, trackSpeech } from "@wader/emotion";
import type { Utterance } from "@wader/ravdess";

import { writeAtomically } from "../atomic.js";
import type { Clips } from "../clips.js";
import { sampleRate } from "../preprocess.js";
import { startProgress } from "../progress.js";
import { ScriptError, stopIfAborted } from "../script.js";
import { augment, augmentation } from "./augment.js";

/** Augmented copies of each clip. */
export const copiesPerClip = 8;
/** Bands of the bank for speech, semitones and strength of the pitch. */
const trackWidth = 82;

/** Counts up when a change of the code makes what is kept on the disk worthless. */
const version = 1;

/** Statistics of a clip and of its copies. */
export interface DescribedClip {
  readonly utterance: Utterance;
  /** The clip itself, then its augmented copies. */
  readonly rows: readonly Float32Array[];
  /** Equal for clips of equal sound. */
  readonly fingerprint: string;
}

/**
 * Describes every clip and {@link copiesPerClip} augmented copies of it. What was computed before is read from `folder`, where each
 * file is named by the recording's own bytes, so that files of other recordings or settings are never taken for it.
 *
 * @param copySeed - Seed from which the copies are drawn, for each clip on its own.
 */
export async function describeClips(
  folder: string,
  clips: Clips,
  copySeed: number,
  signal: AbortSignal,
): Promise<DescribedClip[]> {
  const described: DescribedClip[] = [];
  const progress = startProgress("Describing clips", clips.utterances.length, "clips");
  for (const utterance of clips.utterances) {
    await stopIfAborted(signal);
    const bytes = await clips.read(utterance);
    const name = `${utterance.id}-${digest(bytes, version)}`;
    const track = await kept(
      join(folder, "tracks", name),
      (values) => values.length > 0 && values.length % trackWidth === 0,
      () => trackOf(utterance.id, bytes),
    );
    const copies = JSON.stringify({ copySeed, copiesPerClip, augmentation, version });
    const statistics = await kept(
      join(folder, "statistics", `${name}-${digest(copies, version)}`),
      (values) => values.length > 0 && values.length % (copiesPerClip + 1) === 0,
      () => statisticsOf(track, createRandom(copySeed).spawn(`copies of ${utterance.id}`)),
    );
    const width = statistics.length / (copiesPerClip + 1);
    const rows = Array.from({ length: copiesPerClip + 1 }, (_, k) => statistics.subarray(k * width, (k + 1) * width));
    described.push({ utterance, rows, fingerprint: digest(new Uint8Array(track.buffer), version) });
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

/** Log powers of the bands, semitones and strength of each hop from the first sound to the last: `[hops, 82]`. */
function trackOf(id: string, bytes: Uint8Array): Float32Array {
  try {
    const audio = decodeWav(bytes);
    const x = resample(toMono(audio), audio.sampleRate, sampleRate);
    const { bands, pitch } = trackSpeech(x);
    const rows = [...bands, pitch.semitones, pitch.strength];
    return Float32Array.from(
      { length: bands[0]!.length * trackWidth },
      (_, at) => rows[at % trackWidth]![Math.floor(at / trackWidth)]!,
    );
  } catch (error) {
    throw new ScriptError(`${id}: ${(error as Error).message}`, { cause: error });
  }
}

/** Statistics of the clip and of its copies, one after the other. */
function statisticsOf(track: Float32Array, random: ReturnType<typeof createRandom>): Float32Array {
  const column = (i: number): Float64Array =>
    Float64Array.from({ length: track.length / trackWidth }, (_, t) => track[t * trackWidth + i]!);
  const clip: SpeechTrack = {
    bands: Array.from({ length: trackWidth - 2 }, (_, i) => column(i)),
    pitch: { semitones: column(trackWidth - 2), strength: column(trackWidth - 1) },
  };
  const versions = [clip, ...Array.from({ length: copiesPerClip }, (_, k) => augment(clip, random.spawn(k)))];
  const rows = versions.map(describeSpeech);
  const all = new Float32Array(rows.length * rows[0]!.length);
  for (const [k, row] of rows.entries()) all.set(row, k * row.length);
  return all;
}

function digest(content: Uint8Array | string, salt: number): string {
  return createHash("sha256").update(String(salt)).update(content).digest("hex").slice(0, 16);
}
