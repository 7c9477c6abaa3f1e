import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { writeAtomically } from "../../src/node/write-atomically.js";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wader-write-"));
});

afterAll(() => rm(folder, { recursive: true }));

describe("writeAtomically", () => {
  it("replaces a file by its new content", async () => {
    const path = join(folder, "a.txt");
    await writeAtomically(path, "one");
    await writeAtomically(path, "two");
    expect(await readFile(path, "utf8")).toBe("two");
    expect(await readdir(folder)).toEqual(["a.txt"]);
  });

  it("keeps the former content and removes its temporary file if the write fails", async () => {
    const path = join(folder, "b");
    await mkdir(join(path, "full"), { recursive: true });
    await expect(writeAtomically(path, "new")).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(await readdir(path)).toEqual(["full"]);
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});
