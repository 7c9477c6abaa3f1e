import type { Utterance } from "@wader/ravdess";
import { openRavdess } from "@wader/ravdess/node";

import { speakCorpus } from "../corpus.js";
import { type Progress, startProgress } from "./progress.js";
import { ScriptError } from "./script.js";

/** Where the built-in corpus is kept once it has been spoken. */
const corpusFolder = "out/corpus";

/** Recordings that are read one after the other. */
export interface Clips {
  /** What to call them in reports. */
  readonly name: string;
  /** True for the built-in corpus, which a synthesiser speaks. */
  readonly synthetic: boolean;
  /** Speech, in order of actor, then of id. */
  readonly utterances: readonly Utterance[];
  read(utterance: Utterance): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Which recordings to open. */
export interface ClipChoice {
  /** Folder or zip of RAVDESS; the built-in corpus if absent. */
  readonly data: string | undefined;
  /** Speakers to take; all if absent. The built-in corpus speaks as many as the largest number asks for. */
  readonly actors?: readonly number[] | undefined;
  readonly signal: AbortSignal;
}

/** Speakers of the built-in corpus, unless one of a higher number is asked for. */
const builtInActors = 6;

/**
 * Opens RAVDESS recordings, or speaks the built-in corpus first.
 *
 * @throws {ScriptError} If no clip of the speakers asked for is there.
 */
export async function openClips(choice: ClipChoice): Promise<Clips> {
  const { data, actors, signal } = choice;
  const folder = data ?? (await speak(Math.max(builtInActors, ...(actors ?? [])), signal));
  const corpus = await openRavdess(folder, { signal });
  const wanted = new Set(actors);
  const utterances = corpus.utterances
    .filter(({ channel, actor }) => channel === "speech" && (actors === undefined || wanted.has(actor)))
    .toSorted((a, b) => a.actor - b.actor);
  if (utterances.length === 0) {
    await corpus.close();
    throw new ScriptError(`${folder} holds no speech${actors === undefined ? "" : ` of actors ${actors.join(", ")}`}`);
  }
  return {
    name: data === undefined ? "the built-in corpus (synthetic speech)" : data,
    synthetic: data === undefined,
    utterances,
    read: (utterance) => corpus.read(utterance),
    close: () => corpus.close(),
  };
}

async function speak(actors: number, signal: AbortSignal): Promise<string> {
  let progress: Progress | undefined;
  await speakCorpus(corpusFolder, {
    actors,
    signal,
    onProgress({ done, total }) {
      if (done === total && progress === undefined) return;
      progress ??= startProgress("Speaking the built-in corpus", total, "clips", done);
      progress.update(done);
    },
  });
  progress?.finish();
  return corpusFolder;
}
