import { createObjectStore } from "./object-store.js";
import { createFolderStore } from "./folder-store.js";

/** Content that is written in one piece, or part by part. */
export type Content = Uint8Array | AsyncIterable<Uint8Array>;

/** Where results are kept: keys such as `features-1a2b/plan.json`, each with bytes that appear whole or not at all. */
export interface Store {
  /** What to call it in messages; holds no secret. */
  readonly name: string;
  /** The folder, where the store is one. */
  readonly folder?: string;
  /** `undefined` if nothing is there. */
  read(key: string): Promise<Uint8Array | undefined>;
  /** @throws {StoreError} If the store is full, read-only, closed to us or out of reach. */
  write(key: string, content: Content): Promise<void>;
  has(key: string): Promise<boolean>;
  /** Keys that begin with `prefix`, sorted. */
  list(prefix: string): Promise<string[]>;
  remove(key: string): Promise<void>;
}

/**
 * Opens a store: a folder, or `s3+https://host/bucket/prefix`, or `s3+http://` for one without TLS. Keys for the latter come from the
 * environment: S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, S3_REGION.
 */
export function openStore(location: string): Store {
  return location.startsWith("s3+") ? createObjectStore(location) : createFolderStore(location);
}

/**
 * Writes and removes a few bytes, so that a store of no use is found out before any work is done.
 *
 * @throws {StoreError}
 */
export async function checkWritable(store: Store, who: string): Promise<void> {
  const key = `probe/${who}`;
  await store.write(key, new TextEncoder().encode(who));
  await store.remove(key);
}

/** Reads JSON. */
export async function readJson<T>(store: Store, key: string): Promise<T | undefined> {
  const bytes = await store.read(key);
  return bytes === undefined ? undefined : (JSON.parse(new TextDecoder().decode(bytes)) as T);
}

/** Writes JSON; equal values give equal bytes. */
export async function writeJson(store: Store, key: string, value: unknown): Promise<void> {
  await store.write(key, new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`));
}
