import { createHash } from "node:crypto";

import { scale2frequency } from "@wader/cwt";
import { createRandom } from "@wader/dsp";
import { type FeatureSettings, type FrameMaker, createFrameMaker } from "@wader/examples/parts/features.js";
import { type Copy, checkLength } from "@wader/examples/parts/frame-collection.js";
import { preprocess } from "@wader/examples/parts/preprocess.js";
import { ScriptError, stopIfAborted } from "@wader/examples/parts/script.js";

import type { FrameSource } from "@wader/models";

import type { Recording } from "./corpora.js";
import { digestOf, sha256 } from "./digest.js";
import type { JobContext, Outcome } from "./perform.js";
import { type FeaturePlan, keyOf, shardOf } from "./plan.js";
import { readJson, writeJson } from "./store.js";
import { arrayMetadata, encodeShard } from "./zarr-shard.js";

/** A recording that cannot be used. */
export interface SetAside {
  readonly recording: string;
  readonly reason: string;
}

/** Which frames of a shard are of one copy of one recording. */
export interface ShardEntry {
  readonly recording: string;
  readonly speaker: string;
  readonly emotion: string;
  readonly copy: Copy;
  /** Signal-to-noise ratio of a noisy copy in dB; `null` for a clean one. */
  readonly snrDb: number | null;
  readonly firstFrame: number;
  readonly frames: number;
}

/** What is written when a shard is complete. */
export interface ShardRecord {
  /** Name of the shard's array: a digest of what it was made from, bytes of the recordings and code included. */
  readonly address: string;
  readonly frames: number;
  /** Of the shard's file. */
  readonly bytes: number;
  readonly sha256: string;
  readonly entries: readonly ShardEntry[];
  readonly setAside: readonly SetAside[];
}

/** Key of what is known of a finished shard. */
export function shardRecordKey(run: string, index: number): string {
  return keyOf(run, "done", `features-${index}.json`);
}

/**
 * Computes the frames of one shard of recordings and writes them as a Zarr array of the run's group. Who does so, when, and how often
 * makes no difference to the bytes: a shard that is complete, of these very recordings, is kept.
 *
 * A recording that cannot be used is set aside with its reason.
 */
export async function performFeatures(
  run: string,
  plan: FeaturePlan,
  index: number,
  context: JobContext,
): Promise<Outcome> {
  const { store, recordings, signal } = context;
  const setAside: SetAside[] = [];
  const members: { readonly recording: Recording; readonly bytes: Uint8Array }[] = [];
  for (const recording of shardOf(plan, index)) {
    await stopIfAborted(signal);
    await settingAside(recording, setAside, async () => {
      members.push({ recording, bytes: await recordings.read(recording) });
    });
  }
  const { version, settings, copies, seed, encoder } = plan;
  const sounds = members.map(({ recording, bytes }) => [recording, sha256(bytes)]);
  const address = digestOf([version, settings, copies, seed, sounds, setAside, encoder]);
  const recordKey = shardRecordKey(run, index);
  const known = await readJson<ShardRecord>(store, recordKey);
  if (known?.address === address && (await isWhole(run, known, context))) return outcomeOf(known);

  const maker = frameMaker(settings);
  const random = createRandom(seed);
  const entries: ShardEntry[] = [];
  let frames = 0;
  const encode = encoder === undefined ? undefined : await encoderOf(context, encoder);
  const output = new Float32Array(maker.shape[0] * maker.shape[1]);
  /** Read one at a time, each before the next. */
  const sourceOf = (samples: Float32Array): FrameSource => {
    const source: FrameSource = {
      length: maker.count(samples),
      frameShape: maker.shape,
      read([frame]) {
        maker.write(samples, frame!, output);
        return output;
      },
    };
    return encode === undefined ? source : encode(source);
  };
  async function* allFrames(): AsyncGenerator<Float32Array, void, void> {
    for (const [done, { recording, bytes }] of members.entries()) {
      await stopIfAborted(signal);
      context.onProgress?.(done, members.length);
      const { id, speaker, emotion } = recording;
      const clip = await settingAside(recording, setAside, () => {
        const made = preprocess(id, bytes, random, settings);
        checkLength(made, settings);
        return Promise.resolve(made);
      });
      if (clip === undefined) continue;
      for (const copy of copies) {
        const source = sourceOf(maker.prepare(clip[copy]));
        const { length: count } = source;
        const snrDb = copy === "noisy" ? clip.snrDb : null;
        entries.push({ recording: id, speaker, emotion, copy, snrDb, firstFrame: frames, frames: count });
        frames += count;
        for (let frame = 0; frame < count; frame++) {
          yield await source.read(Int32Array.of(frame), { epoch: 0 });
        }
      }
    }
  }
  const file = counted(encodeShard(allFrames()));
  await store.write(keyOf(run, address, "c/0/0/0"), file.parts);
  const attributes = attributesOf(plan, maker, entries);
  const dimensionNames = ["frame", "time", encoder === undefined ? "scale" : "latent"];
  const { frameShape } = sourceOf(new Float32Array(0));
  const array = { frames, frameShape, dimensionNames, attributes };
  // Metadata behind the data, and the record last: what is named is there.
  await writeJson(store, keyOf(run, address, "zarr.json"), arrayMetadata(array));
  const record: ShardRecord = { address, frames, ...file.sum(), entries, setAside };
  await writeJson(store, recordKey, record);
  return outcomeOf(record);
}

function outcomeOf({ entries, setAside }: ShardRecord): Outcome {
  return { recordings: new Set(entries.map(({ recording }) => recording)).size, setAside: setAside.length };
}

/** Runs a step with one recording; if it is the recording that fails, notes that. */
async function settingAside<T>(
  recording: Recording,
  setAside: SetAside[],
  step: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    const reason = error.message.startsWith(`${recording.id}: `)
      ? error.message.slice(recording.id.length + 2)
      : error.message;
    setAside.push({ recording: recording.id, reason });
    return undefined;
  }
}

async function isWhole(run: string, { address }: ShardRecord, { store }: JobContext): Promise<boolean> {
  return (await store.has(keyOf(run, address, "zarr.json"))) && store.has(keyOf(run, address, "c/0/0/0"));
}

let lastMaker: { readonly settings: string; readonly maker: FrameMaker } | undefined;

/** One shard after another is made with the same settings: filters are designed once. */
function frameMaker(settings: FeatureSettings): FrameMaker {
  const wanted = JSON.stringify(settings);
  if (lastMaker?.settings !== wanted) lastMaker = { settings: wanted, maker: createFrameMaker(settings) };
  return lastMaker.maker;
}

const encoders = new Map<string, Promise<(frames: FrameSource) => FrameSource>>();

/** Each encoder is loaded once: equal names have equal weights, whatever store they come from. */
function encoderOf({ store }: JobContext, encoder: string): Promise<(frames: FrameSource) => FrameSource> {
  const opened =
    encoders.get(encoder) ??
    // TensorFlow comes with it.
    import("./kept-encoder.js").then(({ openEncoder }) => openEncoder(store, encoder));
  encoders.set(encoder, opened);
  opened.catch(() => encoders.delete(encoder));
  return opened;
}

function attributesOf({ settings, encoder }: FeaturePlan, { scales }: FrameMaker, entries: readonly ShardEntry[]) {
  const { wavelet, sampleRate, timeStep } = settings;
  return {
    ...(encoder !== undefined && { encoder }),
    wavelet,
    sampling_period: timeStep / sampleRate,
    scales,
    frequencies: scales.map((scale) => scale2frequency(wavelet, scale, { samplingPeriod: 1 / sampleRate })),
    entries,
  };
}

/** Passes parts on and adds up what they hold. */
function counted(parts: AsyncIterable<Uint8Array>) {
  const hash = createHash("sha256");
  let bytes = 0;
  async function* pass(): AsyncGenerator<Uint8Array, void, void> {
    for await (const part of parts) {
      hash.update(part);
      bytes += part.length;
      yield part;
    }
  }
  return { parts: pass(), sum: () => ({ bytes, sha256: hash.digest("hex") }) };
}
