import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";

import type { Store } from "./store.js";
import { storeFault } from "./store-error.js";

/** Ends the names of files that are being written; `list` leaves them out. */
const partial = ".part";

const largePart = 2 ** 20;

/** A folder, local or shared between machines. A file gets its name when all of it is on the disk. */
export function createFolderStore(folder: string): Store {
  const path = (key: string): string => join(folder, key);
  return {
    name: folder,
    folder,
    read: (key) => readFile(path(key)).catch(absent),
    async write(key, content) {
      const target = path(key);
      const temporary = `${target}.${randomUUID()}${partial}`;
      try {
        await mkdir(dirname(target), { recursive: true });
        const file = await open(temporary, "wx");
        try {
          if (content instanceof Uint8Array) await file.writeFile(content);
          else for await (const part of inLargeParts(content)) await file.writeFile(part);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(temporary, target);
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => {});
        throw storeFault(folder, error) ?? error;
      }
    },
    has: (key) =>
      stat(path(key)).then(
        () => true,
        () => false,
      ),
    async list(prefix) {
      // Only the folder that the prefix names is walked.
      const root = path(prefix.slice(0, prefix.lastIndexOf("/") + 1));
      const found = (await readdir(root, { recursive: true, withFileTypes: true }).catch(absent)) ?? [];
      return found
        .filter((entry) => entry.isFile() && !entry.name.endsWith(partial))
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, "/"))
        .filter((key) => key.startsWith(prefix))
        .sort();
    },
    remove: (key) => rm(path(key), { force: true }),
  };
}

/** Joins small parts: each that is written costs a round through another thread. */
async function* inLargeParts(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of parts) {
    waiting.push(part);
    bytes += part.length;
    if (bytes < largePart) continue;
    yield Buffer.concat(waiting);
    [waiting, bytes] = [[], 0];
  }
  yield Buffer.concat(waiting);
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
  throw error;
}
