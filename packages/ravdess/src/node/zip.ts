import { promisify } from "node:util";
import { constants, inflateRaw } from "node:zlib";

import crc32 from "crc-32";
import yauzl from "yauzl";

import { RavdessArchiveError, reasonOf } from "./archive-error.js";
import type { ClipStore } from "./clip-store.js";

// The longest recording of RAVDESS has 1.1 MB. The limit keeps a forged size from taking all memory.
const maxEntryBytes = 64 * 2 ** 20;

const inflate = promisify(inflateRaw);

/**
 * Opens a zip archive for reading entries in any order, straight from the file. The directory at its end is read once;
 * nothing is unpacked to disk, and memory holds only the entries that are being read.
 */
export async function openZip(path: string, signal?: AbortSignal): Promise<ClipStore> {
  const refuse = (reason: string, entry?: string, cause?: unknown): RavdessArchiveError => {
    const what = entry === undefined ? `"${path}"` : `"${entry}" in "${path}"`;
    const details = entry === undefined ? { path, cause } : { path, entry, cause };
    return new RavdessArchiveError(`cannot read ${what}: ${reason}`, details);
  };
  let zip: yauzl.ZipFile;
  try {
    // Names are decoded below, so that a refused name can be told.
    zip = await yauzl.openPromise(path, { autoClose: false, decodeStrings: false });
  } catch (cause) {
    throw refuse(reasonOf(cause), undefined, cause);
  }
  // Held open by reads under way; the event comes when the last of them has ended.
  const closed = new Promise<void>((resolve) => zip.once("close", resolve));
  const close = (): Promise<void> => {
    zip.close();
    return closed;
  };

  const entries = new Map<string, yauzl.Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      signal?.throwIfAborted();
      const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
      const name = yauzl.getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
      const fault = yauzl.validateFileName(name);
      if (fault !== null) throw refuse(`the name leaves the archive (${fault})`, name);
      if (name.endsWith("/")) continue;
      if (entries.has(name)) throw refuse("the archive holds two files of this name", name);
      entries.set(name, entry);
    }
  } catch (cause) {
    await close();
    signal?.throwIfAborted();
    throw cause instanceof RavdessArchiveError ? cause : refuse(reasonOf(cause), undefined, cause);
  }
  // A stream that fails is told to its reader; without a listener the archive's own event would end the process.
  zip.on("error", () => {});

  const readRaw = async (entry: yauzl.Entry): Promise<Uint8Array> => {
    const stream = await zip.openReadStreamPromise(entry, { decodeFileData: false });
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream as AsyncIterable<Uint8Array>) chunks.push(chunk);
    return Buffer.concat(chunks, entry.compressedSize);
  };

  return {
    names: [...entries.keys()],
    async read(name) {
      const entry = entries.get(name);
      if (entry === undefined) throw refuse("the archive holds no such file", name);
      const { compressedSize, uncompressedSize: size, compressionMethod } = entry;
      if (Math.max(compressedSize, size) > maxEntryBytes) {
        throw refuse(`it claims ${Math.max(compressedSize, size)} bytes, more than the ${maxEntryBytes} allowed`, name);
      }
      if (!entry.canDecodeFileData()) {
        throw refuse(
          entry.isEncrypted() ? "it is encrypted" : `compression method ${compressionMethod} is unknown`,
          name,
        );
      }
      let bytes: Uint8Array;
      try {
        const raw = await readRaw(entry);
        // In one piece: zlib goes through another thread for each chunk. With one byte more it knows at once that it is done.
        const options = { maxOutputLength: Math.max(size, 1), chunkSize: Math.max(size + 1, constants.Z_MIN_CHUNK) };
        bytes = compressionMethod === 0 ? raw : await inflate(raw, options);
      } catch (cause) {
        throw refuse(reasonOf(cause), name, cause);
      }
      if (bytes.length !== size) throw refuse(`it holds ${bytes.length} bytes instead of ${size}`, name);
      const sum = crc32.buf(bytes) >>> 0;
      if (sum !== entry.crc32) {
        throw refuse(`its checksum is ${sum.toString(16)} instead of ${entry.crc32.toString(16)}`, name);
      }
      return new Uint8Array(bytes);
    },
    close,
  };
}
