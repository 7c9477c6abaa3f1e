import { mkdir, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { writeAtomically, writeJson } from "../src/parts/atomic.js";

describe("writeAtomically", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "wader-"));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("makes missing folders and replaces what was there", async () => {
    const path = join(folder, "a", "b.txt");
    await writeAtomically(path, "one");
    await writeAtomically(path, "two");
    expect(await readFile(path, "utf8")).toBe("two");
    expect(await readdir(join(folder, "a"))).toEqual(["b.txt"]);
  });

  it("leaves nothing behind when it fails", async () => {
    await mkdir(join(folder, "taken", "inside"), { recursive: true });
    await expect(writeAtomically(join(folder, "taken"), "x")).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(await readdir(folder)).toEqual(["taken"]);
  });

  it("writes JSON that reads back", async () => {
    const path = join(folder, "v.json");
    await writeJson(path, { a: [1, 2] });
    expect(JSON.parse(await readFile(path, "utf8"))).toEqual({ a: [1, 2] });
  });
});
