import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join } from "node:path";

import { RavdessArchiveError, reasonOf } from "./archive-error.js";
import type { ClipStore } from "./clip-store.js";

/** Lists a folder and its subfolders. Links are followed, and a folder that is reached twice is listed once. */
export async function openFolder(path: string, signal?: AbortSignal): Promise<ClipStore> {
  const names: string[] = [];
  const visited = new Set<string>();
  const list = async (folder: string): Promise<void> => {
    signal?.throwIfAborted();
    const full = join(path, folder);
    const real = await realpath(full);
    if (visited.has(real)) return;
    visited.add(real);
    for (const found of await readdir(full, { withFileTypes: true })) {
      const name = folder === "" ? found.name : `${folder}/${found.name}`;
      const kind = found.isSymbolicLink() ? await stat(join(path, name)).catch(() => undefined) : found;
      if (kind?.isDirectory() === true) await list(name);
      else if (kind?.isFile() === true) names.push(name);
    }
  };
  try {
    await list("");
  } catch (cause) {
    signal?.throwIfAborted();
    throw new RavdessArchiveError(`cannot read the folder "${path}": ${reasonOf(cause)}`, { path, cause });
  }
  return {
    names,
    async read(name) {
      try {
        return new Uint8Array(await readFile(join(path, name)));
      } catch (cause) {
        const message = `cannot read "${name}" in "${path}": ${reasonOf(cause)}`;
        throw new RavdessArchiveError(message, { path, entry: name, cause });
      }
    },
    close: () => Promise.resolve(),
  };
}
