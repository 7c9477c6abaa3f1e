import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { describe, expect, it, onTestFinished } from "vitest";

import { DownloadError, type DownloadOptions, type DownloadProgress, downloadRavdess } from "../../src/node.js";
import { temporaryFolder } from "./temporary-folder.js";

const file = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i * 31 + (i >> 3)) & 255);
const md5 = createHash("md5").update(file).digest("hex");
const name = "Audio_Speech_Actors_01-24.zip";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

interface Server {
  readonly options: DownloadOptions;
  /** The range that each request asked for. */
  readonly ranges: (string | undefined)[];
}

/** Serves on loopback: the n-th request gets the n-th answer, further ones the last. */
async function serve(...answers: Answer[]): Promise<Server> {
  const ranges: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range);
    answers[Math.min(ranges.length, answers.length) - 1]!(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/file.zip`;
  return { options: { url, md5, expectedBytes: file.length, retryDelay: 1 }, ranges };
}

const whole: Answer = (_, response) => {
  response.writeHead(200, { "content-length": file.length });
  response.end(file);
};

const ranged: Answer = (request, response) => {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "bytes=0-")![1]);
  const rest = file.subarray(start);
  response.writeHead(start === 0 ? 200 : 206, {
    "content-length": rest.length,
    ...(start === 0 ? {} : { "content-range": `bytes ${start}-${file.length - 1}/${file.length}` }),
  });
  response.end(rest);
};

/** Sends some bytes of the file and breaks the connection. */
const breaking =
  (length: number): Answer =>
  (_, response) => {
    response.writeHead(200, { "content-length": file.length });
    response.write(file.subarray(0, length), () => setTimeout(() => response.destroy(), 20));
  };

/** Sends 50,000 bytes of the range that is asked for and breaks the connection. */
const later: Answer = (request, response) => {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range!)![1]);
  response.writeHead(206, {
    "content-range": `bytes ${start}-${file.length - 1}/${file.length}`,
    "content-length": file.length - start,
  });
  response.write(file.subarray(start, start + 50_000), () => setTimeout(() => response.destroy(), 20));
};

/** Sends some bytes of the file and then nothing. */
const stalling =
  (length: number): Answer =>
  (_, response) => {
    response.writeHead(200, { "content-length": file.length });
    response.write(file.subarray(0, length));
  };

const refusing =
  (status: number): Answer =>
  (_, response) => {
    response.writeHead(status);
    response.end("no");
  };

const isFile = (bytes: Uint8Array): boolean => Buffer.compare(bytes, file) === 0;

describe("downloadRavdess", () => {
  it("downloads into a new folder, verifies, and leaves nothing else behind", async () => {
    const folder = join(await temporaryFolder(), "new/folder");
    const { options, ranges } = await serve(ranged);
    const seen: DownloadProgress[] = [];
    const path = await downloadRavdess(folder, { ...options, onProgress: (progress) => seen.push(progress) });
    expect(path).toBe(join(folder, name));
    expect(isFile(await readFile(path))).toBe(true);
    expect(await readdir(folder)).toEqual([name]);
    expect(ranges).toEqual([undefined]);
    expect(seen.at(-1)).toMatchObject({ receivedBytes: file.length, totalBytes: file.length, secondsLeft: 0 });
    expect(seen.at(-1)!.bytesPerSecond).toBeGreaterThan(0);
    expect(seen[0]!.secondsLeft).toBeUndefined();
  });

  it("goes on where an earlier download stopped", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, `${name}.part`), file.subarray(0, 123_456));
    const { options, ranges } = await serve(ranged);
    const seen: DownloadProgress[] = [];
    const path = await downloadRavdess(folder, { ...options, onProgress: (progress) => seen.push(progress) });
    expect(isFile(await readFile(path))).toBe(true);
    expect(ranges).toEqual(["bytes=123456-"]);
    expect(seen[0]!.receivedBytes).toBe(123_456);
  });

  it("starts again where the server ignores the range", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, `${name}.part`), file.subarray(0, 123_456));
    const { options, ranges } = await serve(whole);
    expect(isFile(await readFile(await downloadRavdess(folder, options)))).toBe(true);
    expect(ranges).toEqual(["bytes=123456-"]);
  });

  it("starts again where the part file is too long to be one", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, `${name}.part`), new Uint8Array(file.length + 1));
    const { options, ranges } = await serve(ranged);
    expect(isFile(await readFile(await downloadRavdess(folder, options)))).toBe(true);
    expect(ranges).toEqual([undefined]);
  });

  it("verifies a part file that is complete without fetching anything", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, `${name}.part`), file);
    const { options, ranges } = await serve(refusing(500));
    expect(isFile(await readFile(await downloadRavdess(folder, options)))).toBe(true);
    expect(ranges).toEqual([]);
  });

  it("verifies a file that is there already without fetching anything", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, name), file);
    const { options, ranges } = await serve(refusing(500));
    const seen: DownloadProgress[] = [];
    const onProgress = (progress: DownloadProgress): void => void seen.push(progress);
    expect(await downloadRavdess(folder, { ...options, onProgress })).toBe(join(folder, name));
    expect(ranges).toEqual([]);
    expect(seen).toEqual([{ receivedBytes: file.length, totalBytes: file.length, bytesPerSecond: 0, secondsLeft: 0 }]);
  });

  it("refuses a file that is there already and is another one, and leaves it alone", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, name), "something else");
    const { options } = await serve(ranged);
    await expect(downloadRavdess(folder, options)).rejects.toMatchObject({
      name: "DownloadError",
      reason: "checksum",
      message: expect.stringMatching(/ has the MD5 checksum [0-9a-f]{32} instead of .*; delete it/) as string,
    });
    expect(await readFile(join(folder, name), "utf8")).toBe("something else");
  });

  it("tells a wrong checksum and discards what it fetched", async () => {
    const folder = await temporaryFolder();
    const { options } = await serve(ranged);
    const wrong = { ...options, md5: "0".repeat(32) };
    await expect(downloadRavdess(folder, wrong)).rejects.toMatchObject({
      name: "DownloadError",
      reason: "checksum",
      url: options.url,
      message: `${options.url} sent a file with the MD5 checksum ${md5} instead of ${"0".repeat(32)}`,
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it("does not try again after 404", async () => {
    const folder = await temporaryFolder();
    const { options, ranges } = await serve(refusing(404));
    await expect(downloadRavdess(folder, options)).rejects.toMatchObject({
      name: "DownloadError",
      reason: "http",
      status: 404,
      message: `${options.url} answered 404 Not Found`,
    });
    expect(ranges).toHaveLength(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([500, 503, 429, 408])("tries again after %d", async (status) => {
    const { options, ranges } = await serve(refusing(status), refusing(status), ranged);
    expect(isFile(await readFile(await downloadRavdess(await temporaryFolder(), options)))).toBe(true);
    expect(ranges).toHaveLength(3);
  });

  it("gives up after as many failures in a row as it is allowed", async () => {
    const { options, ranges } = await serve(refusing(503));
    const download = downloadRavdess(await temporaryFolder(), { ...options, retries: 2 });
    await expect(download).rejects.toMatchObject({ reason: "http", status: 503 });
    expect(ranges).toHaveLength(3);
  });

  it("goes on after broken connections, and does not count those that brought something", async () => {
    const { options, ranges } = await serve(breaking(100_000), later, later, ranged);
    const path = await downloadRavdess(await temporaryFolder(), { ...options, retries: 0 });
    expect(isFile(await readFile(path))).toBe(true);
    expect(ranges).toEqual([undefined, "bytes=100000-", "bytes=150000-", "bytes=200000-"]);
  });

  it("tells that nobody answers", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    const url = `http://127.0.0.1:${port}/file.zip`;
    const download = downloadRavdess(await temporaryFolder(), { url, retries: 1, retryDelay: 1, expectedBytes: 10 });
    await expect(download).rejects.toMatchObject({
      name: "DownloadError",
      reason: "network",
      url,
      cause: { cause: { code: "ECONNREFUSED" } },
    });
  });

  it("refuses a file of another size", async () => {
    const { options } = await serve(whole);
    const longer = downloadRavdess(await temporaryFolder(), { ...options, expectedBytes: file.length - 1 });
    await expect(longer).rejects.toMatchObject({
      reason: "network",
      message: `cannot download ${options.url}: it sent more than the ${file.length - 1} bytes expected`,
    });
    const shorter = downloadRavdess(await temporaryFolder(), {
      ...options,
      expectedBytes: file.length + 1,
      retries: 1,
    });
    await expect(shorter).rejects.toMatchObject({
      reason: "network",
      message: `cannot download ${options.url}: it ended after ${file.length} of ${file.length + 1} bytes`,
    });
  });

  it("refuses a range that it did not ask for", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, `${name}.part`), file.subarray(0, 1000));
    const { options } = await serve((_, response) => {
      response.writeHead(206, { "content-range": `bytes 5-9/${file.length}` });
      response.end("12345");
    });
    await expect(downloadRavdess(folder, options)).rejects.toMatchObject({
      reason: "network",
      message: expect.stringContaining(`it sent the range "bytes 5-9/${file.length}"`) as string,
    });
  });

  it("stops when the signal is aborted, keeps what has arrived, and goes on from there the next time", async () => {
    const folder = await temporaryFolder();
    const { options, ranges } = await serve(stalling(100_000), ranged);
    const controller = new AbortController();
    const reason = new Error("Ctrl-C");
    const download = downloadRavdess(folder, {
      ...options,
      signal: controller.signal,
      onProgress: () => setTimeout(() => controller.abort(reason), 200),
    });
    await expect(download).rejects.toBe(reason);
    const part = await readFile(join(folder, `${name}.part`));
    expect(part.length).toBeGreaterThan(0);
    expect(Buffer.compare(part, file.subarray(0, part.length))).toBe(0);
    expect(isFile(await readFile(await downloadRavdess(folder, options)))).toBe(true);
    expect(ranges).toEqual([undefined, `bytes=${part.length}-`]);
  });

  it("does not wait for the next attempt once the signal is aborted", async () => {
    const { options } = await serve(refusing(503));
    const reason = new Error("Ctrl-C");
    const controller = new AbortController();
    const download = downloadRavdess(await temporaryFolder(), {
      ...options,
      retryDelay: 50_000,
      signal: controller.signal,
    });
    setTimeout(() => {
      controller.abort(reason);
    }, 100);
    await expect(download).rejects.toBe(reason);
  });

  it("does nothing with a signal that is aborted already", async () => {
    const folder = await temporaryFolder();
    const { options, ranges } = await serve(ranged);
    await expect(downloadRavdess(folder, { ...options, signal: AbortSignal.abort("no") })).rejects.toBe("no");
    expect(ranges).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  // Every write to this device fails as on a disk without room.
  it.skipIf(!existsSync("/dev/full"))("tells that the disk is full", async () => {
    const folder = await temporaryFolder();
    await symlink("/dev/full", join(folder, `${name}.part`));
    const { options } = await serve(ranged);
    await expect(downloadRavdess(folder, options)).rejects.toMatchObject({
      name: "DownloadError",
      reason: "disk",
      cause: { code: "ENOSPC" },
    });
    expect(existsSync(join(folder, name))).toBe(false);
  });

  it("asks for room before it fetches anything", async () => {
    const folder = await temporaryFolder();
    const { options, ranges } = await serve(ranged);
    const download = downloadRavdess(folder, { ...options, expectedBytes: Number.MAX_SAFE_INTEGER });
    await expect(download).rejects.toMatchObject({
      name: "DownloadError",
      reason: "disk",
      message: expect.stringMatching(/ has room for \d+ bytes, and 9007199254740991 are missing$/) as string,
    });
    expect(ranges).toEqual([]);
  });

  it("tells that the folder cannot be written to", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "");
    const { options } = await serve(ranged);
    await expect(downloadRavdess(join(folder, "file"), options)).rejects.toMatchObject({
      reason: "disk",
      cause: { code: "EEXIST" },
    });
    await mkdir(join(folder, `${name}.part`));
    await expect(downloadRavdess(folder, options)).rejects.toMatchObject({ reason: "disk" });
  });

  it.each([
    [{ expectedBytes: 0 }, '"expectedBytes" must be a whole number >= 1, got 0'],
    [{ expectedBytes: NaN }, '"expectedBytes" must be a whole number >= 1, got NaN'],
    [{ retries: -1 }, '"retries" must be a whole number >= 0, got -1'],
    [{ retryDelay: Infinity }, '"retryDelay" must be a whole number >= 0, got Infinity'],
    [{ md5: "abc" }, '"md5" must be 32 hexadecimal digits, got "abc"'],
  ])("refuses %j", async (options, message) => {
    await expect(downloadRavdess("nowhere", options)).rejects.toThrow(new RangeError(message));
    expect(existsSync("nowhere")).toBe(false);
  });

  it("refuses a folder that is not a string", async () => {
    await expect(downloadRavdess(7 as unknown as string)).rejects.toThrow(
      new TypeError('"folder" must be a string, got number'),
    );
  });
});

it("tells reason, address, status and cause", () => {
  const cause = new Error("broken");
  const error = new DownloadError("http", "no", { url: "http://x", status: 404, cause });
  expect(error).toMatchObject({ name: "DownloadError", reason: "http", url: "http://x", status: 404, cause });
});
