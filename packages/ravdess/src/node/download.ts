import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { reasonOf } from "./archive-error.js";

/** The official speech archive: record 1188976 of Zenodo. */
const official = {
  name: "Audio_Speech_Actors_01-24.zip",
  url: "https://zenodo.org/records/1188976/files/Audio_Speech_Actors_01-24.zip?download=1",
  bytes: 208_468_073,
  md5: "bc696df654c87fed845eb13823edef8a",
};

const progressIntervalMs = 100;

/** How far a download has come. */
export interface DownloadProgress {
  /** Bytes on disk, those of an earlier, interrupted download included. */
  readonly receivedBytes: number;
  readonly totalBytes: number;
  /** Mean rate of this call; what was on disk before does not count. */
  readonly bytesPerSecond: number;
  /** Unknown until the first bytes have arrived. */
  readonly secondsLeft: number | undefined;
}

/** Options of {@link downloadRavdess}. */
export interface DownloadOptions {
  /** Called at most ten times a second, and once at the end. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Interrupts the download. What has arrived stays on disk, and the next call goes on from there. */
  readonly signal?: AbortSignal;
  /** A mirror of the file. Default: the official one. */
  readonly url?: string;
  /** Size of the file. Default: that of the official one, 208,468,073. */
  readonly expectedBytes?: number;
  /** MD5 checksum of the file, 32 hexadecimal digits. Default: that of the official one. */
  readonly md5?: string;
  /** How many failures in a row, with no byte received in between, are followed by another attempt. Default: 5. */
  readonly retries?: number;
  /** Milliseconds before the first new attempt; doubled with each further one, up to a minute. Default: 1000. */
  readonly retryDelay?: number;
}

/** Why a download failed. */
export type DownloadFailure = "http" | "network" | "checksum" | "disk";

/** A download that failed for good. What has arrived stays on disk, unless it turned out to be wrong. */
export class DownloadError extends Error {
  override readonly name = "DownloadError";
  /**
   * `"http"`: the server refused, see `status`. `"network"`: no connection, or it broke, or the file is of another size.
   * `"checksum"`: the file is not the expected one. `"disk"`: the folder cannot be written to, or has no room.
   */
  readonly reason: DownloadFailure;
  readonly url: string;
  /** HTTP status, where `reason` is `"http"`. */
  readonly status: number | undefined;

  constructor(reason: DownloadFailure, message: string, details: { url: string; status?: number; cause?: unknown }) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.reason = reason;
    this.url = details.url;
    this.status = details.status;
  }
}

/**
 * Downloads the official RAVDESS speech archive, 208 MB, licence CC BY-NC-SA 4.0 (non-commercial).
 *
 * The file grows as `Audio_Speech_Actors_01-24.zip.part` and gets its name when its checksum is right. An interrupted
 * download goes on where it stopped; network failures and overloaded servers are tried again after a growing delay. If the
 * file is there already, its checksum is verified and nothing is fetched. Only one download may write to a folder at a time.
 *
 * @param folder - Where to put the file; made if it is not there.
 * @param options - Progress, interruption, and where to fetch from.
 * @returns Path of the verified file, for `openRavdess`.
 * @throws {TypeError} If `folder` is not a string.
 * @throws {RangeError} If a number among the options is out of range, or `md5` is not a checksum.
 * @throws {DownloadError} If the server refuses, the network fails for good, the file has another size or checksum, or there
 *   is no room on the disk.
 * @throws The reason of `signal`, when it is aborted.
 *
 * Source: S. R. Livingstone and F. A. Russo, doi 10.5281/zenodo.1188976.
 *
 * @example
 * const path = await downloadRavdess("data", {
 *   onProgress: ({ receivedBytes, totalBytes }) => process.stderr.write(`\r${receivedBytes} of ${totalBytes} bytes`),
 *   signal: AbortSignal.timeout(3_600_000),
 * });
 */
export async function downloadRavdess(folder: string, options: DownloadOptions = {}): Promise<string> {
  if (typeof folder !== "string") throw new TypeError(`"folder" must be a string, got ${typeof folder}`);
  const { signal, onProgress = () => {}, url = official.url, retries = 5, retryDelay = 1000 } = options;
  const { expectedBytes = official.bytes, md5 = official.md5 } = options;
  checkWhole("expectedBytes", expectedBytes, 1);
  checkWhole("retries", retries, 0);
  checkWhole("retryDelay", retryDelay, 0);
  if (!/^[0-9a-f]{32}$/i.test(md5)) throw new RangeError(`"md5" must be 32 hexadecimal digits, got "${md5}"`);
  signal?.throwIfAborted();

  const path = join(folder, official.name);
  const part = `${path}.part`;
  const progress = createProgress(expectedBytes, onProgress);
  try {
    await mkdir(folder, { recursive: true });
    if ((await sizeOf(path)) !== undefined) {
      const sum = await md5Of(path, signal);
      if (sum !== md5.toLowerCase()) {
        const message = `"${path}" has the MD5 checksum ${sum} instead of ${md5}; delete it to download it again`;
        throw new DownloadError("checksum", message, { url });
      }
      progress.finish();
      return path;
    }
    let received = (await sizeOf(part)) ?? 0;
    if (received > expectedBytes) {
      await rm(part);
      received = 0;
    }
    const room = await statfs(folder);
    if (expectedBytes - received > room.bavail * room.bsize) {
      const message = `"${folder}" has room for ${room.bavail * room.bsize} bytes, and ${expectedBytes - received} are missing`;
      throw new DownloadError("disk", message, { url });
    }
    progress.start(received);

    for (let failures = 0; received < expectedBytes;) {
      const before = received;
      const failure = await fetchRest({ url, part, received, expectedBytes, signal, progress });
      signal?.throwIfAborted();
      received = (await sizeOf(part)) ?? 0;
      if (failure === undefined) continue;
      failures = received > before ? 0 : failures + 1;
      if (failures > retries || !failure.again) throw failure.error;
      await sleep(Math.min(retryDelay * 2 ** Math.max(failures - 1, 0), 60_000), undefined, { signal });
    }

    const sum = await md5Of(part, signal);
    if (sum !== md5.toLowerCase()) {
      // Going on from wrong bytes could never succeed.
      await rm(part);
      throw new DownloadError("checksum", `${url} sent a file with the MD5 checksum ${sum} instead of ${md5}`, { url });
    }
    await rename(part, path);
    progress.finish();
    return path;
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof DownloadError) throw cause;
    if (isSystemError(cause))
      throw new DownloadError("disk", `cannot write to "${folder}": ${cause.message}`, { url, cause });
    throw cause;
  }
}

interface Attempt {
  readonly url: string;
  readonly part: string;
  readonly received: number;
  readonly expectedBytes: number;
  readonly signal: AbortSignal | undefined;
  readonly progress: Progress;
}

interface Failure {
  readonly error: DownloadError;
  /** Whether another attempt may succeed. */
  readonly again: boolean;
}

/** Fetches what is missing into the part file. Failures of the network and server are returned, those of the disk thrown. */
async function fetchRest({
  url,
  part,
  received,
  expectedBytes,
  signal,
  progress,
}: Attempt): Promise<Failure | undefined> {
  const network = (message: string, cause?: unknown, again = true): Failure => ({
    error: new DownloadError("network", `cannot download ${url}: ${message}`, { url, cause }),
    again,
  });
  let response: Response;
  try {
    response = await fetch(url, {
      // Compressed on the way, the bytes would not count as the range does.
      headers: { "accept-encoding": "identity", ...(received > 0 ? { range: `bytes=${received}-` } : {}) },
      signal: signal ?? null,
    });
  } catch (cause) {
    return network(describe(cause), cause);
  }
  const { status, body } = response;
  if (!response.ok || body === null) {
    await body?.cancel();
    const error = new DownloadError("http", `${url} answered ${status} ${response.statusText}`.trimEnd(), {
      url,
      status,
    });
    return { error, again: status >= 500 || status === 408 || status === 429 };
  }
  // A server may answer a range with the whole file.
  const range = status === 206 ? (response.headers.get("content-range") ?? "none") : undefined;
  const start = range === undefined ? 0 : received;
  if (range !== undefined && !range.startsWith(`bytes ${received}-`)) {
    await body.cancel();
    return network(`it sent the range "${range}" instead of the bytes from ${received}`, undefined, false);
  }
  const file = await open(part, start === 0 ? "w" : "a");
  try {
    return await write(file, body, start);
  } finally {
    await file.close();
  }

  async function write(
    handle: FileHandle,
    chunks: AsyncIterable<Uint8Array>,
    from: number,
  ): Promise<Failure | undefined> {
    let at = from;
    progress.report(at);
    const reader = chunks[Symbol.asyncIterator]();
    for (;;) {
      const next = await reader.next().catch((cause: unknown) => network(describe(cause), cause));
      if ("error" in next) return next;
      if (next.done === true) break;
      at += next.value.length;
      if (at > expectedBytes) {
        await reader.return?.();
        await handle.truncate(0);
        return network(`it sent more than the ${expectedBytes} bytes expected`, undefined, false);
      }
      await handle.writeFile(next.value);
      progress.report(at);
    }
    await handle.sync();
    return at < expectedBytes ? network(`it ended after ${at} of ${expectedBytes} bytes`) : undefined;
  }
}

async function md5Of(path: string, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash("md5");
  for await (const chunk of createReadStream(path, { signal }) as AsyncIterable<Uint8Array>) hash.update(chunk);
  return hash.digest("hex");
}

interface Progress {
  start(received: number): void;
  report(received: number): void;
  finish(): void;
}

function createProgress(totalBytes: number, onProgress: (progress: DownloadProgress) => void): Progress {
  let began = performance.now();
  let last = -Infinity;
  let known = totalBytes;
  let fetched = 0;
  const tell = (receivedBytes: number): void => {
    last = performance.now();
    const seconds = (last - began) / 1000;
    const bytesPerSecond = seconds > 0 ? fetched / seconds : 0;
    const missing = totalBytes - receivedBytes;
    const secondsLeft = missing === 0 ? 0 : bytesPerSecond > 0 ? missing / bytesPerSecond : undefined;
    onProgress({ receivedBytes, totalBytes, bytesPerSecond, secondsLeft });
  };
  return {
    start(received) {
      began = performance.now();
      known = received;
    },
    report(received) {
      // A server that ignores the range sends again what was there: no gain, and no loss of rate either.
      fetched += Math.max(received - known, 0);
      known = received;
      if (performance.now() - last >= progressIntervalMs) tell(received);
    },
    finish: () => {
      tell(totalBytes);
    },
  };
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isSystemError(error) && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error && "syscall" in error;
}

/** The built-in fetch says "fetch failed" and hides the reason in the cause. */
function describe(error: unknown): string {
  return error instanceof Error && error.cause !== undefined ? reasonOf(error.cause) : reasonOf(error);
}

function checkWhole(name: string, value: number, least: number): void {
  if (!(Number.isSafeInteger(value) && value >= least)) {
    throw new RangeError(`"${name}" must be a whole number >= ${least}, got ${value}`);
  }
}
