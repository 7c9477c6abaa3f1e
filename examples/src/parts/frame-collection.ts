import { type Random, createRandom } from "@wader/dsp";
import type { FrameSource } from "@wader/models";
import type { Utterance } from "@wader/ravdess";

import type { Clips } from "./clips.js";
import { type FeatureSettings, createFrameMaker } from "./features.js";
import { type PreprocessedClip, preprocess } from "./preprocess.js";
import { startProgress } from "./progress.js";
import { ScriptError, stopIfAborted } from "./script.js";

/** A clip as it is, or with noise. */
export type Copy = "clean" | "noisy";

/** The frames of one copy of one clip. */
export interface ClipFrames {
  readonly utterance: Utterance;
  readonly copy: Copy;
  /** Signal-to-noise ratio of a noisy copy in dB; `null` for a clean one. */
  readonly snrDb: number | null;
  /** Number of frames, at least 1. */
  readonly frames: number;
}

/** Frames of many clips, wherever they come from. */
export interface FrameCollection {
  readonly settings: FeatureSettings;
  readonly frameShape: readonly [timeSteps: number, scales: number];
  readonly clips: readonly ClipFrames[];
  /** Writes frame `frame` of `clips[clip]` to `output`. */
  readFrame(clip: number, frame: number, output: Float32Array): void | Promise<void>;
  /** Writes a frame from anywhere in `clips[clip]`, varied at random, where frames can be computed so. */
  readVaried?(clip: number, random: Random, output: Float32Array): void;
  /** Frees what a collection on the disk holds open. */
  close?(): Promise<void>;
}

/** Some clips of a collection, as training and evaluation take them. */
export interface FrameTable {
  readonly frames: FrameSource;
  /** Class of each frame. */
  readonly labels: Int32Array;
  /** Place in `clips` of each frame. */
  readonly clipIndex: Int32Array;
  readonly clips: readonly ClipFrames[];
}

/**
 * The frames that `keep` chooses, and the clips that they are of, in the order of the collection.
 *
 * @param vary - Gives, instead of each frame, one from anywhere in its clip, varied at random and anew in every epoch. Only for
 * training, and only where all of a clip trains.
 */
export function selectFrames(
  collection: FrameCollection,
  keep: (clip: ClipFrames, frame: number) => boolean,
  vary?: { readonly seed: number },
): FrameTable {
  if (vary !== undefined && collection.readVaried === undefined) {
    throw new ScriptError("--augment needs frames of --values power that are computed from audio");
  }
  const chosen: number[] = [];
  const places: { readonly place: number; readonly frame: number }[] = [];
  for (const [index, clip] of collection.clips.entries()) {
    const frames = Array.from({ length: clip.frames }, (_, frame) => frame).filter((frame) => keep(clip, frame));
    if (frames.length === 0) continue;
    places.push(...frames.map((frame) => ({ place: chosen.length, frame })));
    chosen.push(index);
  }
  const clips = chosen.map((index) => collection.clips[index]!);
  const [timeSteps, scales] = collection.frameShape;
  const size = timeSteps * scales;
  return {
    clips,
    labels: Int32Array.from(places, ({ place }) => clips[place]!.utterance.emotionIndex),
    clipIndex: Int32Array.from(places, ({ place }) => place),
    frames: {
      length: places.length,
      frameShape: collection.frameShape,
      async read(indices, { epoch }, batch = new Float32Array(indices.length * size)) {
        for (const [i, index] of indices.entries()) {
          const { place, frame } = places[index]!;
          const output = batch.subarray(i * size, (i + 1) * size);
          if (vary === undefined) await collection.readFrame(chosen[place]!, frame, output);
          // By epoch and frame, so that neither order nor an interruption changes it.
          else collection.readVaried!(chosen[place]!, createRandom(`variation ${vary.seed} ${epoch} ${index}`), output);
        }
        return batch;
      },
    },
  };
}

/** Options of {@link preprocessAll} and {@link framesFromAudio}. */
export interface ReadingOptions {
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Told about a clip that cannot be used, which is then left out. Without it the error is thrown. */
  readonly onUnusable?: (error: ScriptError) => void;
}

/**
 * Preprocesses clips one after the other; only the one at hand is in memory.
 *
 * @throws {ScriptError} For a clip that cannot be used, unless `onUnusable` is given.
 */
export async function* preprocessAll(
  clips: Clips,
  utterances: readonly Utterance[],
  settings: FeatureSettings,
  options: ReadingOptions,
): AsyncGenerator<{ readonly utterance: Utterance; readonly clip: PreprocessedClip }, void, void> {
  const random: Random = createRandom(options.seed);
  for (const utterance of utterances) {
    await stopIfAborted(options.signal);
    let clip: PreprocessedClip;
    try {
      clip = preprocess(utterance.id, await clips.read(utterance), random, settings);
      checkLength(clip, settings);
    } catch (error) {
      if (options.onUnusable === undefined || !(error instanceof ScriptError)) throw error;
      options.onUnusable(error);
      continue;
    }
    yield { utterance, clip };
  }
}

/** Throws unless a clip has at least one frame. */
export function checkLength(clip: PreprocessedClip, { frameSamples, pad }: FeatureSettings): void {
  if (pad === true || clip.clean.length >= frameSamples) return;
  const seconds = (samples: number): string => (samples / clip.sampleRate).toFixed(2);
  throw new ScriptError(
    `${clip.id}: ${seconds(clip.clean.length)} s of sound after trimming, shorter than one frame of ${seconds(frameSamples)} s`,
  );
}

/**
 * Frames that are computed when they are asked for. Memory holds the preprocessed audio, 64 kB a second and copy, and no frame.
 */
export async function framesFromAudio(
  clips: Clips,
  utterances: readonly Utterance[],
  settings: FeatureSettings,
  copies: readonly Copy[],
  options: ReadingOptions,
): Promise<FrameCollection> {
  const maker = createFrameMaker(settings);
  const entries: ClipFrames[] = [];
  const signals: Float32Array[] = [];
  const progress = startProgress("Reading clips", utterances.length, "clips");
  let done = 0;
  for await (const { utterance, clip } of preprocessAll(clips, utterances, settings, options)) {
    for (const copy of copies) {
      const samples = maker.prepare(clip[copy]);
      signals.push(samples);
      entries.push({ utterance, copy, snrDb: copy === "noisy" ? clip.snrDb : null, frames: maker.count(samples) });
    }
    progress.update(++done);
  }
  progress.finish();
  return {
    settings,
    frameShape: maker.shape,
    clips: entries,
    readFrame: (clip, frame, output) => maker.write(signals[clip]!, frame, output),
    ...(maker.writeVaried === undefined
      ? {}
      : { readVaried: (clip, random, output) => maker.writeVaried!(signals[clip]!, random, output) }),
  };
}
