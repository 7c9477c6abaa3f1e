import { readFile, readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";

import { RavdessArchiveError, openRavdess } from "@wader/ravdess/node";
import { ScriptError } from "@wader/examples/parts/script.js";

import { type CorpusName, type Recording, grammars } from "./corpora.js";
import { createObjectStore } from "./object-store.js";

/** Recordings of one corpus, read one at a time. */
export interface Recordings {
  /** Sorted by id. */
  readonly all: readonly Recording[];
  /** @throws {ScriptError} If the recording itself is damaged. Any other error is the fault of the disk or the network. */
  read(recording: Recording): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Opens recordings in a folder, in the zip of RAVDESS, or in an object store (`s3+https://host/bucket/prefix`). Files whose names are
 * none of the corpus are passed over.
 *
 * @throws {ScriptError} If no recording is there, or two have one id.
 */
export async function openRecordings(data: string, corpus: CorpusName): Promise<Recordings> {
  const source = await openSource(data, corpus);
  const grammar = grammars[corpus];
  const all = source.paths
    .map((path) => grammar(path))
    .filter((recording) => recording !== undefined)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const twice = all.find(({ id }, i) => id === all[i + 1]?.id);
  if (all.length === 0 || twice !== undefined) {
    await source.close();
    throw new ScriptError(
      twice === undefined
        ? `${data} holds no recording of ${corpus}`
        : `${data} holds two recordings of the name ${twice.id}`,
    );
  }
  return { all, read: ({ path }) => source.read(path), close: () => source.close() };
}

interface Source {
  readonly paths: readonly string[];
  read(path: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

async function openSource(data: string, corpus: CorpusName): Promise<Source> {
  if (data.startsWith("s3+")) return openObjects(data);
  if (corpus !== "ravdess") return openFolder(data);
  const archive = await openRavdess(data);
  const ids = new Map(archive.utterances.map(({ path, id }) => [path, id]));
  return {
    paths: [...ids.keys()],
    read: (path) =>
      archive.read({ id: ids.get(path)! }).catch((error: unknown) => {
        // An archive knows the checksum of each entry.
        const damaged = error instanceof RavdessArchiveError && /checksum|bytes instead of/.test(error.message);
        throw damaged ? new ScriptError(error.message, { cause: error }) : error;
      }),
    close: () => archive.close(),
  };
}

async function openFolder(folder: string): Promise<Source> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return {
    paths: entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, "/")),
    read: (path) => readFile(join(folder, path)),
    close: () => Promise.resolve(),
  };
}

async function openObjects(location: string): Promise<Source> {
  const store = createObjectStore(location);
  return {
    paths: await store.list(""),
    async read(path) {
      const bytes = await store.read(path);
      if (bytes === undefined) throw new Error(`${location} no longer holds ${path}`);
      return bytes;
    },
    close: () => Promise.resolve(),
  };
}
