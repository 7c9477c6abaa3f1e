import { mkdtemp, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";

import type { Store } from "./store.js";

/** A part of a store as a folder on this machine. */
export interface StoreFolder {
  readonly path: string;
  /** Brings what is new in the folder into the store. */
  save(): Promise<void>;
  /** Frees the folder. What was not saved is lost. */
  close(): Promise<void>;
}

/**
 * Opens all keys below a prefix as files, for code that reads and writes files. In a store that is a folder it is that folder itself;
 * for an object store it is a temporary copy.
 *
 * @param options.fetch - Whether what is in the store is needed.
 */
export async function openStoreFolder(store: Store, prefix: string, options: { fetch: boolean }): Promise<StoreFolder> {
  if (store.folder !== undefined) {
    const path = join(store.folder, prefix);
    await mkdir(path, { recursive: true });
    return { path, save: () => Promise.resolve(), close: () => Promise.resolve() };
  }
  const path = await mkdtemp(join(tmpdir(), "wader-store-"));
  const saved = new Map<string, number>();
  const changed = async (file: string): Promise<boolean> => saved.get(file) !== (await stat(file)).mtimeMs;
  if (options.fetch) {
    for (const key of await store.list(`${prefix}/`)) {
      const file = join(path, key.slice(prefix.length + 1));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, (await store.read(key))!);
      saved.set(file, (await stat(file)).mtimeMs);
    }
  }
  return {
    path,
    async save() {
      for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
        const file = join(entry.parentPath, entry.name);
        if (!entry.isFile() || entry.name.endsWith(".part") || !(await changed(file))) continue;
        const { mtimeMs } = await stat(file);
        await store.write(`${prefix}/${relative(path, file).replaceAll(sep, "/")}`, await readFile(file));
        saved.set(file, mtimeMs);
      }
    },
    close: () => rm(path, { recursive: true, force: true }),
  };
}
