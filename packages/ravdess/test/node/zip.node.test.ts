import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { strToU8, zipSync, type Zippable } from "fflate";
import { describe, expect, it } from "vitest";

import { RavdessArchiveError } from "../../src/node.js";
import { openZip } from "../../src/node/zip.js";
import { temporaryFolder } from "./temporary-folder.js";

// Bytes that do not compress to nothing, so that damage can hit the data.
const noise = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * i * 31 + (i >> 3)) & 255);

async function zipFile(content: Uint8Array | Zippable): Promise<string> {
  const path = join(await temporaryFolder(), "test.zip");
  await writeFile(path, content instanceof Uint8Array ? content : zipSync(content));
  return path;
}

/** The archive with the first occurrence of some bytes, from a position on, replaced by others of the same length. */
function patch(zip: Uint8Array, at: number, bytes: readonly number[]): Uint8Array {
  const copy = zip.slice();
  copy.set(bytes, at);
  return copy;
}

const centralHeader = (zip: Uint8Array): number => {
  const at = Buffer.from(zip).indexOf(Uint8Array.of(0x50, 0x4b, 1, 2));
  expect(at).toBeGreaterThan(0);
  return at;
};

describe("openZip", () => {
  it("reads deflated, stored and empty files, any number of them at once", async () => {
    const files = {
      "a/one.wav": noise(9000),
      "two.wav": [noise(3000), { level: 0 }],
      "empty.wav": strToU8(""),
    } as const;
    const store = await openZip(await zipFile({ ...files } as unknown as Zippable));
    expect(store.names.toSorted()).toEqual(["a/one.wav", "empty.wav", "two.wav"]);
    const wanted = Array.from({ length: 30 }, (_, index) => store.names[index % 3]!);
    const read = await Promise.all(wanted.map((name) => store.read(name)));
    for (const [index, name] of wanted.entries()) {
      const length = { "a/one.wav": 9000, "two.wav": 3000, "empty.wav": 0 }[name]!;
      expect(read[index]).toEqual(noise(length));
      expect(read[index]!.buffer.byteLength).toBe(length);
    }
    await store.close();
  });

  it("lets reads under way complete when it is closed", async () => {
    const store = await openZip(await zipFile({ "one.wav": noise(20_000) }));
    const reads = Array.from({ length: 5 }, () => store.read("one.wav"));
    await store.close();
    const settled = await Promise.allSettled(reads);
    for (const result of settled) expect(result).toEqual({ status: "fulfilled", value: noise(20_000) });
    await expect(store.read("one.wav")).rejects.toThrow(RavdessArchiveError);
  });

  it.each(["../evil.wav", "a/../../evil.wav", "/evil.wav", "C:/evil.wav", "..\\evil.wav"])(
    "refuses an archive with the name %s",
    async (name) => {
      const path = await zipFile({ "one.wav": noise(10), [name]: noise(10) });
      await expect(openZip(path)).rejects.toMatchObject({
        name: "RavdessArchiveError",
        path,
        entry: name.replaceAll("\\", "/"),
        message: expect.stringContaining("the name leaves the archive") as string,
      });
    },
  );

  it("refuses two files of one name", async () => {
    const zip = zipSync({ "a.wav": noise(10), "b.wav": noise(10) });
    const text = Buffer.from(zip).toString("latin1").replaceAll("b.wav", "a.wav");
    const path = await zipFile(Uint8Array.from(Buffer.from(text, "latin1")));
    await expect(openZip(path)).rejects.toMatchObject({ entry: "a.wav", path });
    await expect(openZip(path)).rejects.toThrow(
      `cannot read "a.wav" in "${path}": the archive holds two files of this name`,
    );
  });

  it.each([
    ["an empty file", new Uint8Array(0)],
    ["a text", strToU8("this is not a zip archive, whatever its name says")],
    ["zeros", new Uint8Array(100_000)],
  ])("refuses %s", async (_, content) => {
    const path = await zipFile(content);
    await expect(openZip(path)).rejects.toMatchObject({ name: "RavdessArchiveError", path, entry: undefined });
    await expect(openZip(path)).rejects.toThrow(`cannot read "${path}": `);
  });

  it("refuses an archive cut off at any byte", async () => {
    const zip = zipSync({ "a.wav": noise(100), "b.wav": noise(100) });
    for (let length = 0; length < zip.length; length += 7) {
      const path = await zipFile(zip.slice(0, length));
      await expect(openZip(path), `${length} bytes`).rejects.toThrow(RavdessArchiveError);
    }
  });

  it("tells a wrong checksum", async () => {
    const zip = zipSync({ "a.wav": [noise(100), { level: 0 }] });
    const path = await zipFile(patch(zip, 30 + "a.wav".length + 50, [1, 2, 3]));
    const store = await openZip(path);
    await expect(store.read("a.wav")).rejects.toThrow(
      /^cannot read "a\.wav" in ".*": its checksum is [0-9a-f]+ instead of [0-9a-f]+$/,
    );
    await store.close();
  });

  it("tells data that cannot be inflated", async () => {
    const zip = zipSync({ "a.wav": noise(1000) });
    const path = await zipFile(patch(zip, 30 + "a.wav".length, [255, 255, 255, 255]));
    const store = await openZip(path);
    await expect(store.read("a.wav")).rejects.toMatchObject({
      name: "RavdessArchiveError",
      path,
      entry: "a.wav",
      cause: { code: "Z_DATA_ERROR" },
    });
    await store.close();
  });

  it("refuses a size beyond any recording before it takes the memory", async () => {
    const zip = zipSync({ "a.wav": noise(1000) });
    const store = await openZip(await zipFile(patch(zip, centralHeader(zip) + 24, [0, 0, 0, 0x40])));
    await expect(store.read("a.wav")).rejects.toThrow("it claims 1073741824 bytes, more than the 67108864 allowed");
    await store.close();
  });

  it("stops inflating at the size that is claimed", async () => {
    const zip = zipSync({ "a.wav": new Uint8Array(10_000_000) });
    const store = await openZip(await zipFile(patch(zip, centralHeader(zip) + 24, [100, 0, 0, 0])));
    await expect(store.read("a.wav")).rejects.toMatchObject({ cause: { code: "ERR_BUFFER_TOO_LARGE" } });
    await store.close();
  });

  it("refuses encrypted files and unknown compression", async () => {
    const zip = zipSync({ "a.wav": noise(1000) });
    const encrypted = await openZip(await zipFile(patch(zip, centralHeader(zip) + 8, [1, 0])));
    await expect(encrypted.read("a.wav")).rejects.toThrow("it is encrypted");
    await encrypted.close();
    const unknown = await openZip(await zipFile(patch(zip, centralHeader(zip) + 10, [93, 0])));
    await expect(unknown.read("a.wav")).rejects.toThrow("compression method 93 is unknown");
    await unknown.close();
  });

  it("gives the right bytes or its own error, whichever byte of the archive is damaged", async () => {
    const files = { "a.wav": noise(60), "b.wav": noise(90) };
    const zip = zipSync({ "a.wav": files["a.wav"], "b.wav": [files["b.wav"], { level: 0 }] });
    const right = new Set(Object.values(files).map((bytes) => Buffer.from(bytes).toString("hex")));
    const path = join(await temporaryFolder(), "damaged.zip");
    const verdict = (result: PromiseSettledResult<Uint8Array>): string => {
      if (result.status === "rejected") return result.reason instanceof RavdessArchiveError ? "unreadable" : "crash";
      return right.has(Buffer.from(result.value).toString("hex")) ? "right" : "wrong";
    };
    const outcomes: string[] = [];
    for (let at = 0; at < zip.length; at++) {
      for (const flip of [1, 128, 255]) {
        await writeFile(path, patch(zip, at, [zip[at]! ^ flip]));
        try {
          const store = await openZip(path);
          const reads = await Promise.allSettled(store.names.map((name) => store.read(name)));
          outcomes.push(...reads.map(verdict));
          await store.close();
        } catch (error) {
          outcomes.push(error instanceof RavdessArchiveError ? "refused" : "crash");
        }
      }
    }
    expect([...new Set(outcomes)].sort()).toEqual(["refused", "right", "unreadable"]);
  });

  it("stops when the signal is aborted", async () => {
    const reason = new Error("enough");
    await expect(openZip(await zipFile({ "a.wav": noise(10) }), AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
