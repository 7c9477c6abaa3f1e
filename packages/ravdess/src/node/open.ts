import { stat } from "node:fs/promises";

import { compareKeys } from "../fold.js";
import { parseRavdessName, RavdessNameError, type Utterance } from "../filename.js";
import { RavdessArchiveError, reasonOf } from "./archive-error.js";
import { openFolder } from "./folder.js";
import { openZip } from "./zip.js";

/** RAVDESS recordings in a folder or zip archive, read one at a time. */
export interface RavdessCorpus {
  /** The recordings, sorted by `id`; `path` is relative to the folder or archive, with `/` between folders. */
  readonly utterances: readonly Utterance[];
  /** Files that are not RAVDESS recordings, sorted: other names and extensions, hidden files, leftovers of macOS archives. */
  readonly ignored: readonly string[];
  /**
   * Bytes of one recording, as stored: a whole WAV file in a buffer of its own. Any number of reads may run side by side.
   *
   * @param utterance - One of `utterances`, or its `id`.
   * @throws {RangeError} If the corpus has no such recording.
   * @throws {RavdessArchiveError} If it cannot be read, or in an archive its size or checksum is wrong.
   * @throws {Error} If the corpus is closed.
   */
  read(utterance: Pick<Utterance, "id">): Promise<Uint8Array<ArrayBuffer>>;
  /** Ends access. Reads under way still complete. Calling it again does nothing. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Options of {@link openRavdess}. */
export interface OpenRavdessOptions {
  /** Stops the scan of a large folder or archive; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Opens RAVDESS in a folder, searched with all its subfolders, or straight from a zip archive, which is never unpacked to disk.
 *
 * Every `.wav` file with a RAVDESS name is an utterance, speech and song alike, whatever the folder is called. Memory holds the
 * list of names and the recordings that are being read, nothing else.
 *
 * @param path - Folder or zip archive, such as the official `Audio_Speech_Actors_01-24.zip`.
 * @param options - `signal`, to interrupt the scan.
 * @returns The recordings by name and a function that reads one.
 * @throws {TypeError} If `path` is not a string.
 * @throws {RavdessArchiveError} If there is nothing at `path`, it is not a zip archive, the archive is damaged or has a name
 *   with `..` or an absolute path, it holds no recording, or holds one recording twice.
 *
 * @example
 * const corpus = await openRavdess("Audio_Speech_Actors_01-24.zip");
 * for (const utterance of corpus.utterances) {
 *   const bytes = await corpus.read(utterance);
 * }
 * await corpus.close();
 */
export async function openRavdess(path: string, options: OpenRavdessOptions = {}): Promise<RavdessCorpus> {
  if (typeof path !== "string")
    throw new TypeError(`"path" must be a string, got ${path === null ? "null" : typeof path}`);
  const { signal } = options;
  signal?.throwIfAborted();
  const stats = await stat(path).catch((cause: unknown) => {
    throw new RavdessArchiveError(`cannot open "${path}": ${reasonOf(cause)}`, { path, cause });
  });
  const store = stats.isDirectory() ? await openFolder(path, signal) : await openZip(path, signal);

  const utterances = new Map<string, Utterance>();
  const ignored: string[] = [];
  try {
    for (const name of store.names) {
      const utterance = parseClip(name);
      if (utterance === undefined) {
        ignored.push(name);
        continue;
      }
      const other = utterances.get(utterance.id);
      if (other !== undefined) {
        const message = `"${path}" holds ${utterance.id} twice: "${other.path}" and "${name}"`;
        throw new RavdessArchiveError(message, { path, entry: name });
      }
      utterances.set(utterance.id, utterance);
    }
    if (utterances.size === 0) {
      throw new RavdessArchiveError(`"${path}" holds no RAVDESS recording among ${ignored.length} files`, { path });
    }
  } catch (error) {
    await store.close();
    throw error;
  }

  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= store.close());
  return {
    utterances: [...utterances.values()].sort((a, b) => compareKeys(a.id, b.id)),
    ignored: ignored.sort(compareKeys),
    async read({ id }) {
      const utterance = utterances.get(id);
      if (utterance === undefined) throw new RangeError(`"${path}" holds no recording "${id}"`);
      if (closed !== undefined) throw new Error(`"${path}" is closed`);
      return store.read(utterance.path);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function parseClip(name: string): Utterance | undefined {
  if (!/\.wav$/i.test(name) || name.split("/").some((part) => part.startsWith(".") || part === "__MACOSX"))
    return undefined;
  try {
    return parseRavdessName(name);
  } catch (error) {
    if (error instanceof RavdessNameError) return undefined;
    throw error;
  }
}
