import { S3mini } from "s3mini";

import { UsageError } from "@wader/examples/parts/command-line.js";

import type { Content, Store } from "./store.js";
import { StoreError } from "./store-error.js";

const attempts = 4;
const firstDelayMs = 500;
/** A request that takes longer has met a network that is down. */
const requestMs = 60_000;

/**
 * An S3-compatible object store, `s3+https://host/bucket/prefix`. A PUT appears whole or not at all by the protocol. A request that
 * fails is tried again a few times, with a growing delay.
 *
 * @throws {UsageError} If the address is of another form or holds a secret, or the environment holds no keys.
 */
export function createObjectStore(location: string): Store {
  const { endpoint, prefix } = parseLocation(location);
  const s3 = new S3mini({
    endpoint,
    accessKeyId: secret("S3_ACCESS_KEY_ID"),
    secretAccessKey: secret("S3_SECRET_ACCESS_KEY"),
    region: process.env["S3_REGION"] ?? "auto",
    requestAbortTimeout: requestMs,
  });
  const full = (key: string): string => `${prefix}${key}`;
  const tried = <T>(what: string, request: () => Promise<T>): Promise<T> => withAttempts(location, what, request);
  return {
    name: location,
    async read(key) {
      const bytes = await tried("read", () => s3.getObjectArrayBuffer(full(key)));
      return bytes === null ? undefined : new Uint8Array(bytes);
    },
    async write(key, content) {
      const bytes = await collect(content);
      await tried("write", () => s3.putAnyObject(full(key), bytes, "application/octet-stream"));
    },
    has: async (key) => (await tried("read", () => s3.objectExists(full(key)))) === true,
    async list(wanted) {
      const found = (await tried("list", () => s3.listObjects("/", full(wanted)))) ?? [];
      return found.map(({ Key }) => Key.slice(prefix.length)).sort();
    },
    async remove(key) {
      await tried("write", () => s3.deleteObject(full(key)));
    },
  };
}

function parseLocation(location: string): { endpoint: string; prefix: string } {
  const url = URL.canParse(location.slice(3)) ? new URL(location.slice(3)) : undefined;
  const [bucket, ...folders] = url?.pathname.split("/").filter((part) => part !== "") ?? [];
  if (url === undefined || bucket === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UsageError('an object store is named as "s3+https://host/bucket/prefix"');
  }
  if (url.username !== "" || url.password !== "") {
    throw new UsageError(
      "keys of an object store belong in S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, not in its address",
    );
  }
  return { endpoint: `${url.origin}/${bucket}`, prefix: folders.map((folder) => `${folder}/`).join("") };
}

function secret(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new UsageError(`an object store needs ${name} in the environment`);
  return value;
}

async function collect(content: Content): Promise<Uint8Array> {
  if (content instanceof Uint8Array) return content;
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts);
}

async function withAttempts<T>(location: string, what: string, request: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      const status = (error as { status?: number }).status ?? 0;
      const final = status >= 400 && status < 500 && status !== 408 && status !== 429;
      if (final || attempt === attempts) throw new StoreError(explain(location, what, status), { cause: error });
      await new Promise((resolve) => setTimeout(resolve, firstDelayMs * 2 ** (attempt - 1)));
    }
  }
}

/** The library's own messages hold requests, and those hold signatures. */
function explain(location: string, what: string, status: number): string {
  if (status === 401 || status === 403)
    return `the store ${location} refuses to ${what}: check its keys and their rights`;
  if (status === 404) return `the store ${location} is not there`;
  if (status === 507) return `the store ${location} takes nothing: no space left`;
  return `the store ${location} does not ${what}: ${status === 0 ? "out of reach" : `it answered ${status}`}`;
}
